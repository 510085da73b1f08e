"""What a network tells, as values: places, authors, attachments, and everything that can be seen in an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class PlaceKind(StrEnum):
    """Where in a network something was said."""

    DIALOG = "dialog"
    COMMENT = "comment"
    CHAT = "chat"
    POST = "post"
    BOARD = "board"
    PHOTO = "photo"
    VIDEO = "video"
    MARKET = "market"
    ENTRY = "entry"
    """No place of a network: somebody of ours entered what was said by phone, at a reception, on a foreign page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One conversation inside a channel: a dialogue, or what is said under one post.

    `id` is unique within (channel, kind) and is what an answer needs to arrive in the same place:
    the peer of a dialogue; "<owner>_<post>" of a post and of the comments under it, likewise of a photo, a video, an
    article of a shop or a topic of the discussion board; "<chat>" of the talk of a group, "<chat>_<first message>" of
    a thread in it.
    """

    kind: PlaceKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote. `is_channel` = the community itself or its staff writing in its name. `url` is their page.

    `is_staff`: the network tells which person of ours wrote in the channel's name; `network_id` is theirs.
    """

    network_id: str
    name: str = ""
    url: str = ""
    is_channel: bool = False
    is_staff: bool = False


class AttachmentKind(StrEnum):
    """What came with a message; `UNSUPPORTED` keeps whatever we do not know yet, raw."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    LINK = "link"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    POST = "post"
    FORWARD = "forward"
    QUOTE = "quote"
    GIFT = "gift"
    CALL = "call"
    MONEY = "money"
    STORY = "story"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment. `url` is the largest original, `preview_url` a small one; sizes in pixels or bytes.

    `text` is what is said in it, whole: in a message that is passed on or answered, a shared post, a voice message.
    `raw` is the network's own object, kept for what we do not understand today. `ref` is under what the network hands
    the bytes over (`Network.fetch`): an address, or a name of its own; "" = there are none, or not for us.
    `is_too_large` = it will not hand them over. `within` is in what the message carries it, where it is not the
    author's own: a message that is passed on or answered, a shared post.
    """

    kind: AttachmentKind
    network_id: str = ""
    url: str = ""
    preview_url: str = ""
    title: str = ""
    text: str = ""
    width: int | None = None
    height: int | None = None
    size: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    ref: str = ""
    is_too_large: bool = False
    within: AttachmentKind | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


class Change(StrEnum):
    """Why a message was told: it is new, its text changed, or it came back after a deletion."""

    NEW = "new"
    EDITED = "edited"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSeen:
    """Somebody said something. Same (place, external_id) = the same message, by whatever road it came.

    `said_at` is when the resident wrote, `version_at` when this wording appeared (equal unless edited).
    `key` is the random key of our own letter when the network returns it. `post_id` is the post that a
    comment stands under; `reply_to` the external id of the message it answers. `url` opens it in the network.
    `answer_place` is where an answer goes when it cannot go into `place` (a suggested post → the dialogue,
    a resident's post on the open wall → the comments under it), or goes there as no answer to this message (a photo
    of a resident → the comments under it). `stated_date` is the date as the network wrote it where that cannot be true
    (still to come, or absurd); `said_at` is then when we heard of it.
    `found_at`: nobody told us, we read it back, and so it stood at that moment.
    """

    place: Place
    external_id: str
    author: Author
    text: str
    said_at: datetime
    version_at: datetime
    change: Change = Change.NEW
    outgoing: bool = False
    key: str = ""
    attachments: Sequence[Attachment] = ()
    post_id: str = ""
    reply_to: str = ""
    url: str = ""
    answer_place: Place | None = None
    stated_date: str = ""
    album: str = ""
    within: Place | None = None
    root: str = ""
    place_title: str = ""
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageGone:
    """A message was deleted in the network. Its words stay with us."""

    place: Place
    external_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSeen:
    """The channel itself published a post (residents comment under it).

    `version_at` is when it had this wording; `comments` is the place of its comments where the post's id does not
    say it (Telegram: a thread in another chat).
    """

    external_id: str
    text: str
    published_at: datetime
    version_at: datetime
    url: str = ""
    attachments: Sequence[Attachment] = ()
    comments: Place | None = None


class ChatKind(StrEnum):
    """Where in a network a bot can sit."""

    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSeen:
    """A channel or group of the network in which our bot sits, or (`is_present` false) sat until `at`.

    `voice` is the channel whose posts come into this group: what it says there itself is ours, not a resident's.
    `replaces` is the id that the same group had before.
    """

    network_id: str
    kind: ChatKind
    at: datetime
    title: str = ""
    is_present: bool = True
    voice: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged:
    """A resident allowed or forbade private messages from the channel (blocked it).

    `place` is their dialogue where it is not called as its resident.
    """

    author: Author
    allowed: bool
    at: datetime
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BanChanged:
    """A moderator of the channel shut a resident out of it, or let them in again: by then they cannot write there.

    `until` is when a ban ends by itself (None = never), `reason` what the moderator wrote, `by` their network id.
    """

    author: Author
    banned: bool
    at: datetime
    until: datetime | None = None
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """An event we understand, in which nobody says anything that waits for us. `what`: a sentence for the engineer."""

    type: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """An event we keep and show, and do not understand. `why` is an English sentence for the engineer."""

    type: str
    why: str = ""


Seen = MessageSeen | MessageGone | PostSeen | ChatSeen | ConsentChanged | BanChanged | Noticed | Unsupported
