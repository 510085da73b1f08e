"""The port: what the product asks of a social network, in the network's absence.

A network is a folder beside this file with one object that satisfies `Network`. It knows the wire, no
models: it turns bytes into the values below and values into calls. Whatever it cannot read it hands back as
`Unsupported`; whatever goes wrong while sending it says with one of the typed errors, because only the
network can tell whether bytes may have left (DESIGN §5a).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from .road import DIRECT, Road
from .seen import (
    Attachment,
    AttachmentKind,
    Author,
    BanChanged,
    Change,
    ChatKind,
    ChatSeen,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    Noticed,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
    Unsupported,
)

__all__ = [
    "DIRECT",
    "OWN_PACE",
    "SEALED",
    "Account",
    "Attachment",
    "AttachmentKind",
    "Author",
    "BanChanged",
    "Change",
    "ChatKind",
    "ChatSeen",
    "ConsentChanged",
    "Credential",
    "Delivered",
    "Envelope",
    "Fetched",
    "Finding",
    "HookAnswer",
    "HookMalformed",
    "HookRefused",
    "Idempotency",
    "KeyMissing",
    "MessageGone",
    "MessageSeen",
    "NeedsHuman",
    "Network",
    "NetworkError",
    "NothingSent",
    "Noticed",
    "OutgoingFile",
    "Parcel",
    "ParseError",
    "Place",
    "PlaceKind",
    "Polled",
    "PostSeen",
    "Profile",
    "Refused",
    "Road",
    "Seen",
    "Throttled",
    "TooLarge",
    "Unclear",
    "Unsupported",
]

# --------------------------------------------------------------------------- what a network is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A channel as its network sees it: the community or bot, where its API is, and the secrets.

    `secrets` is named by the network's own `credentials` (VK: token, service_token, user_token, secret,
    confirmation). The values never reach a log: `repr` leaves them out. Where they cannot be opened, reading one raises
    NeedsHuman (SEALED).

    `hook_url` is where the network is to call us: "" = nowhere, we ask; a path alone = below this installation's
    own address, which is not known. `chats` are the channels and groups in which the bot is known to sit, `channels`
    those of them that are channels, `titles` what people call them, `voices` of each group the channel that speaks for
    us in it. `dialogs` are the dialogues in which something was said lately: known only where the past is read. `road`
    is by what road every call goes.
    """

    network_id: str
    api_url: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    hook_url: str = field(default="", repr=False)
    chats: Sequence[str] = ()
    channels: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    dialogs: Sequence[str] = ()
    voices: Mapping[str, str] = field(default_factory=dict)
    road: Road = DIRECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One thing `channels add` asks for; `title` is a msgid.

    `missing_for` is a msgid, too: it says in a sentence what does not work without it. `pattern` is what a value
    looks like (a regular expression for the whole of it; "" = anything), the msgid `looks` says so to a person.
    `is_made_up`: where none is given the product makes a random one.
    """

    name: str
    title: str
    required: bool
    missing_for: str = ""
    pattern: str = ""
    looks: str = ""
    is_made_up: bool = False


# --------------------------------------------------------------------------- events: hooks and polling


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a hook reads of an event before it is stored: its id, its type, and the bytes to keep.

    `external_id` is "" when the network gave none (the hash of the body is the id then). `body` is what came,
    byte for byte, except that the hook's own secret is blotted out: it must not rest in the database.
    """

    external_id: str
    type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HookAnswer:
    """An answer that is given without storing anything (the confirmation handshake)."""

    body: bytes
    content_type: str = "text/plain; charset=utf-8"


class HookRefused(Exception):
    """The secret is wrong or missing: 403, count it, store nothing."""


class HookMalformed(Exception):
    """The body is no event of this network at all: 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one long poll brought. `cursor` is opaque, saved after the events are committed.

    `lost_history` is set when the network says that events before the new cursor are gone for good.
    """

    envelopes: Sequence[Envelope]
    cursor: str
    lost_history: bool = False


class ParseError(Exception):
    """The body of an event broke the parser. The event is kept as `broken` and can be taken again."""


# --------------------------------------------------------------------------- sending


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A photo that leaves with a letter part: read from `path` at the moment of sending."""

    path: Path
    name: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One letter part on its way. `key` is its own stored random key (see `Network.new_key`).

    `reply_to` is the external id of the resident's message that is answered ("" = none).
    """

    place: Place
    text: str
    key: str
    reply_to: str = ""
    files: Sequence[OutgoingFile] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The network has the part; `external_id` is what it calls it in the parcel's place."""

    external_id: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """How long, and over how many later messages of the place, a repeat with the same key is one message."""

    window: timedelta
    max_messages: int | None = None


class NetworkError(Exception):
    """Something a network or the road to it answered. `code` is stable: "vk:901", "http:502", "connect"."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code} {message}".strip())
        self.code = code
        self.message = message


class NothingSent(NetworkError):
    """The connection was not made: not a byte left. Safe to try again."""


OWN_PACE = "limit"
"""The code of a `Throttled` that is ours: the call was not made, its turn has not come."""


SEALED = "sealed"
"""The code where the channel's secrets cannot be opened with the keys that are here."""


class Throttled(NetworkError):
    """The network said "later" and did nothing."""

    def __init__(self, code: str, message: str = "", *, retry_after: timedelta) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class Unclear(NetworkError):
    """Bytes may have left and no answer says what became of them (timeout, reset, 5xx)."""


class Refused(NetworkError):
    """The network said no, and will say no again: blocked, too long, comments closed, gone."""


class TooLarge(Refused):
    """The network does not hand over a file of this size, or we do not take it."""


class NeedsHuman(Refused):
    """No, until a person mends the channel: token revoked, captcha, a permission missing."""


class KeyMissing(NeedsHuman):
    """The call needs a key that the channel can do without, and it has none that the network takes for this."""


# --------------------------------------------------------------------------- profiles and health


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a network tells of an author."""

    network_id: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `channels check`: what was looked at, whether it is in order, what to do if not.

    `text` is a msgid (marked with gettext_noop) and `params` fill its {names}, so that any language can show it.
    """

    ok: bool
    text: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of an attachment. What they are, they say themselves."""

    content: bytes


class Network(Protocol):
    """A social network. Calls block for `deadline` seconds at most and hold no database transaction."""

    code: str
    title: str
    default_api_url: str
    identity: Credential
    """What names a channel of this network (VK: group_id); it may be one of the `credentials` (a bot's token)."""
    credentials: Sequence[Credential]
    hook_ok: bytes
    """What the network wants to read when its event is stored (VK: exactly `ok`)."""
    can_poll: bool
    is_heard: bool
    """Whether the network tells us anything by itself; what it does not tell, our people enter by hand."""
    shows_dialogs: bool
    """Whether our people can look at private dialogues in the network's own programs (a bot's they cannot)."""
    media_hosts: Sequence[str]
    """Host patterns ("*.userapi.com") that files of this network may be fetched from."""

    def identify(self, value: str) -> str:
        """What the network calls the channel, by the value of its `identity`: becomes `Account.network_id`.

        "" where only the network itself knows (see `optional.KnowsWhoseKey`).
        """

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope | HookAnswer:
        """Check the secret, read the envelope; `headers` lower-case. Raises HookRefused, HookMalformed."""

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """Turn the stored bytes of one event into what was seen. Raises ParseError and nothing else.

        Dates after `now` are clamped to it: a resident never writes in the future.
        """

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """Wait up to `wait` seconds for events after `cursor` ("" = what is still kept). Raises NetworkError."""

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """Cut a text into parts that this place takes, at ends of paragraphs, sentences or words.

        The list is never empty, nor is a part, except that a blank text (a letter of photos only) gives [""].
        `with_files`: photos go with the first part, which is "" where it cannot hold words as well.
        """

    def refuses(self, place: Place, account: Account) -> str:
        """A msgid that says why nothing at all can be sent into this place; "" when something can."""

    def refuses_files(self, place: Place, account: Account) -> str:
        """A msgid that says why photos cannot be sent into this place; "" when they can."""

    def new_key(self, place: Place) -> str:
        """A fresh random key for one letter part ("" for a network without such keys is not allowed)."""

    def idempotency(self, place: Place) -> Idempotency | None:
        """Within what a repeat with the same key is safe; None = never: an unclear outcome is unconfirmed."""

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Send one part. Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman."""

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """Look for a part that may have arrived. None = not seen there. Raises NetworkError."""

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """The bytes behind an attachment's `ref`, at most `most` of them. Raises NetworkError (TooLarge among them)."""

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names of authors, at most 100 ids a call. Unknown ids are absent. Raises NetworkError."""

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """What of this channel works and what is missing, in sentences. Never raises NetworkError."""

    def explain(self, code: str) -> str:
        """A msgid for a NetworkError code: what happened and what a person can do about it."""
