"""Bots, their tokens and webhooks, and people."""

from __future__ import annotations

import json
import random
import re
import secrets

from nasvyazi.sandbox.telegram.world import Bot, Json, Person, World, bot_of
from nasvyazi.sandbox.world import NotThere

TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]{5,100}")
UPDATES = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
    "stopped_message_generation",
)  # fmt: skip
"""Kinds of updates (Update of the Bot API)."""
USUAL_UPDATES = tuple(
    kind for kind in UPDATES if kind not in {"chat_member", "message_reaction", "message_reaction_count"}
)
"""What is told when nothing else was asked for (setWebhook of the Bot API)."""

TELEGRAM, ANONYMOUS, AS_CHANNEL, OWNER = 777_000, 1_087_968_824, 136_817_688, 409_000_000
_SPECIAL: dict[int, Json] = {
    TELEGRAM: {"id": TELEGRAM, "is_bot": False, "first_name": "Telegram"},
    ANONYMOUS: {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
    AS_CHANNEL: {"id": AS_CHANNEL, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"},
    OWNER: {"id": OWNER, "is_bot": False, "first_name": "Пресс-служба"},
}
"""Who stands in `from` where no resident does; the last is whoever made a channel or a group here."""

_FIRST_BOT = 7_100_000_001
_FIRST_USER = 410_000_001
_FIRST_LONG_USER = 5_200_000_001
_EVERY_NTH_IS_LONG = 3


def create_bot(world: World, *, title: str, number: int | None = None, username: str = "", token: str = "",
               reads_all: bool = True) -> Bot:  # fmt: skip
    """A new bot without a webhook."""
    known = number or _free(world, "tg_bot", "tg:bot", _FIRST_BOT)
    with world.store.transaction():
        world.store.insert("tg_bot", {
            "id": known, "token": token or fresh_token(known), "title": title,
            "username": username or f"practice{known}_bot", "reads_all": int(reads_all),
            "allowed": json.dumps(USUAL_UPDATES), "next_update": random_update(),
        })  # fmt: skip
    return bot(world, known)


def update_bot(world: World, number: int, **columns: str | int | None) -> Bot:
    """Change some columns of a bot."""
    with world.store.transaction():
        for name, value in columns.items():
            world.store.run(f"UPDATE tg_bot SET {name} = ? WHERE id = ?", (value, number))  # noqa: S608
    return bot(world, number)


def bot(world: World, number: int) -> Bot:
    """A bot by its id. Raises NotThere."""
    row = world.store.one("SELECT * FROM tg_bot WHERE id = ?", (number,))
    if row is None:
        raise NotThere(f"no bot {number}")
    return bot_of(row)


def bots(world: World) -> list[Bot]:
    """All of them, in the order of their ids."""
    return [bot_of(row) for row in world.store.all("SELECT * FROM tg_bot ORDER BY id")]


def bot_by_token(world: World, token: str) -> Bot | None:
    """Whose token it is, or None."""
    row = world.store.one("SELECT * FROM tg_bot WHERE token = ?", (token,))
    return None if row is None else bot_of(row)


def fresh_token(number: int) -> str:
    """A token of this bot that nobody had."""
    return f"{number}:{secrets.token_urlsafe(26)[:35]}"


def random_update() -> int:
    """Where update_id begins, and goes on after a week of silence (Update of the Bot API)."""
    return random.randint(100_000_000, 999_999_999)  # noqa: S311 (a number, no secret)


def create_person(world: World, *, name: str, number: int | None = None, username: str = "",
                  portrait: str = "") -> Person:  # fmt: skip
    """A new person. Every third id does not fit into 32 bits, as User of the Bot API warns."""
    first, _, last = name.partition(" ")
    known = number or _free_person(world)
    with world.store.transaction():
        world.store.insert("tg_person", {
            "id": known, "first_name": first, "last_name": last, "username": username, "portrait": portrait,
            "turn": world.store.next("tg:turn"),
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
    row = world.store.one("SELECT * FROM tg_person WHERE id = ?", (number,))
    return None if row is None else Person(**dict(row))


def residents(world: World, *, most: int = -1) -> list[Person]:
    """Everybody, the newest first (`most` = -1: all)."""
    rows = world.store.all("SELECT * FROM tg_person ORDER BY turn DESC LIMIT ?", (most,))
    return [Person(**dict(row)) for row in rows]


def user(world: World, number: int) -> Json:
    """User of the Bot API: a person, a bot, or one of Telegram's own. Raises NotThere."""
    if number in _SPECIAL:
        return dict(_SPECIAL[number])
    found = person_or_none(world, number)
    if found is None:
        one = bot(world, number)
        return {"id": one.id, "is_bot": True, "first_name": one.title, "username": one.username}
    named = {"last_name": found.last_name, "username": found.username}
    known = {"id": found.id, "is_bot": False, "first_name": found.first_name, "language_code": "ru"}
    return known | {name: value for name, value in named.items() if value}


def _free_person(world: World) -> int:
    turn = world.store.next("tg:person")
    if turn % _EVERY_NTH_IS_LONG == 0:
        return _free(world, "tg_person", "tg:long", _FIRST_LONG_USER)
    return _free(world, "tg_person", "tg:user", _FIRST_USER)


def _free(world: World, table: str, series: str, start: int) -> int:
    while True:
        number = world.store.next(series, start=start)
        if world.store.value(f"SELECT 1 FROM {table} WHERE id = ?", (number,)) is None:  # noqa: S608
            return number
