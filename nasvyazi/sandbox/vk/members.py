"""Who comes to a community, who goes, and whom a moderator shuts out; VK's events of it."""

from __future__ import annotations

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import events, people
from nasvyazi.sandbox.vk.world import World


def join(world: World, *, community: int, person: int, how: str) -> None:
    """Somebody joins, or asks to be let in (group_join; `how` is VK's join_type)."""
    with world.store.transaction():
        body = {"user_id": person, "join_type": how}
        events.emit(world, community=community, type_="group_join", object_=body)


def leave(world: World, *, community: int, person: int, by_self: bool) -> None:
    """Somebody leaves, or is removed (group_leave)."""
    with world.store.transaction():
        body = {"user_id": person, "self": int(by_self)}
        events.emit(world, community=community, type_="group_leave", object_=body)


def ban(
    world: World, *, community: int, person: int, until: int = 0, reason: int = 0, comment: str = ""
) -> None:
    """A moderator shuts somebody out (user_block); `until` 0 = for good."""
    with world.store.transaction():
        sql = (
            "INSERT INTO vk_ban (community, person, until) VALUES (?, ?, ?) "
            "ON CONFLICT (community, person) DO UPDATE SET until = excluded.until"
        )
        world.store.run(sql, (community, person, until))
        body = {
            "admin_id": people.admin_of(world, community).id, "user_id": person, "unblock_date": until,
            "reason": reason, "comment": comment,
        }  # fmt: skip
        events.emit(world, community=community, type_="user_block", object_=body)


def unban(world: World, *, community: int, person: int, by_end_date: bool) -> None:
    """Somebody is let in again (user_unblock): by a moderator, or because the time is over."""
    with world.store.transaction():
        world.store.run("DELETE FROM vk_ban WHERE community = ? AND person = ?", (community, person))
        body = {
            "admin_id": people.admin_of(world, community).id, "user_id": person, "by_end_date": int(by_end_date),
        }  # fmt: skip
        events.emit(world, community=community, type_="user_unblock", object_=body)


def is_banned(world: World, *, community: int, person: int) -> bool:
    """Whether somebody is shut out at the moment."""
    sql = "SELECT until FROM vk_ban WHERE community = ? AND person = ?"
    until = world.store.value(sql, (community, person))
    return until is not None and (until == 0 or until > now())
