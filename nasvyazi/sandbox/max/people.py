"""Bots, their tokens, and people."""

from __future__ import annotations

import secrets

from nasvyazi.sandbox.max import files
from nasvyazi.sandbox.max.world import Bot, Json, Person, World, milliseconds
from nasvyazi.sandbox.world import NotThere

OWNER = 409_000_000
_OWNER: Json = {"user_id": OWNER, "first_name": "Пресс-служба", "last_name": None, "username": None,
                "is_bot": False, "name": "Пресс-служба"}  # fmt: skip
"""Whoever made a channel or a group chat here."""

_FIRST_BOT = 210_000_001
_FIRST_USER = 98_000_001
_FIRST_LONG_USER = 5_200_000_001
_EVERY_NTH_IS_LONG = 3


def create_bot(
    world: World, *, name: str, number: int | None = None, username: str = "", token: str = ""
) -> Bot:
    """A new bot without a subscription."""
    known = number or _free(world, "max_bot", "max:bot", _FIRST_BOT)
    with world.store.transaction():
        world.store.insert("max_bot", {
            "id": known, "token": token or fresh_token(), "name": name,
            "username": username or f"id{known}_bot",
        })  # fmt: skip
    return bot(world, known)


def update_bot(world: World, number: int, **columns: str) -> Bot:
    """Change some columns of a bot."""
    with world.store.transaction():
        for name, value in columns.items():
            world.store.run(f"UPDATE max_bot SET {name} = ? WHERE id = ?", (value, number))  # noqa: S608
    return bot(world, number)


def bot(world: World, number: int) -> Bot:
    """A bot by its id. Raises NotThere."""
    row = world.store.one("SELECT * FROM max_bot WHERE id = ?", (number,))
    if row is None:
        raise NotThere(f"no bot {number}")
    return Bot(**dict(row))


def bots(world: World) -> list[Bot]:
    """All of them, in the order of their ids."""
    return [Bot(**dict(row)) for row in world.store.all("SELECT * FROM max_bot ORDER BY id")]


def bot_by_token(world: World, token: str) -> Bot | None:
    """Whose token it is, or None."""
    row = world.store.one("SELECT * FROM max_bot WHERE token = ?", (token,))
    return None if row is None else Bot(**dict(row))


def fresh_token() -> str:
    """A token that nobody had."""
    return f"f9LHodD0cO{secrets.token_urlsafe(42)}"


def create_person(world: World, *, name: str, number: int | None = None, username: str = "",
                  portrait: str = "") -> Person:  # fmt: skip
    """A new person. Every third id does not fit into 32 bits: user_id is int64."""
    first, _, last = name.partition(" ")
    known = number or _free_person(world)
    with world.store.transaction():
        world.store.insert("max_person", {
            "id": known, "first_name": first, "last_name": last, "username": username, "portrait": portrait,
            "turn": world.store.next("max:turn"),
        })  # fmt: skip
    return person(world, known)


def person(world: World, number: int) -> Person:
    """A person by id. Raises NotThere."""
    found = person_or_none(world, number)
    if found is None:
        raise NotThere(f"no resident {number}")
    return found


def person_or_none(world: World, number: int) -> Person | None:
    """A person by id, or None."""
    row = world.store.one("SELECT * FROM max_person WHERE id = ?", (number,))
    return None if row is None else Person(**dict(row))


def residents(world: World, *, most: int = -1) -> list[Person]:
    """Everybody, the newest first (`most` = -1: all)."""
    rows = world.store.all("SELECT * FROM max_person ORDER BY turn DESC LIMIT ?", (most,))
    return [Person(**dict(row)) for row in rows]


def user(world: World, number: int) -> Json:
    """User of the Bot API: a person, a bot, or whoever made the channels here. Raises NotThere."""
    active = {"last_activity_time": milliseconds()}
    if number == OWNER:
        return _OWNER | active
    found = person_or_none(world, number)
    if found is None:
        one = bot(world, number)
        return {"user_id": one.id, "first_name": one.name, "last_name": None, "username": one.username,
                "is_bot": True, "name": one.name} | active  # fmt: skip
    return {
        "user_id": found.id, "first_name": found.first_name, "last_name": found.last_name or None,
        "username": found.username or None, "is_bot": False, "name": found.name,
    } | active  # fmt: skip


def user_with_photo(world: World, number: int) -> Json:
    """UserWithPhoto of the Bot API. Raises NotThere."""
    found = person_or_none(world, number)
    if found is None or not found.portrait:
        return user(world, number)
    address = files.address(world, found.portrait)
    return user(world, number) | {"avatar_url": address, "full_avatar_url": address}


def _free_person(world: World) -> int:
    turn = world.store.next("max:person")
    if turn % _EVERY_NTH_IS_LONG == 0:
        return _free(world, "max_person", "max:long", _FIRST_LONG_USER)
    return _free(world, "max_person", "max:user", _FIRST_USER)


def _free(world: World, table: str, series: str, start: int) -> int:
    while True:
        number = world.store.next(series, start=start)
        if world.store.value(f"SELECT 1 FROM {table} WHERE id = ?", (number,)) is None:  # noqa: S608
            return number
