"""A message of a resident, or of ours in the network itself: in a private chat, a group, or under a post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Attachment,
    AttachmentKind,
    Change,
    ConsentChanged,
    MessageSeen,
    Noticed,
    ParseError,
    PlaceKind,
    Seen,
)
from nasvyazi.toolbox.text import storable_json

from . import attachments, chats, posts
from .service import ABOUT, EVENTS
from .words import words_of

_START = re.compile(r"/start(@\w+)?(\s+[A-Za-z0-9_-]{0,64})?")
"""With what a link to the bot passes on (Bot features, "Deep linking"); any other words are a resident's."""

Object = Mapping[str, Any]


def read_message(
    account: Account, message: Object, *, now: datetime, change: Change = Change.NEW
) -> list[Seen]:
    """What one message tells, what it says of its post first. Raises ParseError when nobody wrote it, or nowhere."""
    kind = chats.kind_of(loose.mapping(message.get("chat")))
    if "migrate_to_chat_id" in message or "migrate_from_chat_id" in message:
        return chats.read_migration(message, now=now)
    if kind is chats.Kind.CHANNEL:
        return posts.read_post(message, now=now)
    if chats.is_forward_of_post(message):
        return posts.read_forward(message, now=now)
    why = _nobodys_words(account, message)
    if why:
        return [Noticed(type="message", what=why)]
    if (
        change is Change.NEW
        and kind is chats.Kind.PRIVATE
        and _START.fullmatch(loose.text(message.get("text")))
    ):
        return [_started(account, message, now=now)]
    return [*posts.read_quoted(message, now=now), _said(account, message, now=now, change=change)]


def attached(message: Object) -> list[Attachment]:
    """What came with a message, what we do not know yet included."""
    found = attachments.read_all(message)
    unknown = message.keys() - ABOUT - EVENTS - attachments.CONTENT
    if not loose.text(message.get("text")) and not found:
        # Beside a text such a member tells about the message; else it is what was said, in a form of tomorrow.
        found += [attachments.unsupported(message[name], title=name) for name in sorted(unknown)]
    origin = loose.mapping(message.get("forward_origin"))
    return [*found, _forwarded(origin)] if origin else found


def _said(account: Account, message: Object, *, now: datetime, change: Change) -> MessageSeen:
    author = chats.author_of(account, message)
    number = loose.integer(message.get("message_id"))
    if author is None or number is None:
        raise ParseError("a message without an author or a number")
    where = chats.standing(message)
    said_at = loose.moment(message.get("date"), now=now)
    edited = change is Change.EDITED
    thread = loose.integer(message.get("message_thread_id"))
    return MessageSeen(
        place=where.place,
        external_id=_external_id(message, number),
        author=author,
        text=words_of(message),
        said_at=said_at,
        version_at=max(said_at, loose.moment(message.get("edit_date"), now=now)) if edited else said_at,
        change=change,
        outgoing=author.is_channel,
        attachments=attached(message),
        post_id=posts.quoted_post_id(message),
        reply_to=_reply_to(message),
        url=chats.message_url(loose.mapping(message.get("chat")), number, thread=thread),
        stated_date=loose.stated_date(message.get("date"), now=now),
        album=loose.text(message.get("media_group_id"))[:64],
        within=where.within,
        root=where.root,
        place_title=""
        if where.place.kind is PlaceKind.DIALOG
        else chats.title_of(loose.mapping(message.get("chat"))),
    )


def _external_id(message: Object, number: int) -> str:
    """The number of a message in its chat; those that only the writer and the bot see have 0, and a reused one."""
    if number:
        return str(number)
    return f"e{loose.text(message.get('ephemeral_message_id'))}_{loose.text(message.get('date'))}"[:64]


def _nobodys_words(account: Account, message: Object) -> str:
    """Why a message holds nothing that a resident (or one of ours) said; "" when it does."""
    events = EVENTS & message.keys()
    if events and not attachments.CONTENT & message.keys():
        return f"it says that something happened in the chat: {', '.join(sorted(events))}"
    person = loose.mapping(message.get("from"))
    own = str(loose.integer(person.get("id"))) == account.network_id
    if person.get("is_bot") is True and not own and not message.get("sender_chat"):
        return "another bot wrote it"
    return ""


def _started(account: Account, message: Object, *, now: datetime) -> ConsentChanged:
    """The button "Start" of a bot: a permission to write, not words that wait for an answer."""
    author = chats.author_of(account, message)
    if author is None:
        raise ParseError("a start without an author")
    return ConsentChanged(author=author, allowed=True, at=loose.moment(message.get("date"), now=now))


def _reply_to(message: Object) -> str:
    """The message that is answered; a post and the beginning of a topic are none."""
    replied = loose.mapping(message.get("reply_to_message"))
    if chats.is_forward_of_post(replied) or "forum_topic_created" in replied:
        return ""
    number = loose.integer(replied.get("message_id"))
    return "" if number is None else str(number)


def _forwarded(origin: Object) -> Attachment:
    """Where the words come from that somebody passes on."""
    sources = (loose.mapping(origin.get(name)) for name in ("chat", "sender_chat", "sender_user"))
    source = next(filter(None, sources), {})
    number = loose.integer(origin.get("message_id"))
    return Attachment(
        kind=AttachmentKind.FORWARD,
        network_id="origin",
        title=(chats.title_of(source) or loose.text(origin.get("sender_user_name")))[:300],
        url=chats.message_url(source, number) if number is not None and source else chats.page_of(source),
        raw=storable_json(origin),
    )
