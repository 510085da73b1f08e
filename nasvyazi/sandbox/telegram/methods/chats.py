"""getChat, getChatMember, getChatAdministrators, getChatMemberCount."""

from __future__ import annotations

from nasvyazi.sandbox.telegram import members, messages, objects, people
from nasvyazi.sandbox.telegram.api import Call, method
from nasvyazi.sandbox.telegram.errors import ApiError, bad
from nasvyazi.sandbox.telegram.rights import seen
from nasvyazi.sandbox.telegram.world import Chat, Json


@method("getChat")
async def get_chat(call: Call) -> Json:
    """ChatFullInfo."""
    return objects.chat_in_full(call.world, _chat(call))


@method("getChatMember")
async def get_chat_member(call: Call) -> Json:
    """ChatMember of a user; the bot itself may always ask for itself."""
    chat, user = _chat(call), call.number("user_id")
    if user is None:
        raise bad("invalid user_id specified")
    status = members.status(call.world, chat.id, user)
    if not status and people.person_or_none(call.world, user) is not None:
        status = "member" if user in _residents(call, chat) else "left"
    if user == people.OWNER:
        status = "creator"
    if not status:
        raise bad("user not found")
    if user == call.bot.id and chat.type == "supergroup" and not chat.can_write and status in members.PRESENT:
        status = "restricted"
    return objects.member(call.world, chat, user, status)


@method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> list[Json]:
    """The owner and the bots that are administrators."""
    chat = _chat(call)
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    owner = objects.member(call.world, chat, people.OWNER, "creator")
    found = [bot.id for bot in members.bots(call.world, chat.id)
             if members.status(call.world, chat.id, bot.id) == "administrator"]  # fmt: skip
    return [owner, *(objects.member(call.world, chat, number, "administrator") for number in found)]


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    """Owner, bots and everybody who wrote."""
    chat = _chat(call)
    if chat.type == "private":
        return 2
    return 1 + len(members.bots(call.world, chat.id)) + len(_residents(call, chat))


def _chat(call: Call) -> Chat:
    chat = call.chat()
    if chat.migrated_to is not None:
        raise ApiError(
            400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    seen(call.world, call.bot, chat)
    return chat


def _residents(call: Call, chat: Chat) -> set[int]:
    told = messages.history(call.world, chat, bot=call.bot.id)
    return {one.sender for one in told if one.sender and people.person_or_none(call.world, one.sender)}
