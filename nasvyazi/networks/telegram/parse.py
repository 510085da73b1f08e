"""One update of the Bot API, read; from a webhook and from getUpdates it is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import Account, Change, Noticed, ParseError, Seen, Unsupported

from . import chats, messages
from .hook import ID

Object = Mapping[str, Any]
_Reader = Callable[..., list[Seen]]


def parse(account: Account, body: bytes, *, now: datetime) -> list[Seen]:
    """What one update tells. Raises ParseError and nothing else, even where a reader has a mistake."""
    try:
        return _read(account, _update(body), now)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ParseError(f"the reader failed: {type(error).__name__}") from error


def _update(body: bytes) -> Object:
    try:
        update = loose.mapping(loose.load_json(body))
    except ValueError:
        raise ParseError("not JSON") from None
    if ID not in update or len(update) < 2:
        raise ParseError("not an update")
    return update


def _read(account: Account, update: Object, now: datetime) -> list[Seen]:
    """An update has one member beside its id; whatever more a later version adds is read, too."""
    found: list[Seen] = []
    for name in filter(ID.__ne__, update):
        reader, told = _READERS.get(name), update[name]
        if name in _NOTICED:
            found.append(Noticed(type=name, what=_NOTICED[name]))
        elif reader is None:
            found.append(Unsupported(type=loose.text(name)[:64], why="no reader for this kind of update"))
        elif isinstance(told, dict):
            found += reader(account, told, now=now)
        else:
            raise ParseError(f"{name} is no object")
    return found


_edited = partial(messages.read_message, change=Change.EDITED)
_READERS: Mapping[str, _Reader] = {
    "message": messages.read_message,
    "edited_message": _edited,
    "channel_post": messages.read_message,
    "edited_channel_post": _edited,
    "my_chat_member": chats.read_own_membership,
}
_NOTICED: Mapping[str, str] = {
    "message_reaction": "a message was marked with a sign",
    "message_reaction_count": "so many signs are under a message",
    "chat_member": "somebody joined a chat or left it",
    "chat_join_request": "somebody asks to be let into a chat",
    "chat_boost": "somebody boosts the channel",
    "removed_chat_boost": "somebody no longer boosts the channel",
    "poll": "the votes of a poll changed",
    "poll_answer": "somebody voted in a poll",
    "callback_query": "a button under a message was pressed, and we send none",
    "inline_query": "somebody wrote the bot's name in another chat",
    "chosen_inline_result": "somebody chose what the bot offered in another chat",
    "purchased_paid_media": "somebody bought a picture",
}
"""Updates in which nobody says anything to us (Bot API 10.3, Update)."""
