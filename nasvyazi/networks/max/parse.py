"""One update of the Bot API, read: from a webhook, from GET /updates, or made of what was read back (`past`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Change,
    MessageSeen,
    Noticed,
    ParseError,
    Seen,
    Unsupported,
)

from . import chats, messages
from .hook import kind_of

Object = Mapping[str, Any]
_Reader = Callable[..., Seen | list[Seen]]
READ_BACK = "read_back"
"""The member of an update that says: MAX did not tell this, we read it (see `past`)."""
CHAT_FOUND = "chat_found"
"""The kind of update that we make of a chat we looked at."""


def parse(account: Account, body: bytes, *, now: datetime) -> list[Seen]:
    """What one update tells. Raises ParseError and nothing else, even where a reader has a mistake."""
    try:
        update = _update(body)
        told = _read(account, update, now)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ParseError(f"the reader failed: {type(error).__name__}") from error
    if update.get(READ_BACK) is True:
        return [replace(one, found_at=now) if isinstance(one, MessageSeen) else one for one in told]
    return told


def _update(body: bytes) -> Object:
    try:
        update = loose.mapping(loose.load_json(body))
    except ValueError:
        raise ParseError("not JSON") from None
    if not kind_of(update):
        raise ParseError("not an update")
    return update


def _read(account: Account, update: Object, now: datetime) -> list[Seen]:
    kind = kind_of(update)
    if kind in _NOTICED:
        return [Noticed(type=kind, what=_NOTICED[kind])]
    reader = _READERS.get(kind)
    if reader is None:
        return [Unsupported(type=kind[:64], why="no reader for this kind of update")]
    seen = reader(account, update, now=now)
    return seen if isinstance(seen, list) else [seen]


_READERS: Mapping[str, _Reader] = {
    "message_created": messages.read_message,
    "message_edited": partial(messages.read_message, change=Change.EDITED),
    "message_removed": messages.read_removed,
    "bot_started": partial(chats.read_consent, allowed=True),
    "bot_stopped": partial(chats.read_consent, allowed=False),
    "bot_added": partial(chats.read_membership, is_present=True),
    "bot_removed": partial(chats.read_membership, is_present=False),
    "chat_title_changed": chats.read_title,
    "message_chat_created": chats.read_chat,
    CHAT_FOUND: chats.read_chat,
}
_NOTICED: Mapping[str, str] = {
    "message_callback": "a button under a message was pressed, which says nothing to us",
    "user_added": "somebody joined a chat",
    "user_removed": "somebody left a chat",
    "dialog_cleared": "a resident emptied the dialogue for themselves",
    "dialog_muted": "a resident switched the sound of the dialogue off",
    "dialog_unmuted": "a resident switched the sound of the dialogue on",
    "dialog_removed": "a resident removed the dialogue; that the bot is stopped is told apart",
}
"""Updates in which nobody says anything to us (OpenAPI 0.0.32, Update)."""
