"""What a bot may do in a chat, and the words in which it is refused."""

from __future__ import annotations

from nasvyazi.sandbox.max import chats, messages
from nasvyazi.sandbox.max.errors import NO_DIALOG, SUSPENDED, ApiError, denied, gone
from nasvyazi.sandbox.max.limits import SAID
from nasvyazi.sandbox.max.world import Bot, Chat, Message, World
from nasvyazi.sandbox.world import NotThere

_NOT_ADMIN = "error.chat.denied"


def known_to(world: World, bot: Bot, number: int) -> Chat:
    """A chat that the bot may know of. Raises ApiError."""
    try:
        one = chats.chat(world, number)
    except NotThere:
        raise ApiError(404, f"Chat {number} not found") from None
    if one.is_dialog and one.bot != bot.id:
        raise ApiError(404, f"Chat {number} not found")
    return one


def may_read(world: World, bot: Bot, chat: Chat) -> None:
    """Only administrators read a group chat or channel (dev.max.ru, use-cases/bot-in-chats-and-channels)."""
    if chat.is_dialog:
        return
    if chats.role(world, chat.id, bot.id) not in chats.ADMINS:
        raise denied(_NOT_ADMIN)


def may_write(world: World, bot: Bot, chat: Chat) -> None:
    """Whether the bot may put a message into a chat now; counts it. Raises ApiError."""
    if chat.is_dialog and chat.stopped:
        raise denied(f"Key: {SUSPENDED}, args: [{chat.person},].")
    role = chats.role(world, chat.id, bot.id)
    allowed = chats.ADMINS if chat.type == "channel" else chats.PRESENT
    if not chat.is_dialog and role not in allowed:
        raise denied(_NOT_ADMIN)
    if world.settings.rate_limits and not world.limiter.allows(SAID, bot.id, chat.id):
        raise ApiError(429)


def dialog_with(world: World, bot: Bot, person: int) -> Chat:
    """The dialogue with a user, who must have begun it. Raises ApiError."""
    found = chats.dialog(world, bot, person)
    if found is None:
        raise ApiError(404, NO_DIALOG, code="dialog.not.found")
    return found


def seen(world: World, bot: Bot, mid: str, *, post: str | None = None) -> Message:
    """A message (`post`: a comment below it) that is there and that the bot may read. Raises ApiError."""
    try:
        one = messages.message(world, mid)
    except NotThere:
        raise gone(f"Message {mid} not found") from None
    if one.deleted or one.post != post:
        raise gone(f"Message {mid} not found")
    may_read(world, bot, known_to(world, bot, one.chat))
    return one
