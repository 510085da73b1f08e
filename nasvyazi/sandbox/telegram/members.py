"""Who belongs to a chat: bots by their status, and the updates that tell of a change."""

from __future__ import annotations

from nasvyazi.sandbox.telegram import chats, objects, people, updates
from nasvyazi.sandbox.telegram.world import Bot, Chat, World

PRESENT = ("administrator", "member")


def status(world: World, chat: int, bot: int) -> str:
    """A bot's status in a chat; "" = it was never there."""
    return str(
        world.store.value("SELECT status FROM tg_member WHERE chat = ? AND bot = ?", (chat, bot)) or ""
    )


def bots(world: World, chat: int) -> list[Bot]:
    """The bots that belong to a chat now."""
    rows = world.store.all("SELECT * FROM tg_member WHERE chat = ? ORDER BY bot", (chat,))
    return [people.bot(world, row["bot"]) for row in rows if row["status"] in PRESENT]


def opened(world: World, bot: Bot, person: int) -> None:
    """A person has written to the bot (again): it may answer. Only the end of a block is told (my_chat_member)."""
    known = status(world, person, bot.id)
    if known == "kicked":
        change(world, chats.chat(world, person), bot, "member", by=person)
    elif not known:
        _set(world, person, bot.id, "member")


def change(world: World, chat: Chat, bot: Bot, new: str, *, by: int = people.OWNER) -> None:
    """Another status of a bot (my_chat_member); the same one again is nothing new."""
    old = status(world, chat.id, bot.id) or ("member" if chat.type == "private" else "left")
    if old == new:
        return
    with world.store.transaction():
        _set(world, chat.id, bot.id, new)
        body = objects.member_changed(world, chat, bot.id, by=by, old=old, new=new)
        updates.emit(world, bot, "my_chat_member", body, chat=chat.id)


def _set(world: World, chat: int, bot: int, new: str) -> None:
    sql = (
        "INSERT INTO tg_member (chat, bot, status) VALUES (?, ?, ?) "
        "ON CONFLICT (chat, bot) DO UPDATE SET status = excluded.status"
    )
    world.store.run(sql, (chat, bot, new))


def move(world: World, old: Chat, new: Chat) -> None:
    """The members of a basic group are those of the supergroup it became; nobody is told of that."""
    sql = "INSERT INTO tg_member (chat, bot, status) SELECT ?, bot, status FROM tg_member WHERE chat = ?"
    world.store.run(sql, (new.id, old.id))
