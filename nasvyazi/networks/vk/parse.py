"""One event of the Callback API or of Bots Long Poll, read: both have the same structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Change, ConsentChanged, MessageSeen, ParseError, Seen, Unsupported

from . import messages, wall

Object = Mapping[str, Any]
READ_BACK = "read_back"
"""The member of an event's body that says: VK did not tell this, we read it (see `backfill`)."""


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
    reader = _READERS.get(kind)
    if reader is None:
        return Unsupported(type=kind, why=_why(kind))
    if not isinstance(told, dict):
        raise ParseError(f"{kind} without an object")
    return reader(account, told, now=now)


def _new_message(account: Account, told: Object, *, now: datetime) -> Seen:
    """Since API 5.103 the message is inside {message, client_info}; before, it was the object itself."""
    inner = told.get("message")
    return messages.read_message(account, inner if isinstance(inner, dict) else told, now=now)


def _consent(account: Account, told: Object, *, now: datetime, allowed: bool) -> ConsentChanged:
    user = loose.integer(told.get("user_id"))
    if user is None:
        raise ParseError("consent without user_id")
    return ConsentChanged(author=messages.author(account, user), allowed=allowed, at=now)


def _why(kind: str) -> str:
    """Why an event is kept without being understood, in a sentence for the engineer."""
    if kind.rpartition("_")[0] in ("board_post", "photo_comment", "video_comment", "market_comment"):
        return "what residents write there is not read yet"
    return "no reader for this type of event"


_READERS: Mapping[str, Callable[..., Seen]] = {
    "message_new": _new_message,
    "message_edit": partial(messages.read_message, change=Change.EDITED),
    "message_reply": partial(messages.read_message, outgoing=True),
    "message_allow": partial(_consent, allowed=True),
    "message_deny": partial(_consent, allowed=False),
    "wall_post_new": wall.read_post,
    "wall_reply_new": wall.read_comment,
    "wall_reply_edit": partial(wall.read_comment, change=Change.EDITED),
    "wall_reply_restore": partial(wall.read_comment, change=Change.RESTORED),
    "wall_reply_delete": wall.read_deleted_comment,
}
