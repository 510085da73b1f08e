"""GET, POST, PUT and DELETE /messages: dialogues, group chats, and posts of channels. No call knows its repetition."""

from __future__ import annotations

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.max import chats, messages, objects
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.content import changed, content
from nasvyazi.sandbox.max.errors import ApiError, NotDone, bad, not_ready
from nasvyazi.sandbox.max.messages import Content
from nasvyazi.sandbox.max.rights import dialog_with, known_to, may_read, may_write, seen
from nasvyazi.sandbox.max.world import NETWORK, Chat, Json, Message
from nasvyazi.sandbox.world import NotThere

DONE: Json = {"success": True}
_PAGE, _LARGEST_PAGE = 50, 100
_WORKED_ON = frozenset({"image", "video", "audio", "file"})
_CHANGED_FOR_MS = 7 * 86_400_000
"""For how long a bot may change what it said in a dialogue (PUT /messages)."""


@method("GET", "/messages")
async def get_messages(call: Call) -> Json:
    """The messages named, or those of a chat, the newest first; `from` and `to` in either order."""
    named, number = call.listed("message_ids"), call.number("chat_id")
    if bool(named) == (number is not None):
        raise bad("chat_id or message_ids: one of both must be given")
    if number is None:
        return {"messages": [objects.message(call.world, one) for one in _named(call, named)]}
    chat = known_to(call.world, call.bot, number)
    may_read(call.world, call.bot, chat)
    bounds = sorted(one for one in (call.number("from"), call.number("to")) if one is not None)
    since, until = _bounds(call, bounds)
    most = call.number("count", least=1, most=_LARGEST_PAGE) or _PAGE
    found = messages.history(call.world, chat, since=since, until=until, most=most)
    return {"messages": [objects.message(call.world, one) for one in found]}


def _bounds(call: Call, given: list[int]) -> tuple[int | None, int | None]:
    """The documentation says of each parameter what its name says of the other: the earlier moment is the beginning."""
    if len(given) == 2:
        return given[0], given[1]
    return call.number("to"), call.number("from")


def _named(call: Call, mids: list[str]) -> list[Message]:
    found = []
    for mid in mids:
        try:
            one = messages.message(call.world, mid)
        except NotThere:
            continue
        if not one.deleted and one.post is None:
            may_read(call.world, call.bot, known_to(call.world, call.bot, one.chat))
            found.append(one)
    return found


@method("GET", "/messages/{messageId}")
async def get_message(call: Call) -> Json:
    """One message or post."""
    return objects.message(call.world, seen(call.world, call.bot, call.place["messageId"]))


@method("POST", "/messages")
async def send_message(call: Call) -> Json:
    """Say something to a user or in a chat; the same once more is said once more."""
    chat = _addressed(call)
    said = content(call.world, call.body)
    if _WORKED_ON & {one["type"] for one in said.attachments}:
        fault = call.world.faults.take(
            Kind.NOT_READY, network=NETWORK, community=call.bot.id, method=call.name
        )
        if fault is not None:
            raise not_ready()
    if said.link_mid is not None:
        seen(call.world, call.bot, said.link_mid)
    may_write(call.world, call.bot, chat)
    sender = None if chat.type == "channel" else call.bot.id
    return {"message": objects.message(call.world, messages.say(
        call.world, chat, said, sender=sender, bot=call.bot.id))}  # fmt: skip


def _addressed(call: Call) -> Chat:
    user, number = call.number("user_id"), call.number("chat_id")
    if number is not None:
        return known_to(call.world, call.bot, number)
    if user is None:
        raise bad("user_id or chat_id: one of both must be given")
    return dialog_with(call.world, call.bot, user)


@method("PUT", "/messages")
async def edit_message(call: Call) -> Json:
    """Change what the bot said."""
    one = _mine(call)
    chat = chats.chat(call.world, one.chat)
    has_buttons = any(each["type"] == "inline_keyboard" for each in one.attachments)
    if chat.is_dialog and not has_buttons and one.date < now() * 1000 - _CHANGED_FOR_MS:
        raise NotDone("The message is too old to be edited", code="message.edit.expired")
    messages.edit(call.world, one, changed(call.world, call.body, _said(one)), by=call.bot.id)
    return DONE


def _said(one: Message) -> Content:
    return messages.reworded(one, one.text)


@method("DELETE", "/messages")
async def delete_message(call: Call) -> Json:
    """Take away what the bot said, or as an administrator what others said."""
    one = seen(call.world, call.bot, call.text("message_id"))
    is_admin = chats.role(call.world, one.chat, call.bot.id) in chats.ADMINS
    if one.bot != call.bot.id and not is_admin:
        raise NotDone("The message cannot be deleted", code="chat.denied")
    messages.delete(call.world, one, by=call.bot.id)
    return DONE


def _mine(call: Call) -> Message:
    """The bot's own message; in a channel any post, for there it speaks with the channel's voice."""
    one = seen(call.world, call.bot, call.text("message_id"))
    if one.bot != call.bot.id and one.sender is not None:
        raise NotDone("The message belongs to somebody else", code="chat.denied")
    if not call.body:
        raise ApiError(400, "the body must be a NewMessageBody")
    return one
