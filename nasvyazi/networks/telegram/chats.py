"""Chats: which kind, which place of a conversation in them, who speaks there, what happened to our bot there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
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
    Seen,
)

TELEGRAM = 777000
"""The account that forwards a channel's posts into its group."""
_SUPERGROUPS = -1_000_000_000_000
_ADMINISTRATORS = ("creator", "administrator")
_PRESENT = ("creator", "administrator", "member", "restricted")

Object = Mapping[str, Any]


class Kind(Enum):
    """Where somebody writes."""

    PRIVATE = auto()
    DIRECT = auto()
    """Messages to a channel: a supergroup of its own with a topic for each writer."""
    GROUP = auto()
    SUPERGROUP = auto()
    CHANNEL = auto()


_KINDS = {
    "private": Kind.PRIVATE,
    "group": Kind.GROUP,
    "supergroup": Kind.SUPERGROUP,
    "channel": Kind.CHANNEL,
}


def chat_id(chat: Object) -> int:
    """The id of a chat. Raises ParseError."""
    number = loose.integer(chat.get("id"))
    if number is None:
        raise ParseError("a chat without id")
    return number


def kind_of(chat: Object) -> Kind:
    """The kind of a chat; of one whose type we do not know, by its number."""
    if chat.get("is_direct_messages") is True:
        return Kind.DIRECT
    number = loose.integer(chat.get("id")) or 0
    by_number = Kind.PRIVATE if number >= 0 else Kind.GROUP if number > _SUPERGROUPS else Kind.SUPERGROUP
    return _KINDS.get(loose.text(chat.get("type")), by_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a message stands; `within` and `root` as `MessageSeen` has them."""

    place: Place
    within: Place | None = None
    root: str = ""


def standing(message: Object) -> Standing:
    """The place of a message, from what never changes about it and its reply.

    In the group of a channel a post's comments are the thread of its automatic forward, but Telegram gives every
    chain of replies a thread: only a reply to the forward itself, or to what stands in no thread, tells which it is.
    """
    chat = loose.mapping(message.get("chat"))
    number, kind = chat_id(chat), kind_of(chat)
    if kind is Kind.PRIVATE:
        return Standing(place=Place(kind=PlaceKind.DIALOG, id=str(number)))
    if kind is Kind.DIRECT:
        topic = loose.integer(loose.mapping(message.get("direct_messages_topic")).get("topic_id"))
        return Standing(place=Place(kind=PlaceKind.DIALOG, id=f"{number}_{topic or 0}"))
    return _standing_in_group(message, number)


def _standing_in_group(message: Object, group: int) -> Standing:
    talk = Place(kind=PlaceKind.CHAT, id=str(group))
    replied = loose.mapping(message.get("reply_to_message"))
    thread = loose.integer(message.get("message_thread_id"))
    if is_forward_of_post(replied):
        return Standing(place=comments_of(group, loose.integer(replied.get("message_id")) or 0))
    if thread is not None and message.get("is_topic_message") is True:
        return Standing(place=Place(kind=PlaceKind.CHAT, id=f"{group}_{thread}"))
    if thread is None or (replied and loose.integer(replied.get("message_thread_id")) is None):
        return Standing(place=talk)
    return Standing(place=comments_of(group, thread), within=talk, root=str(thread))


def comments_of(group: int, forward: int) -> Place:
    """The place of the comments under a post, by its automatic forward in the group."""
    return Place(kind=PlaceKind.COMMENT, id=f"{group}_{forward}")


def is_forward_of_post(message: Object) -> bool:
    """Whether it is a channel's post in the channel's group."""
    if message.get("is_automatic_forward") is True:
        return True
    sender = loose.integer(loose.mapping(message.get("from")).get("id"))
    return sender == TELEGRAM and loose.mapping(message.get("sender_chat")).get("type") == "channel"


def author_of(account: Account, message: Object) -> Author | None:
    """Who wrote: a person, a chat (an anonymous administrator, a channel), or nobody (None)."""
    chat = loose.mapping(message.get("chat"))
    voice, person = loose.mapping(message.get("sender_chat")), loose.mapping(message.get("from"))
    who = voice if loose.integer(voice.get("id")) is not None else person
    if not who and kind_of(chat) is Kind.PRIVATE:
        who = chat
    number = loose.integer(who.get("id"))
    if number is None:
        return None
    ours = _is_ours(account, message, number) or (who is voice and _is_our_voice(account, message, number))
    return Author(network_id=str(number), name=title_of(who), url=page_of(who), is_channel=ours)


def _is_ours(account: Account, message: Object, number: int) -> bool:
    """Whether the bot itself wrote, or one of ours in the messages to a channel, where the topic is the resident's."""
    if str(number) == account.network_id:
        return True
    topic = loose.mapping(message.get("direct_messages_topic"))
    resident = loose.integer(loose.mapping(topic.get("user")).get("id"))
    return resident is not None and number != resident


def _is_our_voice(account: Account, message: Object, number: int) -> bool:
    """Whether it is the group itself, the channel whose posts come into it, or the one that the administrator named.

    Any other chat is somebody who writes under the name of their own channel.
    """
    chat = loose.mapping(message.get("chat"))
    posted = loose.mapping(message.get("reply_to_message"))
    channel = loose.mapping(posted.get("sender_chat")).get("id") if is_forward_of_post(posted) else None
    return (
        number in (chat.get("id"), channel)
        or account.voices.get(str(chat.get("id"))) == str(number)
        or _is_named(account, loose.mapping(message.get("sender_chat")))
    )


def _is_named(account: Account, voice: Object) -> bool:
    """Whether it is the channel that the administrator has named."""
    named = account.secrets.get("channel", "").lower()
    return bool(named) and named in (
        loose.text(voice.get("id")),
        f"@{loose.text(voice.get('username')).lower()}",
    )


def title_of(chat: Object) -> str:
    """The title of a chat, or the name of a person."""
    names = (loose.text(chat.get(name)) for name in ("first_name", "last_name"))
    return loose.text(chat.get("title")) or " ".join(filter(None, names))


def page_of(chat: Object) -> str:
    """The public page of a chat or a person; "" without one."""
    name = loose.text(chat.get("username"))
    return f"https://t.me/{name}" if name.isascii() and name.replace("_", "").isalnum() else ""


def message_url(chat: Object, number: int, *, thread: int | None = None) -> str:
    """A message in Telegram's own programs; "" in private chats and basic groups, which have no addresses."""
    if (
        not number
        or kind_of(chat) not in (Kind.SUPERGROUP, Kind.CHANNEL)
        or loose.integer(chat.get("id")) is None
    ):
        return ""
    base = page_of(chat) or f"https://t.me/c/{_SUPERGROUPS - chat_id(chat)}"
    return f"{base}/{number}" + (f"?thread={thread}" if thread is not None else "")


def seen(chat: Object, *, at: datetime, is_present: bool = True, voice: str = "") -> ChatSeen:
    """A channel or group in which our bot sits."""
    is_channel = kind_of(chat) is Kind.CHANNEL
    return ChatSeen(
        network_id=str(chat_id(chat)),
        kind=ChatKind.CHANNEL if is_channel else ChatKind.GROUP,
        at=at,
        title=title_of(chat),
        is_present=is_present,
        voice=voice,
    )


def read_own_membership(account: Account, told: Object, *, now: datetime) -> list[Seen]:
    """`my_chat_member`: a resident blocked or unblocked the bot, or it was added to a chat or removed from one.

    Raises ParseError.
    """
    chat = loose.mapping(told.get("chat"))
    at = loose.moment(told.get("date"), now=now)
    member = loose.mapping(told.get("new_chat_member"))
    if not loose.text(member.get("status")):
        raise ParseError("a membership without a status")
    is_present = is_member(member)
    if kind_of(chat) is Kind.PRIVATE:
        person = Author(network_id=str(chat_id(chat)), name=title_of(chat), url=page_of(chat))
        return [ConsentChanged(author=person, allowed=is_present, at=at)]
    # As a plain member it may hear only what is said to it (privacy mode): the next post that it hears says otherwise.
    was_watching = is_administrator(loose.mapping(told.get("old_chat_member")))
    is_demoted = was_watching and not is_administrator(member)
    return [seen(chat, at=at, is_present=is_present and not is_demoted)]


def is_administrator(member: Object) -> bool:
    """Whether a ChatMember runs the chat: such a bot hears everything there and may write."""
    return member.get("status") in _ADMINISTRATORS


def is_member(member: Object) -> bool:
    """Whether a ChatMember is in the chat."""
    status = loose.text(member.get("status"))
    return status in _PRESENT and (status != "restricted" or member.get("is_member") is True)


def read_migration(message: Object, *, now: datetime) -> list[Seen]:
    """A group has become a supergroup: told in both, and both are the same news."""
    chat = loose.mapping(message.get("chat"))
    own, other = chat_id(chat), loose.integer(message.get("migrate_to_chat_id"))
    before = loose.integer(message.get("migrate_from_chat_id"))
    new, old = (other, own) if other is not None else (own, before)
    return [
        ChatSeen(
            network_id=str(new),
            kind=ChatKind.GROUP,
            at=loose.moment(message.get("date"), now=now),
            title=title_of(chat),
            replaces="" if old is None else str(old),
        )
    ]
