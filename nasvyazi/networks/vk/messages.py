"""A message of a dialogue with the community: from an event, or from messages.getHistory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.networks import loose
from nasvyazi.networks.base import (
    Account,
    Attachment,
    Author,
    Change,
    MessageSeen,
    Noticed,
    ParseError,
    Place,
    PlaceKind,
)

from . import carried
from .shapes import made_id, unsupported

CHATS = range(2_000_000_001, 2_100_000_001)
"""Peers that are group chats: 2e9 + chat id, which is at most 1e8 (schema, messages.send). Users may be larger."""

Object = Mapping[str, Any]


def read_message(
    account: Account, message: Object, *, now: datetime, change: Change = Change.NEW, outgoing: bool = False
) -> MessageSeen | Noticed:
    """The message, whatever of it can be read; Noticed for a service line ("joined the chat").

    Raises ParseError when it has neither an author nor a peer.
    """
    outgoing = outgoing or is_outgoing(account, message)
    peer = peer_of(message)
    if peer is None:
        raise ParseError("a message without peer_id and from_id")
    text = loose.text(message.get("text")) or loose.text(message.get("body"))
    attached = _attached(account, message)
    action = loose.mapping(message.get("action"))
    if action and not text and not attached:
        return Noticed(type="message_new", what=f"a service line of a chat: {loose.text(action.get('type'))}")
    said_at = loose.moment(message.get("date"), now=now)
    edited = change is Change.EDITED
    return MessageSeen(
        place=Place(kind=PlaceKind.DIALOG, id=str(peer)),
        external_id=external_id(message),
        author=_ours(account, message, peer) if outgoing else author(account, _from(message) or peer),
        text=text,
        said_at=said_at,
        version_at=max(said_at, loose.moment(message.get("update_time"), now=now)) if edited else said_at,
        change=change,
        outgoing=outgoing,
        key=key_of(message) if outgoing else "",
        attachments=attached,
        reply_to=_reply_to(message),
        url=dialog_url(account, peer),
        stated_date=loose.stated_date(message.get("date"), now=now),
    )


def is_outgoing(account: Account, message: Object) -> bool:
    """Whether the community itself wrote it (older events then name the member of staff as the author)."""
    return loose.integer(message.get("out")) == 1 or _from(message) == -int(account.network_id)


def external_id(message: Object) -> str:
    """The id within its dialogue: the stable conversation_message_id, else `id<id>`, else one made of the words.

    `id` may be 0 in a community's dialogues; conversation_message_id is missing before API 5.80.
    """
    for name in ("conversation_message_id", "cmid"):
        stable = loose.integer(message.get(name))
        if stable is not None and stable > 0:
            return str(stable)
    number = loose.integer(message.get("id"))
    return f"id{number}" if number is not None and number > 0 else made_id(message)


def key_of(message: Object) -> str:
    """The random_id our letter was sent with ("" = none); VK tells it of outgoing messages only."""
    key = loose.integer(message.get("random_id"))
    return str(key) if key else ""


def peer_of(message: Object) -> int | None:
    """Whose dialogue it is; before API 5.38 only `user_id` (or `chat_id`) said so."""
    chat = loose.integer(message.get("chat_id"))
    if chat is not None and 0 < chat < len(CHATS):
        return CHATS.start - 1 + chat
    for name in ("peer_id", "user_id", "from_id"):
        peer = loose.integer(message.get(name))
        if peer:
            return peer
    return None


def author(account: Account, from_id: int) -> Author:
    """The author behind an id: a person, our own community, or another one (negative)."""
    return Author(network_id=str(from_id), is_channel=from_id == -int(account.network_id))


def _ours(account: Account, message: Object, peer: int) -> Author:
    """Who of ours answered in the community's name: VK tells it of what a person wrote in its own programs (schema,
    messages_message.admin_author_id); older events name them as the author.
    """
    for name in ("admin_author_id", "from_id"):
        number = loose.integer(message.get(name))
        if number is not None and number > 0 and number != peer:
            return Author(network_id=str(number), is_channel=True, is_staff=True)
    return author(account, -int(account.network_id))


def dialog_url(account: Account, peer: int) -> str:
    """The dialogue in the community's own messages."""
    who = f"c{peer - CHATS.start + 1}" if peer in CHATS else str(peer)
    return f"https://vk.com/gim{account.network_id}?sel={who}"


def _from(message: Object) -> int | None:
    return loose.integer(message.get("from_id")) or loose.integer(message.get("user_id"))


def _reply_to(message: Object) -> str:
    replied = loose.mapping(message.get("reply_message"))
    return external_id(replied) if replied else ""


def _attached(account: Account, message: Object) -> list[Attachment]:
    """What came with a message, what is inside of that, and what we keep raw: a bot's template, a mark of VK's."""
    found = carried.read_all(message, own=-int(account.network_id))
    if message.get("template"):
        found.append(unsupported(message["template"], title="template"))
    if message.get("is_cropped") is True:
        found.append(unsupported({"is_cropped": True}, title="cropped"))
    return found
