"""/messages/{messageId}/comments: what stands under the posts of a channel (dev.max.ru, added in August 2026).

Words and answers only. The bot must be an administrator of the channel; MAX tells nobody of a new comment.
"""

from __future__ import annotations

from nasvyazi.sandbox.max import chats, messages, objects
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.content import content
from nasvyazi.sandbox.max.errors import NotDone, denied, gone
from nasvyazi.sandbox.max.methods.messages import DONE
from nasvyazi.sandbox.max.rights import may_write, seen
from nasvyazi.sandbox.max.world import Chat, Json, Message

PATH = "/messages/{messageId}/comments"
_PAGE, _LARGEST_PAGE = 50, 100
_CLOSED = "error.comments.disabled"
"""The words are an assumption."""


@method("GET", PATH)
async def get_comments(call: Call) -> Json:
    """The comments named, or a page of the newest ones (the newest first: an assumption)."""
    post, channel = _post(call)
    named = call.listed("comment_ids")
    most = call.number("count", least=1, most=_LARGEST_PAGE) or _PAGE
    found = messages.history(
        call.world, channel, post=post.mid, since=call.number("after"), until=call.number("before"),
        most=-1 if named else most,
    )  # fmt: skip
    if named:
        found = [one for one in messages.history(call.world, channel, post=post.mid) if one.mid in named]
    return {"messages": [objects.message(call.world, one) for one in found]}


@method("GET", PATH + "/{commentId}")
async def get_comment(call: Call) -> Json:
    """One comment."""
    post, _ = _post(call)
    return objects.message(call.world, seen(call.world, call.bot, call.place["commentId"], post=post.mid))


@method("POST", PATH)
async def send_comment(call: Call) -> Json:
    """Comment a post as the bot."""
    post, channel = _post(call)
    said = content(call.world, call.body | {"attachments": None}, links=("reply",))
    if not channel.comments:
        raise denied(_CLOSED)
    if said.link_mid is not None:
        seen(call.world, call.bot, said.link_mid, post=post.mid)
    may_write(call.world, call.bot, channel)
    written = messages.say(call.world, channel, said, sender=call.bot.id, bot=call.bot.id, post=post.mid)
    return {"message": objects.message(call.world, written)}


@method("PUT", PATH)
async def edit_comment(call: Call) -> Json:
    """Change a comment of the bot's or of the channel's."""
    one = _comment(call)
    if one.sender not in {call.bot.id, None}:
        raise NotDone("The comment belongs to somebody else", code="chat.denied")
    said = content(call.world, call.body | {"attachments": None}, links=("reply",))
    messages.edit(call.world, one, said, by=call.bot.id)
    return DONE


@method("DELETE", PATH)
async def delete_comment(call: Call) -> Json:
    """Take a comment away, whoever wrote it."""
    messages.delete(call.world, _comment(call), by=call.bot.id)
    return DONE


def _post(call: Call) -> tuple[Message, Chat]:
    post = seen(call.world, call.bot, call.place["messageId"])
    channel = chats.chat(call.world, post.chat)
    if channel.type != "channel":
        raise gone(f"Message {post.mid} is no post of a channel")
    return post, channel


def _comment(call: Call) -> Message:
    post, _ = _post(call)
    return seen(call.world, call.bot, call.text("comment_id"), post=post.mid)
