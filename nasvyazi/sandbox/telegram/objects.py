"""The JSON objects of the Bot API (core.telegram.org/bots/api#available-types)."""

from __future__ import annotations

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.telegram import chats, people
from nasvyazi.sandbox.telegram.world import Bot, Chat, Json, Message, World

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
_NOT_GIVEN = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def me(bot: Bot) -> Json:
    """User, as getMe gives it."""
    return {
        "id": bot.id, "is_bot": True, "first_name": bot.title, "username": bot.username, "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all, "supports_inline_queries": False,
        "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


def chat(world: World, one: Chat) -> Json:
    """Chat."""
    named = {"username": one.username} if one.username else {}
    if one.type != "private":
        return {"id": one.id, "title": one.title, **named, "type": one.type}
    person = people.person(world, one.id)
    last = {"last_name": person.last_name} if person.last_name else {}
    return {"id": one.id, "first_name": person.first_name, **last, **named, "type": one.type}


def chat_in_full(world: World, one: Chat) -> Json:
    """ChatFullInfo."""
    known = chat(world, one) | {
        "accent_color_id": 3, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }  # fmt: skip
    if one.linked is not None:
        known["linked_chat_id"] = one.linked
    if one.username:
        known["active_usernames"] = [one.username]
    if one.type in chats.GROUPS:
        known["permissions"] = dict.fromkeys(_PERMISSIONS, one.can_write)
    return known


def member(world: World, one: Chat, user: int, status: str) -> Json:
    """ChatMember of the status."""
    known: Json = {"user": people.user(world, user), "status": status}
    if status == "creator":
        known["is_anonymous"] = True
    elif status == "administrator":
        known |= {right: right not in _NOT_GIVEN for right in _RIGHTS}
        extra = ("can_post_messages", "can_edit_messages") if one.type == "channel" else ("can_pin_messages",)
        known |= dict.fromkeys(extra, True)
    elif status == "restricted":
        known |= {"is_member": True, "until_date": 0, **dict.fromkeys(_PERMISSIONS, False)}
    elif status == "kicked":
        known["until_date"] = 0
    return known


def member_changed(world: World, one: Chat, bot: int, *, by: int, old: str, new: str) -> Json:
    """ChatMemberUpdated."""
    return {
        "chat": chat(world, one), "from": people.user(world, by), "date": int(now()),
        "old_chat_member": member(world, one, bot, old), "new_chat_member": member(world, one, bot, new),
    }  # fmt: skip


def message(world: World, one: Message, *, reply: Message | None = None) -> Json:
    """Message; `reply` is the one it answers, whose own reply is not shown (Message of the Bot API)."""
    where = chats.chat(world, one.chat)
    known: Json = {"message_id": one.id}
    if one.sender is not None:
        known["from"] = people.user(world, one.sender)
    if one.sender_chat is not None:
        known["sender_chat"] = chat(world, chats.chat(world, one.sender_chat))
    known |= {"chat": chat(world, where), "date": one.date}
    if one.edited is not None:
        known["edit_date"] = one.edited
    if one.origin is not None:
        known |= {"is_automatic_forward": True, "forward_origin": _origin(world, where, one)}
    if one.thread is not None:
        known["message_thread_id"] = one.thread
    if one.album:
        known["media_group_id"] = one.album
    if reply is not None:
        known["reply_to_message"] = message(world, reply)
    return known | one.content


def _origin(world: World, group: Chat, one: Message) -> Json:
    channel = chats.chat(world, group.linked or 0)
    return {
        "type": "channel",
        "chat": chat(world, channel),
        "message_id": one.origin,
        "date": one.date,
    }


def webhook_info(bot: Bot, *, pending: int) -> Json:
    """WebhookInfo."""
    known: Json = {"url": bot.url, "has_custom_certificate": False, "pending_update_count": pending}
    if bot.url:
        known |= {"max_connections": bot.max_connections, "ip_address": "127.0.0.1"}
    if bot.allowed != people.USUAL_UPDATES:
        known["allowed_updates"] = list(bot.allowed)
    if bot.last_error_date is not None:
        known |= {"last_error_date": bot.last_error_date, "last_error_message": bot.last_error_message}
    return known
