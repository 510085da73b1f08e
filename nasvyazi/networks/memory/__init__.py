"""A network that lives in memory: the port's twin for tests, ours and those of whoever builds on the product.

`with_key` takes a repeat with the same key for the same message, as VK does; `without_key` does not, as Telegram
and MAX. A test plays the residents through `with_key.world` and hands the bodies to the hook, or lets them be polled:

    told = memory.with_key.world.write("100", "501", "Во дворе не чистят снег")
    client.post(hook, told.body, headers={"X-Memory-Secret": "secret"})
    assert memory.with_key.world.arrived(told.place) == ["Приняли, спасибо"]
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from nasvyazi.networks import explain, loose
from nasvyazi.networks.base import (
    Account,
    Credential,
    Delivered,
    Envelope,
    Fetched,
    Finding,
    HookAnswer,
    HookMalformed,
    HookRefused,
    Idempotency,
    Parcel,
    Place,
    PlaceKind,
    Polled,
    Profile,
    Refused,
    Seen,
    TooLarge,
)
from nasvyazi.networks.optional import Deed, HistoryPart
from nasvyazi.toolbox import text as texts

from . import moderate
from .reading import read
from .world import Arrival, World

SECRET_HEADER = "x-memory-secret"  # noqa: S105 - the header's name
LIMIT = 1000


class MemoryNetwork:
    """The in-memory network; `with_key` says whether a repeat with the same key is one message."""

    history: Sequence[HistoryPart] = (HistoryPart(code="everything", title=_("everything")),)
    not_called_code = "memory:not_called"
    hook_ok = b"ok"
    hiding_means = _("Here a hidden message is away until it is brought back.")
    can_poll = True
    is_heard = True
    shows_dialogs = True
    media_hosts: Sequence[str] = ()
    default_api_url = "memory:"
    identity = Credential(name="number", title=_("Number of the channel"), required=True)
    credentials: Sequence[Credential] = (
        Credential(name="secret", title=_("Secret key of the webhook"), required=True),
    )

    def __init__(self, *, code: str, with_key: bool) -> None:
        self.code = code
        self.title = code
        self.world = World()
        self._with_key = with_key

    def identify(self, value: str) -> str:
        """The number is the id."""
        return value

    def open_hook(self, account: Account, headers: Mapping[str, str], body: bytes) -> Envelope | HookAnswer:
        """Check the secret in the header, read the envelope. Raises HookRefused, HookMalformed."""
        given, configured = headers.get(SECRET_HEADER, ""), account.secrets.get("secret", "")
        if not configured or not hmac.compare_digest(_bytes(given), _bytes(configured)):
            raise HookRefused("wrong secret")
        return _envelope(body)

    def parse(self, account: Account, body: bytes, *, now: datetime) -> list[Seen]:
        """What one event tells. Raises ParseError."""
        return [read(account, body, now=now)]

    def poll(self, account: Account, cursor: str, *, wait: float) -> Polled:
        """Events after `cursor`, the number of those already taken."""
        world, channel = self.world, account.network_id
        with world.changed:
            taken = loose.integer(cursor)
            start = len(world.events(channel)) if taken is None else taken
            end = time.monotonic() + wait
            while len(world.events(channel)) <= start and (left := end - time.monotonic()) > 0:
                world.changed.wait(left)
            told = world.events(channel)
        return Polled(
            envelopes=[_envelope(body) for body in told[start:]],
            cursor=str(len(told)),
            lost_history=start > len(told),
        )

    def read_back(self, account: Account, part: str, *, since: datetime) -> Iterator[Sequence[Envelope]]:
        """Every message as it stands now, one by one."""
        for told in self.world.standing(account.network_id):
            if told["sent"] >= int(since.timestamp()):
                body = json.dumps({"type": "message_found", "object": told}, sort_keys=True).encode()
                yield [Envelope(external_id="", type="message_found", body=body)]

    def split(self, place: Place, text: str, *, with_files: bool = False) -> list[str]:
        """Parts of at most 1000 characters."""
        return texts.split(text, LIMIT)

    def refuses(self, place: Place, account: Account) -> str:
        """Nothing: whatever place we hear, we may answer in as far as can be known beforehand."""
        return ""

    def refuses_files(self, place: Place, account: Account) -> str:
        """Photos go into dialogues only."""
        return "" if place.kind is PlaceKind.DIALOG else _("Photos cannot be sent with a comment here.")

    def new_key(self, place: Place) -> str:
        """A random key; a network without keys gets one, too, and ignores it."""
        return secrets.token_hex(8)

    def idempotency(self, place: Place) -> Idempotency | None:
        """As VK's dialogues, or none."""
        return Idempotency(window=timedelta(minutes=50), max_messages=80) if self._with_key else None

    def send(self, account: Account, parcel: Parcel, *, deadline: float) -> Delivered:
        """Take the part in, or fail as the test has asked. Raises what `World.fail_next` was given, Refused."""
        fault = self.world.take_fault()
        if fault and fault[0] == "before":
            raise fault[1]
        if parcel.place.kind is PlaceKind.DIALOG and self.world.is_blocked(
            account.network_id, parcel.place.id
        ):
            raise Refused("memory:blocked")
        arrival = self._known(account, parcel) or self.world.accept(
            account.network_id,
            parcel.place,
            parcel.text,
            parcel.key,
            echo_key=parcel.key if self._with_key else "",
            reply_to=parcel.reply_to,
        )
        if fault:
            raise fault[1]
        return Delivered(external_id=arrival.external_id)

    def find(self, account: Account, parcel: Parcel, *, since: datetime, deadline: float) -> Delivered | None:
        """The part with this key; a network without keys sees nothing."""
        arrival = self._known(account, parcel)
        return Delivered(external_id=arrival.external_id) if arrival else None

    def fetch(self, account: Account, ref: str, *, most: int, deadline: float) -> Fetched:
        """The bytes that a test gave in `World.files`. Raises Refused, TooLarge."""
        content = self.world.files.get(ref)
        if content is None:
            raise Refused("memory:file")
        if len(content) > most:
            raise TooLarge("memory:file")
        return Fetched(content=content)

    def profiles(self, account: Account, network_ids: Sequence[str], *, deadline: float) -> list[Profile]:
        """Names that the test gave in `World.names`."""
        names = self.world.names
        return [Profile(network_id=one, name=names[one]) for one in network_ids if one in names]

    def check(self, account: Account, *, deadline: float) -> list[Finding]:
        """The memory is always in order."""
        return [Finding(ok=True, text=_("The in-memory network works."))]

    def explain(self, code: str) -> str:
        """A msgid for a code."""
        if code == "memory:not_called":
            return _("The network does not call us: what residents write comes only when it is read back.")
        if code == "memory:blocked":
            return _("The resident has forbidden messages. Answer in a public comment or by phone.")
        return explain.explain(code)

    def refuses_deed(self, deed: Deed, place: Place, account: Account) -> str:
        """What is said in private cannot be moderated."""
        return "" if moderate.is_public(place) else _("What is said in private cannot be moderated.")

    def remove(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Take a message away. Raises what `World.fail_next` was given."""
        return moderate.remove(self.world, account, place, external_id)

    def restore(self, account: Account, place: Place, external_id: str, *, deadline: float) -> bool:
        """Bring a message back. Raises what `World.fail_next` was given."""
        return moderate.restore(self.world, account, place, external_id)

    def ban(
        self,
        account: Account,
        place: Place,
        author_id: str,
        *,
        until: datetime | None,
        reason: str,
        deadline: float,
    ) -> bool:
        """Shut a resident out; only with keys does it end by itself. Raises what `World.fail_next` was given."""
        moderate.ban(self.world, account, author_id, until)
        return until is None or self._with_key

    def unban(self, account: Account, place: Place, author_id: str, *, deadline: float) -> None:
        """Let a resident in again. Raises what `World.fail_next` was given."""
        moderate.unban(self.world, account, author_id)

    def _known(self, account: Account, parcel: Parcel) -> Arrival | None:
        if not self._with_key:
            return None
        wanted = (account.network_id, parcel.place, parcel.key)
        found = (one for one in self.world.arrivals if (one.channel, one.place, one.key) == wanted)
        return next(found, None)


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")


def _envelope(body: bytes) -> Envelope:
    try:
        event = loose.mapping(loose.load_json(body))
    except ValueError:
        raise HookMalformed("not JSON") from None
    kind = loose.text(event.get("type"))
    if not kind:
        raise HookMalformed("not an event")
    return Envelope(external_id=loose.text(event.get("id"))[:128], type=kind[:64], body=body)


with_key = MemoryNetwork(code="memory", with_key=True)
without_key = MemoryNetwork(code="memory_nokey", with_key=False)
