"""Dialogues, group chats and channels, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection

from nasvyazi.sandbox.max import people
from nasvyazi.sandbox.max.world import Bot, Chat, World, chat_of, milliseconds
from nasvyazi.sandbox.store import marks
from nasvyazi.sandbox.world import NotThere

ADMINS = ("owner", "admin")
PRESENT = (*ADMINS, "member")
_FIRST_DIALOG = 153_000_001
_FIRST_SHARED = 68_573_000_000_001
"""Ids of group chats and channels are negative and need 64 bits."""


def create(world: World, *, bot: int, type_: str, title: str, link: str = "", comments: bool = True) -> Chat:
    """A new group chat or channel, made by its owner; the bot does not belong to it yet."""
    number = -world.store.next("max:shared", start=_FIRST_SHARED)
    with world.store.transaction():
        world.store.insert("max_chat", {
            "id": number, "bot": bot, "type": type_, "title": title, "link": link, "comments": int(comments),
            "created": milliseconds(),
        })  # fmt: skip
        set_role(world, number, people.OWNER, "owner")
    return chat(world, number)


def update(world: World, number: int, **columns: int | str) -> Chat:
    """Change some columns of a chat."""
    with world.store.transaction():
        for name, value in columns.items():
            world.store.run(f"UPDATE max_chat SET {name} = ? WHERE id = ?", (value, number))  # noqa: S608
    return chat(world, number)


def chat(world: World, number: int) -> Chat:
    """A chat of any kind. Raises NotThere."""
    row = world.store.one("SELECT * FROM max_chat WHERE id = ?", (number,))
    if row is None:
        raise NotThere(f"no chat {number}")
    return chat_of(row)


def linked(world: World, link: str) -> Chat:
    """A public channel by what stands in its address. Raises NotThere."""
    row = world.store.one("SELECT * FROM max_chat WHERE link = ? COLLATE NOCASE AND link <> ''", (link,))
    if row is None:
        raise NotThere(f"no chat {link}")
    return chat_of(row)


def dialog(world: World, bot: Bot, person: int) -> Chat | None:
    """The dialogue of a person with a bot, once it has begun."""
    sql = "SELECT * FROM max_chat WHERE bot = ? AND person = ? AND type = 'dialog'"
    row = world.store.one(sql, (bot.id, person))
    return None if row is None else chat_of(row)


def begin_dialog(world: World, bot: Bot, person: int) -> Chat:
    """A dialogue that did not exist (inside the caller's transaction)."""
    number = world.store.next("max:dialog", start=_FIRST_DIALOG)
    values = {"id": number, "bot": bot.id, "type": "dialog", "person": person, "created": milliseconds()}
    world.store.insert("max_chat", values)
    return chat(world, number)


def of_bot(world: World, bot: int, types: Collection[str]) -> list[Chat]:
    """The chats of these types that the bot belongs to or belonged to, the newest first."""
    sql = (
        "SELECT * FROM max_chat WHERE id IN (SELECT chat FROM max_member WHERE user = ?) "  # noqa: S608
        f"AND type IN ({marks(types)}) ORDER BY id"
    )
    return [chat_of(row) for row in world.store.all(sql, (bot, *types))]


def role(world: World, chat: int, user: int) -> str:
    """What somebody is in a group chat or channel; "" = they were never there."""
    sql = "SELECT role FROM max_member WHERE chat = ? AND user = ?"
    return str(world.store.value(sql, (chat, user)) or "")


def set_role(world: World, chat: int, user: int, new: str) -> None:
    """Make somebody something in a chat (inside the caller's transaction); nobody is told here."""
    sql = (
        "INSERT INTO max_member (chat, user, role, joined) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (chat, user) DO UPDATE SET role = excluded.role"
    )
    world.store.run(sql, (chat, user, new, milliseconds()))


def members(world: World, chat: int, roles: Collection[str] = PRESENT) -> list[tuple[int, str, int]]:
    """Who is in a group chat or channel: id, role, since when; the owner first, then in the order they came."""
    sql = f"SELECT * FROM max_member WHERE chat = ? AND role IN ({marks(roles)}) ORDER BY role <> 'owner', joined, user"  # noqa: S608
    return [(row["user"], row["role"], row["joined"]) for row in world.store.all(sql, (chat, *roles))]


def bots(world: World, chat: Chat, roles: Collection[str] = ADMINS) -> list[Bot]:
    """The bots that are something in a chat. Whoever is not an administrator hears nothing there."""
    if chat.is_dialog:
        return [people.bot(world, chat.bot)]
    sql = (
        "SELECT b.* FROM max_bot b JOIN max_member m ON m.user = b.id "  # noqa: S608
        f"WHERE m.chat = ? AND m.role IN ({marks(roles)}) ORDER BY b.id"
    )
    return [Bot(**dict(row)) for row in world.store.all(sql, (chat.id, *roles))]
