"""A message: of a resident or of ours, in a dialogue, a group, or as a comment under a post; or a post of a channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Change,
    ChatSeen,
    ConsentChanged,
    MessageGone,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
)

from . import attachments, chats, wire

_START = re.compile(r"/start(\s+\S{0,512})?")
"""What people who know other bots type first: a permission to write, not words that wait for an answer."""

Object = Mapping[str, Any]


def read_message(
    account: Account, update: Object, *, now: datetime, change: Change = Change.NEW
) -> list[Seen]:
    """What an update with a message tells, the chat around it first. Raises ParseError."""
    message = loose.mapping(update.get("message"))
    if not loose.mapping(message.get("recipient")) and not loose.mapping(message.get("sender")):
        raise ParseError("a message of nobody for nobody")
    kind = chats.kind_of(message)
    at = wire.moment(update.get("timestamp"), now=now)
    if kind is chats.Kind.CHANNEL and not _post_of(message):
        return [_chat(message, kind, now=now), _post(message, now=now, at=at)]
    if _is_another_bot(account, message):
        return [Noticed(type="message", what="another bot wrote it")]
    said = _said(account, message, _place(message, kind), now=now, change=change, at=at)
    if said.place.kind is PlaceKind.CHAT:
        return [_chat(message, kind, now=now), said]
    return [_started(said) if change is Change.NEW and _is_start(said) else said]


def read_removed(account: Account, update: Object, *, now: datetime) -> Seen:
    """A message was deleted: its id and its chat are told, not of which kind that is. Raises ParseError."""
    mid, number = loose.text(update.get("message_id")), loose.integer(update.get("chat_id"))
    if not mid or not number:
        raise ParseError("a deletion that does not say of what")
    chat = str(number)
    if chat in account.channels:
        return Noticed(type="message_removed", what="a post was deleted from the channel")
    is_group = chat in account.chats or chats.is_negative(chat)
    return MessageGone(
        place=Place(kind=PlaceKind.CHAT if is_group else PlaceKind.DIALOG, id=chat),
        external_id=wire.message_id(mid),
        at=wire.moment(update.get("timestamp"), now=now),
    )


def comments_of(post: str) -> Place:
    """The place of the comments under a post, by its mid."""
    return Place(kind=PlaceKind.COMMENT, id=wire.message_id(post))


def _post_of(message: Object) -> str:
    """The post that a comment stands under (Recipient.post_id); "" of what is no comment."""
    return loose.text(loose.mapping(message.get("recipient")).get("post_id"))


def _place(message: Object, kind: chats.Kind) -> Place:
    post = _post_of(message)
    if post:
        return comments_of(post)
    if kind is chats.Kind.DIALOG:
        return chats.dialog_of(message)
    number = chats.chat_id(message)
    if not number:
        raise ParseError("a message in no chat")
    return Place(kind=PlaceKind.CHAT, id=number)


def _said(
    account: Account, message: Object, place: Place, *, now: datetime, change: Change, at: datetime
) -> MessageSeen:
    author = chats.author_of(account, message)
    body, link = loose.mapping(message.get("body")), loose.mapping(message.get("link"))
    said_at = wire.moment(message.get("timestamp"), now=now)
    return MessageSeen(
        place=place,
        external_id=_external_id(message, author.network_id),
        author=author,
        text=loose.text(body.get("text")),
        said_at=said_at,
        version_at=max(said_at, at) if change is Change.EDITED else said_at,
        change=change,
        outgoing=author.is_channel,
        attachments=attachments.read_all(message),
        post_id=place.id if place.kind is PlaceKind.COMMENT else "",
        reply_to=_reply_to(link),
        url=loose.link(message.get("url")),
        stated_date=wire.stated_date(message.get("timestamp"), now=now),
        place_title=account.titles.get(place.id, "") if place.kind is PlaceKind.CHAT else "",
    )


def _post(message: Object, *, now: datetime, at: datetime) -> PostSeen:
    """What stands in the channel itself is ours. A post that only passes something on has that one's words."""
    mid = wire.mid_of(message)
    if not mid:
        raise ParseError("a post without an id")
    linked = loose.mapping(loose.mapping(message.get("link")).get("message"))
    published_at = wire.moment(message.get("timestamp"), now=now)
    return PostSeen(
        external_id=wire.message_id(mid),
        text=loose.text(loose.mapping(message.get("body")).get("text")) or loose.text(linked.get("text")),
        published_at=published_at,
        version_at=max(published_at, at),
        url=loose.link(message.get("url")),
        attachments=attachments.read_all(message),
    )


def _chat(message: Object, kind: chats.Kind, *, now: datetime) -> ChatSeen:
    """That the bot hears a chat: it is its administrator."""
    number = chats.chat_id(message)
    if not number:
        raise ParseError("a message in no chat")
    return chats.seen(number, kind, at=wire.moment(message.get("timestamp"), now=now))


def _external_id(message: Object, author: str) -> str:
    """The mid. A message that only passes another one on may have no body, and so no id of its own."""
    linked = loose.mapping(loose.mapping(message.get("link")).get("message"))
    made_of = (author, wire.when(message), loose.text(linked.get("mid")))
    return wire.message_id(wire.mid_of(message), *made_of)


def _reply_to(link: Object) -> str:
    mid = loose.text(loose.mapping(link.get("message")).get("mid"))
    return wire.message_id(mid) if link.get("type") == "reply" and mid else ""


def _is_another_bot(account: Account, message: Object) -> bool:
    sender = loose.mapping(message.get("sender"))
    return sender.get("is_bot") is True and str(loose.integer(sender.get("user_id"))) != account.network_id


def _is_start(said: MessageSeen) -> bool:
    is_private = said.place.kind is PlaceKind.DIALOG and not said.outgoing
    return is_private and not said.attachments and bool(_START.fullmatch(said.text))


def _started(said: MessageSeen) -> ConsentChanged:
    return ConsentChanged(author=said.author, allowed=True, at=said.said_at, place=said.place)
