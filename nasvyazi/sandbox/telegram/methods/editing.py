"""editMessageText, editMessageCaption, deleteMessage."""

from __future__ import annotations

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.telegram import members, messages
from nasvyazi.sandbox.telegram.api import Call, method
from nasvyazi.sandbox.telegram.errors import bad
from nasvyazi.sandbox.telegram.methods.sending import captioned, existing, words
from nasvyazi.sandbox.telegram.rights import seen
from nasvyazi.sandbox.telegram.world import Chat, Json, Message

_OWN_FOR = 48 * 3600
"""How long a bot may delete what it said (deleteMessage of the Bot API)."""
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


@method("editMessageText")
async def edit_message_text(call: Call) -> Json:
    """Other words."""
    one = _mine(call)
    fresh = words(call)
    if "text" not in one.content:
        raise bad("there is no text in the message to edit")
    return _edited(call, one, fresh)


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> Json:
    """Another caption."""
    one = _mine(call)
    fresh = captioned(call)
    if "photo" not in one.content and "document" not in one.content:
        raise bad("there is no caption in the message to edit")
    return _edited(call, one, fresh)


def _mine(call: Call) -> Message:
    chat = call.chat()
    seen(call.world, call.bot, chat)
    one = existing(call, chat, call.number("message_id") or 0)
    if one is None:
        raise bad("message to edit not found")
    if one.bot != call.bot.id and not (chat.type == "channel" and _is_admin(call, chat)):
        raise bad("message can't be edited")
    return one


def _edited(call: Call, one: Message, fresh: Json) -> Json:
    content = messages.without_words(one) | fresh
    if content == one.content:
        raise bad(_SAME)
    return messages.rendered(call.world, messages.edit(call.world, one, content, by=call.bot.id))


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    """Delete what the bot said, or as an administrator what others said."""
    chat = call.chat()
    seen(call.world, call.bot, chat)
    one = existing(call, chat, call.number("message_id") or 0)
    if one is None:
        raise bad("message to delete not found")
    own = (one.bot == call.bot.id or chat.type == "private") and one.date > now() - _OWN_FOR
    if not own and not _is_admin(call, chat):
        raise bad("message can't be deleted for everyone")
    messages.delete(call.world, one)
    return True


def _is_admin(call: Call, chat: Chat) -> bool:
    return members.status(call.world, chat.id, call.bot.id) == "administrator"
