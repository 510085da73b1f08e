"""Reading the in-memory network's events, as tolerantly as a real network's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Attachment,
    AttachmentKind,
    Author,
    Change,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
    Unsupported,
)
from nasvyazi.toolbox.text import storable_json

Object = Mapping[str, Any]


def read(account: Account, body: bytes, *, now: datetime) -> Seen:
    """What one event tells. Raises ParseError."""
    try:
        event = loose.mapping(loose.load_json(body))
    except ValueError:
        raise ParseError("not JSON") from None
    kind, told = loose.text(event.get("type")), event.get("object")
    if not kind:
        raise ParseError("not an event")
    reader = _READERS.get(kind)
    if reader is None:
        return Unsupported(type=kind, why="no reader for this type of event")
    if not isinstance(told, dict):
        raise ParseError(f"{kind} without an object")
    return reader(account, told, now)


def _new(account: Account, told: Object, now: datetime) -> MessageSeen:
    return _message(account, told, now, Change.NEW)


def _edited(account: Account, told: Object, now: datetime) -> MessageSeen:
    return _message(account, told, now, Change.EDITED)


def _restored(account: Account, told: Object, now: datetime) -> MessageSeen:
    return replace(_message(account, told, now, Change.RESTORED), version_at=now)


def _found(account: Account, told: Object, now: datetime) -> MessageSeen:
    """A message that was read back, as it stands now."""
    change = Change.EDITED if "edited" in told else Change.NEW
    return replace(_message(account, told, now, change), found_at=now)


def _message(account: Account, told: Object, now: datetime, change: Change) -> MessageSeen:
    place = _place(told)
    outgoing = told.get("outgoing") is True
    author = account.network_id if outgoing else _required(told, "author")
    said_at = loose.moment(told.get("sent"), now=now)
    return MessageSeen(
        place=place,
        external_id=_required(told, "id"),
        author=Author(network_id=author, name=loose.text(told.get("name")), is_channel=outgoing),
        text=loose.text(told.get("text")),
        said_at=said_at,
        version_at=loose.moment(told.get("edited"), now=now) if change is Change.EDITED else said_at,
        change=change,
        outgoing=outgoing,
        key=loose.text(told.get("key")),
        attachments=[_attachment(item) for item in loose.items(told.get("photos"))],
        post_id=place.id if place.kind is PlaceKind.COMMENT else "",
        reply_to=loose.text(told.get("reply_to")),
        stated_date=loose.stated_date(told.get("sent"), now=now),
    )


def _gone(account: Account, told: Object, now: datetime) -> MessageGone:
    return MessageGone(place=_place(told), external_id=_required(told, "id"), at=now)


def _consent(account: Account, told: Object, now: datetime) -> ConsentChanged:
    author = Author(network_id=_required(told, "author"))
    return ConsentChanged(author=author, allowed=told.get("allowed") is True, at=now)


def _post(account: Account, told: Object, now: datetime) -> PostSeen:
    published_at = loose.moment(told.get("sent"), now=now)
    return PostSeen(
        external_id=_required(told, "id"),
        text=loose.text(told.get("text")),
        published_at=published_at,
        version_at=published_at,
    )


def _attachment(item: Any) -> Attachment:
    url = loose.link(item)
    kind = AttachmentKind.PHOTO if url else AttachmentKind.UNSUPPORTED
    return Attachment(kind=kind, url=url, preview_url=url, raw={"value": storable_json(item)})


def _place(told: Object) -> Place:
    place = loose.mapping(told.get("place"))
    try:
        kind = PlaceKind(loose.text(place.get("kind")))
    except ValueError:
        raise ParseError("no such kind of place") from None
    return Place(kind=kind, id=_required(place, "id"))


def _required(told: Object, name: str) -> str:
    found = loose.text(told.get(name))
    if not found:
        raise ParseError(f"without {name}")
    return found


_READERS: Mapping[str, Callable[[Account, Object, datetime], Seen]] = {
    "message": _new,
    "message_edited": _edited,
    "message_restored": _restored,
    "message_found": _found,
    "message_deleted": _gone,
    "consent": _consent,
    "post": _post,
}
