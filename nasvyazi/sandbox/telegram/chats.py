"""Channels, groups and private chats: what they are. Who belongs to them is in `members.py`."""

from __future__ import annotations

from collections.abc import Collection

from nasvyazi.sandbox.store import marks
from nasvyazi.sandbox.telegram import people
from nasvyazi.sandbox.telegram.world import Chat, World, chat_of
from nasvyazi.sandbox.world import NotThere

GROUPS = ("group", "supergroup")
_FIRST_SHARED = 2_000_000_001
_SHARED_BASE = 1_000_000_000_000
"""Ids of channels and supergroups begin with -100."""
_FIRST_BASIC = 4_500_000_001


def create(
    world: World, *, bot: int, type_: str, title: str, username: str = "", linked: int | None = None
) -> Chat:
    """A new channel or group; nobody belongs to it yet."""
    number = -world.store.next("tg:basic", start=_FIRST_BASIC)
    if type_ != "group":
        number = -(_SHARED_BASE + world.store.next("tg:shared", start=_FIRST_SHARED))
    values = {"id": number, "bot": bot, "type": type_, "title": title, "username": username, "linked": linked}
    with world.store.transaction():
        world.store.insert("tg_chat", values)
        if linked is not None:
            update(world, linked, linked=number)
    return chat(world, number)


def update(world: World, number: int, **columns: int | str) -> Chat:
    """Change some columns of a channel or group."""
    with world.store.transaction():
        for name, value in columns.items():
            world.store.run(f"UPDATE tg_chat SET {name} = ? WHERE id = ?", (value, number))  # noqa: S608
    return chat(world, number)


def chat(world: World, number: int) -> Chat:
    """A channel, a group, or a person's private chat. Raises NotThere."""
    if number > 0:
        person = people.person(world, number)
        return Chat(id=number, bot=0, type="private", title=person.name, username=person.username)
    row = world.store.one("SELECT * FROM tg_chat WHERE id = ?", (number,))
    if row is None:
        raise NotThere(f"no chat {number}")
    return chat_of(row)


def named(world: World, username: str) -> Chat:
    """A public channel or supergroup by its @name. Raises NotThere."""
    row = world.store.one("SELECT * FROM tg_chat WHERE username = ? COLLATE NOCASE", (username.lstrip("@"),))
    if row is None or len(username) < 2:
        raise NotThere(f"no chat {username}")
    return chat_of(row)


def of_bot(world: World, bot: int, types: Collection[str]) -> list[Chat]:
    """The chats of these types that the bot knows, the oldest first."""
    sql = (
        "SELECT * FROM tg_chat WHERE id IN (SELECT chat FROM tg_member WHERE bot = ?) "  # noqa: S608
        f"AND type IN ({marks(types)}) ORDER BY rowid DESC"
    )
    return [chat_of(row) for row in world.store.all(sql, (bot, *types))]


def thread_of(world: World, channel: Chat, post: int) -> int | None:
    """The message of the discussion group under which the comments on a post stand: its automatic forward."""
    sql = "SELECT id FROM tg_message WHERE chat = ? AND origin = ?"
    found = world.store.value(sql, (channel.linked, post))
    return None if found is None else int(found)
