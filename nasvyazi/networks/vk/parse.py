"""One event of the Callback API or of Bots Long Poll, read: both have the same structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    BanChanged,
    Change,
    ConsentChanged,
    MessageSeen,
    Noticed,
    ParseError,
    Seen,
    Unsupported,
)

from . import comments, media, messages, wall
from .noticed import NOTICED

Object = Mapping[str, Any]
READ_BACK = "read_back"
"""The member of an event's body that says: VK did not tell this, we read it (see `past`)."""


def parse(account: Account, body: bytes, *, now: datetime) -> list[Seen]:
    """What one event tells. Raises ParseError and nothing else, even where a reader has a mistake."""
    try:
        event = _event(body)
        seen = _read(account, event, now)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ParseError(f"the reader failed: {type(error).__name__}") from error
    if isinstance(seen, MessageSeen) and event.get(READ_BACK) is True:
        return [replace(seen, found_at=now)]
    return [seen]


def _event(body: bytes) -> Object:
    try:
        event = loose.load_json(body)
    except ValueError:
        raise ParseError("not JSON") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise ParseError("not an event")
    return event


def _read(account: Account, event: Object, now: datetime) -> Seen:
    kind = loose.text(event["type"])
    told = event.get("object")
    if isinstance(told, dict) and set(told) == {"warning"}:
        return Unsupported(type=kind, why=f"VK warns: {loose.text(told['warning'])}")
    if kind in NOTICED:
        return Noticed(type=kind, what=NOTICED[kind])
    reader = READERS.get(kind)
    if reader is None:
        return Unsupported(type=kind, why="no reader for this type of event")
    if not isinstance(told, dict):
        raise ParseError(f"{kind} without an object")
    return reader(account, told, now=now)


def _new_message(account: Account, told: Object, *, now: datetime) -> Seen:
    """Since API 5.103 the message is inside {message, client_info}; before, it was the object itself."""
    inner = told.get("message")
    return messages.read_message(account, inner if isinstance(inner, dict) else told, now=now)


def _consent(account: Account, told: Object, *, now: datetime, allowed: bool) -> ConsentChanged:
    return ConsentChanged(author=messages.author(account, _user(told)), allowed=allowed, at=now)


def _ban(account: Account, told: Object, *, now: datetime, banned: bool) -> BanChanged:
    """VK does not say when: it happened when we heard of it. `unblock_date` 0 = for good."""
    return BanChanged(
        author=messages.author(account, _user(told)),
        banned=banned,
        at=now,
        until=loose.coming(told.get("unblock_date")) if banned else None,
        reason=loose.text(told.get("comment")),
        by=str(loose.integer(told.get("admin_id")) or ""),
    )


def _user(told: Object) -> int:
    user = loose.integer(told.get("user_id"))
    if user is None:
        raise ParseError("nobody is named: no user_id")
    return user


_Reader = Callable[..., Seen]


def _of_comments(events: str, ground: comments.Ground) -> dict[str, _Reader]:
    """The four events that tell of comments of one kind."""
    read = partial(comments.read_comment, ground=ground)
    return {
        f"{events}_new": read,
        f"{events}_edit": partial(read, change=Change.EDITED),
        f"{events}_restore": partial(read, change=Change.RESTORED),
        f"{events}_delete": partial(comments.read_deleted, ground=ground),
    }


READERS: Mapping[str, _Reader] = {
    "message_new": _new_message,
    "message_edit": partial(messages.read_message, change=Change.EDITED),
    "message_reply": partial(messages.read_message, outgoing=True),
    "message_allow": partial(_consent, allowed=True),
    "message_deny": partial(_consent, allowed=False),
    "wall_post_new": wall.read_post,
    "wall_repost": wall.read_repost,
    **_of_comments("wall_reply", comments.WALL),
    **_of_comments("photo_comment", comments.PHOTO),
    **_of_comments("video_comment", comments.VIDEO),
    **_of_comments("market_comment", comments.MARKET),
    **_of_comments("board_post", comments.BOARD),
    "photo_new": media.read_photo,
    "video_new": media.read_video,
    "user_block": partial(_ban, banned=True),
    "user_unblock": partial(_ban, banned=False),
}
