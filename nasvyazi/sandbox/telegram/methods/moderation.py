"""banChatMember, unbanChatMember, banChatSenderChat, unbanChatSenderChat: by a bot that is an administrator."""

from __future__ import annotations

from nasvyazi.sandbox.telegram import bans, members, people
from nasvyazi.sandbox.telegram.api import Call, method
from nasvyazi.sandbox.telegram.errors import ApiError, bad
from nasvyazi.sandbox.telegram.rights import seen
from nasvyazi.sandbox.telegram.world import Chat


@method("banChatMember")
async def ban_chat_member(call: Call) -> bool:
    """Shut a person out of a group, until `until_date` or for good."""
    chat, person = _moderated(call), _person(call)
    bans.ban(call.world, chat=chat.id, sender=person, until=call.number("until_date") or 0)
    return True


@method("unbanChatMember")
async def unban_chat_member(call: Call) -> bool:
    """Let a person in again."""
    chat, person = _moderated(call), _person(call)
    bans.unban(call.world, chat=chat.id, sender=person)
    return True


@method("banChatSenderChat")
async def ban_chat_sender_chat(call: Call) -> bool:
    """Shut out whoever writes under the name of a channel."""
    chat = _moderated(call)
    bans.ban(call.world, chat=chat.id, sender=_sender(call))
    return True


@method("unbanChatSenderChat")
async def unban_chat_sender_chat(call: Call) -> bool:
    """Let them in again."""
    chat = _moderated(call)
    bans.unban(call.world, chat=chat.id, sender=_sender(call))
    return True


def _moderated(call: Call) -> Chat:
    """A group whose administrator the bot is. Raises ApiError."""
    chat = call.chat()
    if chat.migrated_to is not None:
        raise ApiError(
            400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.type == "private":
        raise bad("method is available for supergroup and channel chats only")
    if seen(call.world, call.bot, chat) != "administrator":
        raise bad("not enough rights to restrict/unrestrict chat member")
    return chat


def _person(call: Call) -> int:
    number = call.number("user_id") or 0
    if number == people.OWNER or members.status(call.world, call.chat().id, number) == "administrator":
        raise bad("user is an administrator of the chat")
    if people.person_or_none(call.world, number) is None:
        raise bad("user not found")
    return number


def _sender(call: Call) -> int:
    number = call.number("sender_chat_id")
    if number is None or number >= 0:
        raise bad("invalid sender_chat_id specified")
    return number
