"""The JSON objects of the Bot API (components of the OpenAPI file; comments as maxapi 1.2.3 has them)."""

from __future__ import annotations

import base64

from nasvyazi.sandbox.max import chats, files, people
from nasvyazi.sandbox.max.world import Bot, Chat, Json, Message, World, message_of, milliseconds

_RIGHTS = (
    "read_all_messages", "add_remove_members", "add_admins", "change_chat_info", "pin_message", "write", "edit",
    "delete",
)  # fmt: skip
_STORED = frozenset({"image", "video", "audio", "file", "sticker"})
"""Attachments that are files here."""


def me(bot: Bot) -> Json:
    """BotInfo."""
    return {
        "user_id": bot.id, "first_name": bot.name, "last_name": None, "username": bot.username, "is_bot": True,
        "name": bot.name, "last_activity_time": milliseconds(), "description": None, "commands": [],
    }  # fmt: skip


def chat(world: World, one: Chat, bot: Bot) -> Json:
    """Chat, as it stands with a bot."""
    last = world.store.value("SELECT max(date) FROM max_message WHERE chat = ?", (one.id,)) or one.created
    status = {"removed": "removed", "left": "left"}.get(chats.role(world, one.id, bot.id), "active")
    known: Json = {
        "chat_id": one.id, "type": one.type, "status": status, "title": one.title or None, "icon": None,
        "last_event_time": last, "participants_count": 2, "is_public": bool(one.link), "description": None,
    }  # fmt: skip
    if one.is_dialog:
        return known | {"dialog_with_user": people.user_with_photo(world, one.person or 0)}
    counted = {"participants_count": len(chats.members(world, one.id)), "owner_id": people.OWNER}
    return known | counted | ({"link": address(one)} if one.link else {})


def address(one: Chat) -> str:
    """Where a public chat is found."""
    return f"https://max.ru/{one.link}"


def member(world: World, user: int, role: str, joined: int) -> Json:
    """ChatMember."""
    return people.user_with_photo(world, user) | {
        "last_access_time": joined, "is_owner": role == "owner", "is_admin": role in chats.ADMINS,
        "join_time": joined, "permissions": list(_RIGHTS) if role in chats.ADMINS else None,
    }  # fmt: skip


def message(world: World, one: Message) -> Json:
    """Message; a comment's sender is null where the channel itself wrote it, a post has none at all."""
    where = chats.chat(world, one.chat)
    known: Json = {"recipient": _recipient(where, one), "timestamp": one.date, "body": body(world, one)}
    if one.sender is not None:
        known["sender"] = people.user(world, one.sender)
    elif one.post is not None:
        known["sender"] = None
    if one.link_mid is not None:
        link = _link(world, one)
        known |= {"link": link} if link else {}
    if where.type == "channel" and one.post is None:
        known["stat"] = {"views": 0}
        known |= {"url": post_address(where, one)} if where.link else {}
    return known


def post_address(channel: Chat, one: Message) -> str:
    """Where a public channel's post is found (maxapi 1.2.3, utils/message_link.py)."""
    number = base64.urlsafe_b64encode(one.seq.to_bytes(8, "big")).decode().rstrip("=")
    return f"{address(channel)}/{number}"


def _recipient(where: Chat, one: Message) -> Json:
    known: Json = {"chat_id": where.id, "chat_type": where.type}
    if where.is_dialog:
        return known | {"user_id": where.person if one.sender == where.bot else where.bot}
    return known | ({"post_id": one.post} if one.post is not None else {})


def body(world: World, one: Message) -> Json:
    """MessageBody; that of a comment has no attachments."""
    known: Json = {"mid": one.mid, "seq": one.seq, "text": one.text}
    if one.post is None and one.attachments:
        known["attachments"] = [attachment(world, each) for each in one.attachments]
    return known


def attachment(world: World, stored: Json) -> Json:
    """Attachment, with the address of its file."""
    if stored["type"] not in _STORED:
        return stored
    payload = stored["payload"]
    url = files.address(world, payload.get("token") or payload["code"])
    shown = stored | {"payload": {"url": url, **payload}}
    return shown | ({"thumbnail": {"url": url}} if stored["type"] == "video" else {})


def _link(world: World, one: Message) -> Json | None:
    """LinkedMessage; None when what was linked is not there any more."""
    row = world.store.one("SELECT * FROM max_message WHERE mid = ? AND NOT deleted", (one.link_mid,))
    if row is None:
        return None
    linked = message_of(row)
    known: Json = {"type": one.link_type, "message": body(world, linked)}
    if linked.sender is not None:
        known["sender"] = people.user(world, linked.sender)
    return known | ({"chat_id": linked.chat} if one.link_type == "forward" else {})
