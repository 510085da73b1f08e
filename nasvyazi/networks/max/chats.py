"""Chats: which kind, who speaks there, what happened to our bot there.

A bot talks with residents in dialogues and hears groups ("chat") and channels as their administrator. A dialogue is
called by its chat_id: that alone is told of a deletion, and by it the past is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Author,
    ChatKind,
    ChatSeen,
    ConsentChanged,
    ParseError,
    Place,
    PlaceKind,
)

from .wire import mid_of, moment

_BY_USER = "u"
_MID = "mid."
_MID_CHAT, _MID_WHOLE = 16, 32
_GONE = ("removed", "left", "closed")

Object = Mapping[str, Any]


class Kind(Enum):
    """Where somebody writes (ChatType)."""

    DIALOG = "dialog"
    GROUP = "chat"
    CHANNEL = "channel"


def kind_of(message: Object) -> Kind:
    """The kind of chat a message stands in; of one we do not know, by its number: groups and channels are negative."""
    told = loose.mapping(message.get("recipient")).get("chat_type")
    known = {kind.value: kind for kind in Kind}
    if isinstance(told, str) and told in known:
        return known[told]
    return Kind.GROUP if is_negative(chat_id(message)) else Kind.DIALOG


def is_negative(number: str) -> bool:
    """Whether a chat is a group or a channel by its number."""
    return number.startswith("-")


def chat_id(message: Object) -> str:
    """The chat of a message; "" where nothing says it.

    Live bots were told of dialogues without it: a message's id begins with it.
    """
    number = loose.integer(loose.mapping(message.get("recipient")).get("chat_id"))
    return str(number) if number else _chat_of(mid_of(message))


def dialog_of(message: Object) -> Place:
    """The place of a dialogue; where nothing says its number, by the resident. Raises ParseError."""
    number = chat_id(message)
    if not number:
        user = loose.integer(loose.mapping(message.get("sender")).get("user_id"))
        number = f"{_BY_USER}{user}" if user is not None else ""
    if not number:
        raise ParseError("a message of nobody in no chat")
    return Place(kind=PlaceKind.DIALOG, id=number)


def recipient(place: Place) -> dict[str, str]:
    """How MAX is told where a message goes."""
    if place.id.startswith(_BY_USER):
        return {"user_id": place.id.removeprefix(_BY_USER)}
    return {"chat_id": place.id}


def is_by_user(place: Place) -> bool:
    """Whether we know the resident of a dialogue alone, not its number."""
    return place.id.startswith(_BY_USER)


def author_of(account: Account, message: Object) -> Author:
    """Who wrote; without a sender it is the channel or the group itself. Raises ParseError in a dialogue."""
    sender = loose.mapping(message.get("sender"))
    if sender:
        return author(sender, account)
    number = chat_id(message)
    if kind_of(message) is Kind.DIALOG or not number:
        raise ParseError("a message without an author")
    return Author(network_id=number, name=account.titles.get(number, ""), is_channel=True)


def author(user: Object, account: Account) -> Author:
    """A person, or our bot. Raises ParseError without an id."""
    number = loose.integer(user.get("user_id"))
    if number is None:
        raise ParseError("a user without an id")
    return Author(network_id=str(number), name=name_of(user), is_channel=str(number) == account.network_id)


def name_of(user: Object) -> str:
    """What people call a user; `name` is the older form."""
    names = (loose.text(user.get(name)) for name in ("first_name", "last_name"))
    return " ".join(filter(None, names)) or loose.text(user.get("name"))


def seen(number: str, kind: Kind, *, at: datetime, title: str = "", is_present: bool = True) -> ChatSeen:
    """A channel or group in which our bot sits."""
    return ChatSeen(
        network_id=number,
        kind=ChatKind.CHANNEL if kind is Kind.CHANNEL else ChatKind.GROUP,
        at=at,
        title=title,
        is_present=is_present,
    )


def read_chat(account: Account, update: Object, *, now: datetime) -> ChatSeen:
    """A whole Chat: one that a button has made, or one we looked at. Raises ParseError."""
    chat = loose.mapping(update.get("chat"))
    kind = Kind.CHANNEL if chat.get("type") == Kind.CHANNEL.value else Kind.GROUP
    is_present = chat.get("status") not in _GONE
    at = moment(update.get("timestamp"), now=now)
    return seen(_number(chat), kind, at=at, title=loose.text(chat.get("title")), is_present=is_present)


def read_membership(account: Account, update: Object, *, now: datetime, is_present: bool) -> ChatSeen:
    """The bot was added to a chat or removed from it. Raises ParseError."""
    kind = Kind.CHANNEL if update.get("is_channel") is True else Kind.GROUP
    at = moment(update.get("timestamp"), now=now)
    return seen(_number(update), kind, at=at, is_present=is_present)


def read_title(account: Account, update: Object, *, now: datetime) -> ChatSeen:
    """A chat has another name. It does not say of which kind it is. Raises ParseError."""
    number = _number(update)
    kind = Kind.CHANNEL if number in account.channels else Kind.GROUP
    at = moment(update.get("timestamp"), now=now)
    return seen(number, kind, at=at, title=loose.text(update.get("title")))


def read_consent(account: Account, update: Object, *, now: datetime, allowed: bool) -> ConsentChanged:
    """A resident started the bot, or stopped it. Raises ParseError."""
    user = loose.mapping(update.get("user"))
    number = loose.integer(update.get("chat_id"))
    who = author(user, account)
    return ConsentChanged(
        author=who,
        allowed=allowed,
        at=moment(update.get("timestamp"), now=now),
        place=Place(kind=PlaceKind.DIALOG, id=str(number) if number else f"{_BY_USER}{who.network_id}"),
    )


def _number(told: Object) -> str:
    number = loose.integer(told.get("chat_id"))
    if not number:
        raise ParseError("a chat without a number")
    return str(number)


def _chat_of(mid: str) -> str:
    """The chat that a mid names: its first 16 hexadecimal digits, two's complement; "" of any other id."""
    digits = mid.removeprefix(_MID)
    if not mid.startswith(_MID) or len(digits) != _MID_WHOLE or not digits.isalnum():
        return ""
    try:
        number = int.from_bytes(bytes.fromhex(digits[:_MID_CHAT]), "big", signed=True)
    except ValueError:
        return ""
    return str(number) if number else ""
