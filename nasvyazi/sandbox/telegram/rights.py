"""What a bot may do in a chat, and the words in which it is refused."""

from __future__ import annotations

from nasvyazi.sandbox.telegram import members
from nasvyazi.sandbox.telegram.errors import CHAT_NOT_FOUND, ApiError, bad, too_many
from nasvyazi.sandbox.telegram.world import Bot, Chat, World


def seen(world: World, bot: Bot, chat: Chat) -> str:
    """The bot's status in a chat that it may look at. Raises ApiError."""
    status = members.status(world, chat.id, bot.id)
    named = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}.get(chat.type)
    if named is None:
        if not status:
            raise bad(CHAT_NOT_FOUND)
        return status
    if status == "kicked":
        raise ApiError(403, f"bot was kicked from the {named}")
    if status not in members.PRESENT and not chat.username:
        raise ApiError(403, f"bot is not a member of the {named}")
    return status


def may_write(world: World, bot: Bot, chat: Chat, *, count: int = 1) -> None:
    """Whether the bot may put so many messages into a chat now; counts them. Raises ApiError."""
    if chat.migrated_to is not None:
        raise ApiError(
            400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.type == "private":
        _may_write_to(world, bot, chat)
    else:
        _may_write_in(seen(world, bot, chat), chat)
    if world.settings.rate_limits:
        wait = world.limiter.wait(bot=bot.id, chat=chat.id, count=count)
        if wait:
            raise too_many(wait)


def _may_write_to(world: World, bot: Bot, chat: Chat) -> None:
    status = members.status(world, chat.id, bot.id)
    if status == "kicked":
        raise ApiError(403, "bot was blocked by the user")
    if not status:
        raise ApiError(403, "bot can't initiate conversation with a user")


def _may_write_in(status: str, chat: Chat) -> None:
    if chat.type == "channel" and status != "administrator":
        raise bad("need administrator rights in the channel chat")
    if status not in members.PRESENT:
        raise ApiError(403, f"bot is not a member of the {chat.type} chat")
    if not chat.can_write:
        raise bad("not enough rights to send text messages to the chat")
