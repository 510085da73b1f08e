"""GET /me, GET /chats/…, and who belongs to them. GET /chats itself is gone since June 2026."""

from __future__ import annotations

from nasvyazi.sandbox.max import chats, objects
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.errors import ApiError, denied
from nasvyazi.sandbox.max.rights import may_read
from nasvyazi.sandbox.max.world import Chat, Json

_PAGE, _LARGEST_PAGE = 20, 100
_ACTIONS = ("typing_on", "sending_photo", "sending_video", "sending_audio", "sending_file", "mark_seen")


@method("GET", "/me")
async def get_me(call: Call) -> Json:
    """BotInfo."""
    return objects.me(call.bot)


@method("GET", "/chats/{chatId}")
async def get_chat(call: Call) -> Json:
    """Chat."""
    return objects.chat(call.world, _chat(call), call.bot)


@method("GET", "/chats/{chatId}/members/me")
async def get_membership(call: Call) -> Json:
    """ChatMember of the bot itself."""
    chat = _shared(call)
    [mine] = [one for one in chats.members(call.world, chat.id) if one[0] == call.bot.id]
    return objects.member(call.world, *mine)


@method("GET", "/chats/{chatId}/members/admins")
async def get_admins(call: Call) -> Json:
    """Owner and administrators; only an administrator may ask."""
    chat = _shared(call)
    may_read(call.world, call.bot, chat)
    found = chats.members(call.world, chat.id, chats.ADMINS)
    return {"members": [objects.member(call.world, *one) for one in found], "marker": None}


@method("GET", "/chats/{chatId}/members")
async def get_members(call: Call) -> Json:
    """A page of members, or those whose ids are asked for; only an administrator may ask."""
    chat = _shared(call)
    may_read(call.world, call.bot, chat)
    found = chats.members(call.world, chat.id)
    asked = call.listed("user_ids")
    first = call.number("marker", least=0) or 0
    after = first + (call.number("count", least=1, most=_LARGEST_PAGE) or _PAGE)
    shown = [one for one in found if str(one[0]) in asked] if asked else found[first:after]
    return {"members": [objects.member(call.world, *one) for one in shown],
            "marker": after if not asked and after < len(found) else None}  # fmt: skip


@method("POST", "/chats/{chatId}/actions")
async def send_action(call: Call) -> Json:
    """Say that something is being written: nothing that stays."""
    _chat(call)
    if call.body.get("action") not in _ACTIONS:
        raise ApiError(400, f"action: must be one of: {', '.join(_ACTIONS)}")
    return {"success": True}


def _chat(call: Call) -> Chat:
    chat = call.chat()
    mine = (
        chat.bot == call.bot.id
        if chat.is_dialog
        else chat.link or chats.role(call.world, chat.id, call.bot.id)
    )
    if not mine:
        raise ApiError(404, f"Chat {chat.id} not found")
    return chat


def _shared(call: Call) -> Chat:
    """A group chat or channel that the bot belongs to now."""
    chat = _chat(call)
    if chats.role(call.world, chat.id, call.bot.id) not in chats.PRESENT:
        raise denied("error.chat.denied")
    return chat
