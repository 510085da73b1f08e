"""Posts of a channel: told in the channel, in its group by an automatic forward, and once more by whoever answers it.

Each of the three says which post it is (forward_origin: chat and message_id), so any one of them may be missed. Only a
post that was itself passed on from elsewhere is known in the group by its forward alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import ChatSeen, Noticed, ParseError, PostSeen, Seen, Unsupported

from . import attachments, chats
from .service import EVENTS
from .words import words_of

Object = Mapping[str, Any]


def read_post(message: Object, *, now: datetime) -> list[Seen]:
    """A post in the channel itself: our bot is its administrator, and what stands there is ours."""
    chat, number = loose.mapping(message.get("chat")), loose.integer(message.get("message_id"))
    if number is None:
        raise ParseError("a post without a number")
    published_at = loose.moment(message.get("date"), now=now)
    known = chats.seen(chat, at=published_at)
    if not attachments.CONTENT & message.keys() and EVENTS & message.keys():
        return [known, Noticed(type="channel_post", what="it says that something happened in the channel")]
    post = PostSeen(
        external_id=post_id(chat, number),
        text=words_of(message),
        published_at=published_at,
        version_at=_version_at(message, now=now),
        url=chats.message_url(chat, number),
        attachments=attachments.read_all(message),
    )
    return [known, post]


def read_forward(message: Object, *, now: datetime) -> list[Seen]:
    """The automatic forward of a post into the channel's group: below it residents comment."""
    chat, number = loose.mapping(message.get("chat")), loose.integer(message.get("message_id"))
    if number is None:
        raise ParseError("a forward without a number")
    at = loose.moment(message.get("date"), now=now)
    voice = _voice(message)
    group = chats.seen(chat, at=at, voice="" if voice is None else str(voice))
    which = _which(message, chat)
    if which is None:
        return [group, Unsupported(type="message", why="a forward of a post that does not say of which")]
    published_at = at if which == (chat, number) else loose.moment(_published(message), now=now)
    post = PostSeen(
        external_id=post_id(*which),
        text=words_of(message),
        published_at=published_at,
        version_at=max(published_at, _version_at(message, now=now)),
        url=chats.message_url(*which),
        attachments=attachments.read_all(message),
        comments=chats.comments_of(chats.chat_id(chat), number),
    )
    return [group, post]


def read_quoted(message: Object, *, now: datetime) -> list[Seen]:
    """What a comment that answers the post itself tells of the post; nothing from any other message."""
    replied = loose.mapping(message.get("reply_to_message"))
    if not quoted_post_id(message):
        return []
    told = read_forward({**replied, "chat": message.get("chat")}, now=now)
    # That the bot hears the group is news of the comment, not of the post.
    at = loose.moment(message.get("date"), now=now)
    return [replace(one, at=at) if isinstance(one, ChatSeen) else one for one in told]


def quoted_post_id(message: Object) -> str:
    """The post that a comment answers, as `PostSeen.external_id` has it; "" where it does not say."""
    replied, chat = loose.mapping(message.get("reply_to_message")), loose.mapping(message.get("chat"))
    which = _which(replied, chat) if chats.is_forward_of_post(replied) else None
    return post_id(*which) if which is not None else ""


def post_id(channel: Object, number: int) -> str:
    """`<channel>_<message>`."""
    return f"{chats.chat_id(channel)}_{number}"


def _which(message: Object, group: Object) -> tuple[Object, int] | None:
    """Which post was forwarded into the group: its channel and number; None where it does not say.

    A channel may pass on what somebody else has said: then `forward_origin` is about that, and our post has no number
    here but that of its forward.
    """
    origin, number = _origin(message), loose.integer(message.get("message_id"))
    voice = _voice(message)
    if number is None:
        return None
    is_own = origin is not None and chats.chat_id(origin[0]) == voice
    return origin if voice is None or is_own else (group, number)


def _voice(message: Object) -> int | None:
    """The channel that speaks."""
    return loose.integer(loose.mapping(message.get("sender_chat")).get("id"))


def _origin(message: Object) -> tuple[Object, int] | None:
    """The channel and the number of a forwarded post (before Bot API 7.0 in members of their own)."""
    origin = loose.mapping(message.get("forward_origin"))
    channel = loose.mapping(origin.get("chat")) or loose.mapping(message.get("forward_from_chat"))
    number = loose.integer(origin.get("message_id") or message.get("forward_from_message_id"))
    if number is None or loose.integer(channel.get("id")) is None:
        return None
    return channel, number


def _published(message: Object) -> Any:
    origin = loose.mapping(message.get("forward_origin"))
    return origin.get("date") or message.get("forward_date") or message.get("date")


def _version_at(message: Object, *, now: datetime) -> datetime:
    return loose.moment(message.get("edit_date") or message.get("date"), now=now)
