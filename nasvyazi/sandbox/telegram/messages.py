"""Messages of all chats: said, changed, deleted, and told to the bots that hear them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.telegram import chats, members, objects, people, updates
from nasvyazi.sandbox.telegram.world import Bot, Chat, File, Json, Message, World, message_of
from nasvyazi.sandbox.world import NotThere

_WORDS = frozenset({"text", "entities", "caption", "caption_entities"})
SERVICE = frozenset({"new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"})
"""Fields of messages that nobody wrote."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who speaks: a user, a chat in whose name it is said, and the bot if it came over the API."""

    sender: int | None = None
    chat: int | None = None
    signature: str = ""
    bot: int | None = None


def resident(number: int) -> Author:
    """A person."""
    return Author(sender=number)


def anonymous(group: Chat) -> Author:
    """An administrator of a group who does not show who it is."""
    return Author(sender=people.ANONYMOUS, chat=group.id, signature="Пресс-служба")


def as_channel(channel: int) -> Author:
    """A channel that speaks in a group."""
    return Author(sender=people.AS_CHANNEL, chat=channel)


def by_bot(bot: Bot, chat: Chat) -> Author:
    """A bot over the API; in a channel it is the channel that speaks."""
    return Author(chat=chat.id, bot=bot.id) if chat.type == "channel" else Author(sender=bot.id, bot=bot.id)


def say(world: World, chat: Chat, author: Author, contents: Sequence[Json], *, bot: int = 0, date: int | None = None,
        reply_to: int | None = None, thread: int | None = None, silent: bool = False,
        silent_forward: bool = False) -> list[Message]:  # fmt: skip
    """Put messages into a chat, several as an album, and tell those who hear them.

    `bot` is the other side of a private chat. A post of a channel with a discussion group is forwarded there.
    `silent` and `silent_forward`: no bot is ever told of the messages or the forwards.
    """
    album = str(13_000_000_000_000_000 + secrets.randbelow(10**15)) if len(contents) > 1 else ""
    said = []
    with world.store.transaction():
        for content in contents:
            one = _add(world, chat, author, content, box=_box(chat, bot), date=date, reply_to=reply_to,
                       thread=thread or _thread(world, chat, reply_to), album=album)  # fmt: skip
            said.append(one)
            if not silent:
                tell(world, one, by=author.bot)
        if chat.type == "channel" and chat.linked is not None:
            _forward(world, chats.chat(world, chat.linked), said, silent=silent_forward)
    return said


def _box(chat: Chat, bot: int) -> int:
    return 0 if chat.is_shared else chat.bot or bot


def _add(world: World, chat: Chat, author: Author, content: Json, *, box: int, date: int | None = None,
         reply_to: int | None = None, thread: int | None = None, origin: int | None = None,
         album: str = "") -> Message:  # fmt: skip
    number = world.store.next(f"tg:message:{box or chat.id}")
    signed = {"author_signature": author.signature} if author.signature else {}
    world.store.insert("tg_message", {
        "box": box, "chat": chat.id, "id": number, "date": int(now()) if date is None else date,
        "sender": author.sender, "sender_chat": author.chat, "bot": author.bot,
        "content": json.dumps(signed | content, ensure_ascii=False), "reply_to": reply_to, "thread": thread,
        "origin": origin, "album": album,
    })  # fmt: skip
    return message(world, chat, number, bot=box)


def _thread(world: World, chat: Chat, reply_to: int | None) -> int | None:
    """Answers in a supergroup stand under what the first of them answered (message_thread_id)."""
    if reply_to is None or chat.type != "supergroup":
        return None
    answered = message(world, chat, reply_to)
    return answered.thread or answered.id


def _forward(world: World, group: Chat, posts: Sequence[Message], *, silent: bool) -> None:
    """Telegram itself copies every post into the discussion group."""
    author = Author(sender=people.TELEGRAM, chat=posts[0].chat)
    album = f"{posts[0].album}7" if posts[0].album else ""
    for post in posts:
        one = _add(world, group, author, post.content, box=0, date=post.date, origin=post.id, album=album)
        if not silent:
            tell(world, one)


def serve(world: World, chat: Chat, content: Json) -> Message:
    """A service message, which nobody wrote and everybody hears."""
    with world.store.transaction():
        author = Author(sender=people.ANONYMOUS, chat=chat.id)
        one = _add(world, chat, author, content, box=_box(chat, 0))
        tell(world, one)
        return one


def tell(world: World, one: Message, *, by: int | None = None) -> None:
    """Tell every bot of the chat that hears this message, but `by`, whose own doing it is."""
    chat = chats.chat(world, one.chat)
    kind = "channel_post" if chat.type == "channel" else "message"
    kind = f"edited_{kind}" if one.edited is not None else kind
    listening = [people.bot(world, one.box)] if chat.type == "private" else members.bots(world, chat.id)
    for bot in listening:
        if bot.id != by and _hears(world, bot, chat, one):
            updates.emit(world, bot, kind, rendered(world, one), chat=one.chat, message=one.id)


def _hears(world: World, bot: Bot, chat: Chat, one: Message) -> bool:
    """Privacy mode (core.telegram.org/bots/features#privacy-mode): commands, answers to the bot, service messages."""
    if chat.type in {"private", "channel"} or bot.reads_all:
        return True
    if members.status(world, chat.id, bot.id) == "administrator" or SERVICE & one.content.keys():
        return True
    answered = replied(world, one)
    return one.text.startswith("/") or (answered is not None and answered.bot == bot.id)


def rendered(world: World, one: Message) -> Json:
    """Message of the Bot API, with the one it answers."""
    return objects.message(world, one, reply=replied(world, one))


def replied(world: World, one: Message) -> Message | None:
    """What a message answers, unless it is gone; a comment with no other answer to its thread's beginning."""
    number = one.reply_to if one.reply_to is not None else one.thread
    if number is None:
        return None
    found = message(world, chats.chat(world, one.chat), number, bot=one.box)
    return None if found.deleted else found


def edit(world: World, one: Message, content: Json, *, by: int | None = None) -> Message:
    """Change what a message says (`by` a bot, or in an app); the copy of a post changes with it."""
    with world.store.transaction():
        sql = "UPDATE tg_message SET content = ?, edited = ? WHERE box = ? AND chat = ? AND id = ?"
        body = json.dumps(content, ensure_ascii=False)
        world.store.run(sql, (body, int(now()), one.box, one.chat, one.id))
        chat = chats.chat(world, one.chat)
        fresh = message(world, chat, one.id, bot=one.box)
        tell(world, fresh, by=by)
        copy = chats.thread_of(world, chat, one.id) if chat.type == "channel" else None
        if copy is not None:
            edit(world, message(world, chats.chat(world, chat.linked or 0), copy), content)
        return fresh


def without_words(one: Message) -> Json:
    """The content but for text and caption."""
    return {name: value for name, value in one.content.items() if name not in _WORDS}


def reworded(one: Message, text: str) -> Json:
    """The content with other words."""
    kept = without_words(one)
    return kept | worded(text, captioned=bool(kept.keys() - {"author_signature"}))


def worded(text: str, *, captioned: bool = False, entities: Sequence[Json] = ()) -> Json:
    """The fields for words: text, or the caption of something; a command is marked, as Telegram's apps do."""
    if not text and captioned:
        return {}
    marks = list(entities)
    if not marks and text.startswith("/"):
        marks = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    name, marked = ("caption", "caption_entities") if captioned else ("text", "entities")
    return {name: text} | ({marked: marks} if marks else {})


def delete(world: World, one: Message) -> None:
    """A message is deleted for all; Telegram tells no bot of it."""
    with world.store.transaction():
        sql = "UPDATE tg_message SET deleted = 1 WHERE box = ? AND chat = ? AND id = ?"
        world.store.run(sql, (one.box, one.chat, one.id))


def message(world: World, chat: Chat, number: int, *, bot: int = 0) -> Message:
    """One message, deleted ones too; `bot` is the other side of a private chat. Raises NotThere."""
    sql = "SELECT * FROM tg_message WHERE box = ? AND chat = ? AND id = ?"
    row = world.store.one(sql, (_box(chat, bot), chat.id, number))
    if row is None:
        raise NotThere(f"no message {number} in the chat {chat.id}")
    return message_of(row)


def first_of_album(world: World, one: Message) -> Message:
    """The message that stands for the whole album, which is the message itself if it belongs to none."""
    if not one.album:
        return one
    sql = "SELECT * FROM tg_message WHERE box = ? AND chat = ? AND album = ? ORDER BY id LIMIT 1"
    row = world.store.one(sql, (one.box, one.chat, one.album))
    return one if row is None else message_of(row)


def with_file(world: World, file: File) -> list[Message]:
    """The messages that show this very file, the newest first."""
    sql = "SELECT * FROM tg_message WHERE instr(content, ?) ORDER BY date DESC LIMIT 9"
    return [message_of(row) for row in world.store.all(sql, (f'"{file.file_id}"',))]


def history(world: World, chat: Chat, *, bot: int = 0, most: int = -1) -> list[Message]:
    """The last messages of a chat, oldest first, deleted ones too."""
    sql = "SELECT * FROM tg_message WHERE box = ? AND chat = ? ORDER BY id DESC LIMIT ?"
    rows = world.store.all(sql, (_box(chat, bot), chat.id, most))
    return [message_of(row) for row in reversed(rows)]


def comments(world: World, channel: Chat, post: int) -> list[Message]:
    """What stands under a post in the discussion group, in the order it was written, deleted ones too."""
    thread = chats.thread_of(world, channel, post)
    if thread is None:
        return []
    sql = "SELECT * FROM tg_message WHERE chat = ? AND thread = ? ORDER BY id"
    return [message_of(row) for row in world.store.all(sql, (channel.linked, thread))]


def upgrade(world: World, group: Chat) -> Chat:
    """A basic group becomes a supergroup with a new id; a service message in each tells of the other."""
    with world.store.transaction():
        fresh = chats.create(world, bot=group.bot, type_="supergroup", title=group.title)
        members.move(world, group, fresh)
        serve(world, group, {"migrate_to_chat_id": fresh.id})
        chats.update(world, group.id, migrated_to=fresh.id)
        serve(world, fresh, {"migrate_from_chat_id": group.id})
        return fresh
