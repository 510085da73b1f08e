"""Communities, their keys and settings, and people."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence

from nasvyazi.sandbox.store import marks
from nasvyazi.sandbox.vk.world import Community, Person, Token, TokenKind, World
from nasvyazi.sandbox.world import NotThere

EVENT_TYPES = (
    "message_new", "message_reply", "message_allow", "message_deny", "message_edit", "message_read",
    "message_typing_state", "message_event", "message_reaction_event", "photo_new", "audio_new", "video_new",
    "wall_reply_new", "wall_reply_edit", "wall_reply_delete", "wall_reply_restore", "wall_post_new", "wall_repost",
    "wall_schedule_post_new", "wall_schedule_post_delete", "board_post_new", "board_post_edit",
    "board_post_restore", "board_post_delete", "photo_comment_new", "photo_comment_edit", "photo_comment_delete",
    "photo_comment_restore", "video_comment_new", "video_comment_edit", "video_comment_delete",
    "video_comment_restore", "market_comment_new", "market_comment_edit", "market_comment_delete",
    "market_comment_restore", "market_order_new", "market_order_edit", "poll_vote_new", "group_join",
    "group_leave", "group_change_settings", "group_change_photo", "group_officers_edit", "user_block",
    "user_unblock", "lead_forms_new", "donut_subscription_create", "donut_subscription_prolonged",
    "donut_subscription_cancelled", "donut_subscription_expired", "donut_subscription_price_changed",
    "donut_money_withdraw", "donut_money_withdraw_error",
)  # fmt: skip
"""Every event a community can switch on or off (groups_long_poll_events of the schema, and message_event)."""

ALL_ON = dict.fromkeys(EVENT_TYPES, 1)
ALL_OFF = dict.fromkeys(EVENT_TYPES, 0)

_FIRST_GROUP = 220_000_001
_FIRST_USER = 701_000_001
_FIRST_LONG_USER = 200_000_000_001
_EVERY_NTH_IS_LONG = 3


def create_community(world: World, *, title: str, community_id: int | None = None, screen_name: str = "",
                     confirmation: str = "", longpoll: bool = False) -> Community:  # fmt: skip
    """A new community, with every event switched on for its long poll (which itself is off unless asked for)."""
    number = community_id or _free(world, "vk_community", "vk:group", _FIRST_GROUP)
    values = {
        "id": number, "title": title, "screen_name": screen_name or f"club{number}",
        "confirmation": confirmation or secrets.token_hex(4), "secret": secrets.token_hex(16),
        "longpoll_enabled": int(longpoll), "longpoll_key": secrets.token_hex(20), "longpoll_events": json.dumps(ALL_ON),
    }  # fmt: skip
    with world.store.transaction():
        world.store.insert("vk_community", values)
    return community(world, number)


def update_community(world: World, *, number: int, **columns: str | int) -> Community:
    """Change some columns of a community (title, screen_name, confirmation, longpoll_…)."""
    with world.store.transaction():
        for name, value in columns.items():
            world.store.run(f"UPDATE vk_community SET {name} = ? WHERE id = ?", (value, number))  # noqa: S608
    return community(world, number)


def community(world: World, number: int) -> Community:
    """A community by its positive id."""
    row = world.store.one("SELECT * FROM vk_community WHERE id = ?", (number,))
    if row is None:
        raise NotThere(f"no community {number}")
    return _community(row)


def communities(world: World) -> list[Community]:
    """All of them, in the order of their ids."""
    return [_community(row) for row in world.store.all("SELECT * FROM vk_community ORDER BY id")]


def _community(row: sqlite3.Row) -> Community:
    events = {**ALL_OFF, **json.loads(row["longpoll_events"])}
    known = {**dict(row), "longpoll_enabled": bool(row["longpoll_enabled"]), "longpoll_events": events}
    return Community(**known)


def set_token(
    world: World, *, number: int, kind: TokenKind, token: str = "", user_id: int | None = None
) -> str:
    """Give a community a token of this kind in place of the former one. "" makes one up; returns it."""
    fresh = token or f"vk1.a.{secrets.token_urlsafe(32)}"
    with world.store.transaction():
        params = (number, kind.value)
        world.store.run("DELETE FROM vk_token WHERE community = ? AND kind = ?", params)
        values = {"token": fresh, "community": number, "kind": kind.value, "user_id": user_id}
        world.store.insert("vk_token", values)
    return fresh


def token(world: World, text: str) -> Token | None:
    """What a token opens, or None."""
    row = world.store.one("SELECT * FROM vk_token WHERE token = ?", (text,))
    return None if row is None else Token(**{**dict(row), "kind": TokenKind(row["kind"])})


def tokens(world: World, number: int) -> dict[TokenKind, Token]:
    """The tokens of a community by kind."""
    rows = world.store.all("SELECT * FROM vk_token WHERE community = ?", (number,))
    found = [Token(**{**dict(row), "kind": TokenKind(row["kind"])}) for row in rows]
    return {one.kind: one for one in found}


def create_person(world: World, *, first_name: str, last_name: str = "", sex: int = 0, photo: int | None = None,
                  person_id: int | None = None, is_admin: bool = False) -> Person:  # fmt: skip
    """A new person. Every third id is a LongID (≥ 200e9): users have them since VK widened its ids."""
    number = person_id or _free_person(world)
    values = {
        "id": number, "first_name": first_name, "last_name": last_name, "sex": sex, "photo": photo,
        "is_admin": int(is_admin), "turn": world.store.next("vk:turn"),
    }  # fmt: skip
    with world.store.transaction():
        world.store.insert("vk_person", values)
    return person(world, number)


def update_person(world: World, *, number: int, photo: int) -> Person:
    """Give a person a portrait."""
    with world.store.transaction():
        world.store.run("UPDATE vk_person SET photo = ? WHERE id = ?", (photo, number))
    return person(world, number)


def person(world: World, number: int) -> Person:
    """A person by id."""
    found = persons(world, [number])
    if not found:
        raise NotThere(f"no resident {number}")
    return found[0]


def persons(world: World, numbers: Sequence[int]) -> list[Person]:
    """Those of these people who exist, in the order asked for."""
    rows = world.store.all(f"SELECT * FROM vk_person WHERE id IN ({marks(numbers)})", tuple(numbers))  # noqa: S608
    known = {row["id"]: _person(row) for row in rows}
    return [known[number] for number in numbers if number in known]


def residents(world: World, *, most: int = -1) -> list[Person]:
    """Everybody who is not an administrator, the newest first (`most` = -1: all)."""
    sql = "SELECT * FROM vk_person WHERE is_admin = 0 ORDER BY turn DESC LIMIT ?"
    return [_person(row) for row in world.store.all(sql, (most,))]


def _person(row: sqlite3.Row) -> Person:
    return Person(**{**dict(row), "is_admin": bool(row["is_admin"])})


def admin_of(world: World, number: int) -> Person:
    """The administrator whose personal token the community has; made up when first needed."""
    known = tokens(world, number).get(TokenKind.USER)
    if known is not None and known.user_id is not None:
        return person(world, known.user_id)
    fresh = create_person(world, first_name="Пресс-служба", is_admin=True)
    set_token(world, number=number, kind=TokenKind.USER, user_id=fresh.id)
    return fresh


def _free_person(world: World) -> int:
    turn = world.store.next("vk:person")
    if turn % _EVERY_NTH_IS_LONG == 0:
        return _free(world, "vk_person", "vk:long", _FIRST_LONG_USER)
    return _free(world, "vk_person", "vk:user", _FIRST_USER)


def _free(world: World, table: str, series: str, start: int) -> int:
    while True:
        number = world.store.next(series, start=start)
        taken = world.store.value(f"SELECT 1 FROM {table} WHERE id = ?", (number,))  # noqa: S608
        if taken is None:
            return number
