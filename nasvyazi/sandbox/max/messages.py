"""Messages, posts and comments: said, changed, deleted, and told to the bots that hear them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from nasvyazi.sandbox.max import chats, objects, people, updates
from nasvyazi.sandbox.max.world import Bot, Chat, Json, Message, World, message_of, milliseconds
from nasvyazi.sandbox.world import NotThere

_MASK = 0xFFFF_FFFF_FFFF_FFFF


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is said: words, attachments, and the message that it answers or passes on."""

    text: str = ""
    attachments: Sequence[Json] = field(default=())
    link_type: str | None = None
    link_mid: str | None = None


def say(world: World, chat: Chat, content: Content, *, sender: int | None, bot: int | None = None,
        post: str | None = None, date: int | None = None) -> Message:  # fmt: skip
    """Put a message into a chat (`post`: a comment below it) and tell the bots that hear it, but the one that says it.

    `sender` None: the channel itself. `date` in milliseconds, for the past.
    """
    moment = milliseconds() if date is None else date
    # MAX numbers by time, beyond what a double holds exactly; the low bits tell apart what is said within one moment.
    seq = (moment << 16) | (world.store.next("max:seq") & 0xFFFF)
    with world.store.transaction():
        mid = f"mid.{chat.id & _MASK:016x}{seq:016x}"
        world.store.insert("max_message", {
            "mid": mid, "chat": chat.id, "post": post, "seq": seq, "date": moment, "sender": sender, "bot": bot,
            "text": content.text, "attachments": json.dumps(list(content.attachments), ensure_ascii=False),
            "link_type": content.link_type, "link_mid": content.link_mid,
        })  # fmt: skip
        said = message(world, mid)
        tell(world, said, "message_created", by=bot)
        return said


def tell(world: World, one: Message, kind: str, *, by: int | None = None) -> None:
    """Tell of a message whoever hears its chat, but the bot whose doing it is. Comments are told to nobody."""
    if one.post is not None:
        return
    chat = chats.chat(world, one.chat)
    told: Json = {"message": objects.message(world, one)}
    if kind == "message_created":
        told |= {"timestamp": one.date} | ({"user_locale": "ru"} if chat.is_dialog else {})
    for bot in _hearing(world, chat, by):
        updates.emit(world, bot, kind, told, mid=one.mid)


def _hearing(world: World, chat: Chat, by: int | None) -> list[Bot]:
    return [bot for bot in chats.bots(world, chat) if bot.id != by]


def edit(world: World, one: Message, content: Content, *, by: int | None = None) -> Message:
    """Change what a message says (`by` a bot, or in an app)."""
    with world.store.transaction():
        sql = "UPDATE max_message SET text = ?, attachments = ?, link_type = ?, link_mid = ?, edited = ? WHERE mid = ?"
        attachments = json.dumps(list(content.attachments), ensure_ascii=False)
        values = (content.text, attachments, content.link_type, content.link_mid, milliseconds(), one.mid)
        world.store.run(sql, values)
        fresh = message(world, one.mid)
        tell(world, fresh, "message_edited", by=by)
        return fresh


def reworded(one: Message, text: str) -> Content:
    """What it says with other words."""
    return Content(text=text, attachments=one.attachments, link_type=one.link_type, link_mid=one.link_mid)


def delete(world: World, one: Message, *, by: int | None = None) -> None:
    """Take a message away for all (`by` a bot, or in an app)."""
    with world.store.transaction():
        world.store.run("UPDATE max_message SET deleted = 1 WHERE mid = ?", (one.mid,))
        if one.post is not None:
            return
        chat = chats.chat(world, one.chat)
        who = by or one.sender or people.OWNER
        body = {"message_id": one.mid, "chat_id": one.chat, "user_id": who}
        for bot in _hearing(world, chat, by):
            updates.emit(world, bot, "message_removed", body, mid=one.mid)


def message(world: World, mid: str) -> Message:
    """One message, deleted ones too. Raises NotThere."""
    row = world.store.one("SELECT * FROM max_message WHERE mid = ?", (mid,))
    if row is None:
        raise NotThere(f"no message {mid}")
    return message_of(row)


def history(world: World, chat: Chat, *, post: str | None = None, since: int | None = None, until: int | None = None,
            most: int = -1) -> list[Message]:  # fmt: skip
    """What stands in a chat or (`post`) below a post, the newest first, deleted ones not; both moments included."""
    sql = (
        "SELECT * FROM max_message WHERE chat = ? AND post IS ? AND NOT deleted "
        "AND date >= ? AND date <= ? ORDER BY seq DESC LIMIT ?"
    )
    bounds = (since if since is not None else -1, until if until is not None else 2**62)
    return [message_of(row) for row in world.store.all(sql, (chat.id, post, *bounds, most))]


# --------------------------------------------------------------------------- dialogues, members


def start(world: World, bot: Bot, person: int, *, payload: str = "") -> Chat:
    """A person presses "Start", for the first time or again after a stop (bot_started); an open dialogue stays."""
    with world.store.transaction():
        known = chats.dialog(world, bot, person)
        if known is not None and not known.stopped and not payload:
            return known
        begun = known or chats.begin_dialog(world, bot, person)
        opened = chats.update(world, begun.id, stopped=0)
        given = {"payload": payload} if payload else {}
        body = {"chat_id": opened.id, "user": people.user(world, person), "user_locale": "ru"} | given
        updates.emit(world, bot, "bot_started", body)
        return opened


def stop(world: World, bot: Bot, dialog: Chat, *, removed: bool = False) -> None:
    """A person stops the bot (bot_stopped), or removes the whole dialogue, which stops it, too."""
    with world.store.transaction():
        chats.update(world, dialog.id, stopped=1)
        body = {"chat_id": dialog.id, "user": people.user(world, dialog.person or 0), "user_locale": "ru"}
        for kind in ("bot_stopped", *(("dialog_removed",) if removed else ())):
            updates.emit(world, bot, kind, body)


def join(world: World, chat: Chat, user: int, role: str) -> None:
    """Somebody comes into a group chat or channel, or becomes something else there."""
    with world.store.transaction():
        before = chats.role(world, chat.id, user)
        chats.set_role(world, chat.id, user, role)
        if before not in chats.PRESENT:
            _tell_of(world, chat, user, "added")


def leave(world: World, chat: Chat, user: int, *, removed: bool = False) -> None:
    """Somebody goes, or is shown the door."""
    with world.store.transaction():
        listening = chats.bots(world, chat)
        chats.set_role(world, chat.id, user, "removed" if removed else "left")
        _tell_of(world, chat, user, "removed", listening=listening)


def _tell_of(
    world: World, chat: Chat, user: int, what: str, *, listening: Sequence[Bot] | None = None
) -> None:
    """A bot is told of its own coming and going, administrators of that of others."""
    channel = {"chat_id": chat.id, "is_channel": chat.type == "channel"}
    for bot in chats.bots(world, chat) if listening is None else listening:
        if bot.id != user:
            updates.emit(world, bot, f"user_{what}", {"user": people.user(world, user)} | channel)
    bots = {bot.id: bot for bot in people.bots(world)}
    if user in bots:
        # Since November 2026 bot_added names no user any more (dev.max.ru/docs-api/changelog-api).
        who = {"user": people.user(world, people.OWNER)} if what == "removed" else {}
        updates.emit(world, bots[user], f"bot_{what}", channel | who)


def rename(world: World, chat: Chat, title: str) -> Chat:
    """A group chat or channel gets another title (chat_title_changed)."""
    with world.store.transaction():
        fresh = chats.update(world, chat.id, title=title)
        body = {"chat_id": chat.id, "user": people.user(world, people.OWNER), "title": title}
        for bot in chats.bots(world, chat):
            updates.emit(world, bot, "chat_title_changed", body)
        return fresh
