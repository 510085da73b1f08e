"""What stands outside of the wall (photos, videos, the shop, topics, shared posts), its comments and their events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import events
from nasvyazi.sandbox.vk import thing_objects as objects
from nasvyazi.sandbox.vk.walls import GUID_SECONDS
from nasvyazi.sandbox.vk.world import Remark, Thing, ThingKind, World, remark_of, thing_of
from nasvyazi.sandbox.world import NotThere

_COMMENTED = {
    ThingKind.PHOTO: "photo_comment",
    ThingKind.VIDEO: "video_comment",
    ThingKind.MARKET: "market_comment",
    ThingKind.TOPIC: "board_post",
}
"""How the events of its comments begin. Of what is said under a shared post, on a resident's wall, nobody is told."""
_ADDED = {ThingKind.PHOTO: "photo_new", ThingKind.VIDEO: "video_new", ThingKind.REPOST: "wall_repost"}
"""The event of its appearance. A topic begins with its first post, and the shop tells nobody."""


@dataclass(frozen=True, kw_only=True)
class New:
    """What is to be added: `person` 0 = by the community itself."""

    kind: ThingKind
    person: int = 0
    title: str = ""
    text: str = ""
    photo: int | None = None
    post: int | None = None
    date: int | None = None


def add(world: World, new: New, *, community: int) -> Thing:
    """Something is added to a community. A topic's text is its first post."""
    with world.store.transaction():
        number = new.photo or world.store.next(f"vk:thing:{community}", start=456_239_017)
        known = new.kind is ThingKind.TOPIC
        world.store.insert("vk_thing", {
            "community": community, "kind": new.kind.value, "id": number, "person": new.person, "title": new.title,
            "text": "" if known else new.text, "photo": new.photo, "post": new.post,
            "date": int(now()) if new.date is None else new.date,
        })  # fmt: skip
        one = thing(world, community=community, kind=new.kind, number=number)
        if known:
            say(world, one, from_id=new.person or -community, text=new.text, date=new.date)
        if new.kind not in _ADDED:
            return one
        event_id = events.emit(
            world, community=community, type_=_ADDED[new.kind], object_=objects.thing(world, one)
        )
        sql = "UPDATE vk_thing SET event_id = ? WHERE community = ? AND kind = ? AND id = ?"
        world.store.run(sql, (event_id, community, new.kind.value, number))
        return thing(world, community=community, kind=new.kind, number=number)


def say(world: World, one: Thing, *, from_id: int, text: str, photos: Sequence[int] = (), date: int | None = None,
        answered: Remark | None = None, guid: str = "") -> Remark:  # fmt: skip
    """A comment, of a person or, with a negative `from_id`, of the community."""
    moment = now()
    with world.store.transaction():
        number = world.store.next(f"vk:remark:{one.community}:{one.kind.value}")
        world.store.insert("vk_remark", {
            "community": one.community, "kind": one.kind.value, "id": number, "thing": one.id, "from_id": from_id,
            "date": int(moment) if date is None else date, "created": moment, "text": text,
            "photos": json.dumps(list(photos)), "reply_to": answered.id if answered else None, "guid": guid,
        })  # fmt: skip
        return _told(world, remark(world, community=one.community, kind=one.kind, number=number), "new")


def edit(world: World, one: Remark, *, text: str) -> Remark:
    """Change a comment's text."""
    with world.store.transaction():
        return _told(world, _changed(world, one, text=text, edited=int(now())), "edit")


def delete(world: World, one: Remark, *, by: int) -> None:
    """Delete a comment."""
    with world.store.transaction():
        _changed(world, one, deleted=1)
        if one.kind in _COMMENTED:
            gone = objects.remark_gone(one, deleter=by)
            events.emit(world, community=one.community, type_=f"{_COMMENTED[one.kind]}_delete", object_=gone)


def restore(world: World, one: Remark) -> Remark:
    """Bring a deleted comment back."""
    with world.store.transaction():
        return _told(world, _changed(world, one, deleted=0), "restore")


def close_comments(world: World, one: Thing, *, closed: bool) -> None:
    """Close or open the comments, or a topic (VK tells nobody)."""
    with world.store.transaction():
        sql = "UPDATE vk_thing SET comments_closed = ? WHERE community = ? AND kind = ? AND id = ?"
        world.store.run(sql, (int(closed), one.community, one.kind.value, one.id))


def _changed(world: World, one: Remark, **columns: str | int) -> Remark:
    for name, value in columns.items():
        sql = f"UPDATE vk_remark SET {name} = ? WHERE community = ? AND kind = ? AND id = ?"  # noqa: S608
        world.store.run(sql, (value, one.community, one.kind.value, one.id))
    return remark(world, community=one.community, kind=one.kind, number=one.id)


def _told(world: World, one: Remark, done: str) -> Remark:
    if one.kind not in _COMMENTED:
        return one
    to = None
    if one.reply_to is not None:
        to = remark(world, community=one.community, kind=one.kind, number=one.reply_to).from_id
    body = objects.remark_event(world, one, reply_to_user=to)
    event_id = events.emit(
        world, community=one.community, type_=f"{_COMMENTED[one.kind]}_{done}", object_=body
    )
    sql = "UPDATE vk_remark SET event_id = ? WHERE community = ? AND kind = ? AND id = ?"
    world.store.run(sql, (event_id, one.community, one.kind.value, one.id))
    return remark(world, community=one.community, kind=one.kind, number=one.id)


# --------------------------------------------------------------------------- looking


def thing(world: World, *, community: int, kind: ThingKind, number: int) -> Thing:
    """One thing. Raises NotThere."""
    sql = "SELECT * FROM vk_thing WHERE community = ? AND kind = ? AND id = ?"
    row = world.store.one(sql, (community, kind.value, number))
    if row is None:
        raise NotThere(f"no {kind.value} {number} in {community}")
    return thing_of(row)


def things(world: World, *, community: int, kind: ThingKind) -> list[Thing]:
    """Every thing of a kind, newest first."""
    sql = "SELECT * FROM vk_thing WHERE community = ? AND kind = ? ORDER BY date DESC, id DESC"
    return [thing_of(row) for row in world.store.all(sql, (community, kind.value))]


def remark(world: World, *, community: int, kind: ThingKind, number: int) -> Remark:
    """One comment, deleted ones too. Raises NotThere."""
    sql = "SELECT * FROM vk_remark WHERE community = ? AND kind = ? AND id = ?"
    row = world.store.one(sql, (community, kind.value, number))
    if row is None:
        raise NotThere(f"no comment {number} under a {kind.value} of {community}")
    return remark_of(row)


def remarks(world: World, one: Thing, *, deleted: bool = False) -> list[Remark]:
    """Comments under a thing in the order they were written (`deleted` ones too, if asked)."""
    sql = (
        "SELECT * FROM vk_remark WHERE community = ? AND kind = ? AND thing = ? AND deleted <= ? ORDER BY id"
    )
    rows = world.store.all(sql, (one.community, one.kind.value, one.id, int(deleted)))
    return [remark_of(row) for row in rows]


def repeated(world: World, one: Thing, *, from_id: int, guid: str) -> Remark | None:
    """The comment this guid already made under the thing, within the window; "" never repeats."""
    if not guid:
        return None
    sql = (
        "SELECT * FROM vk_remark WHERE community = ? AND kind = ? AND thing = ? AND from_id = ? AND guid = ? "
        "AND created > ? ORDER BY id LIMIT 1"
    )
    key = (one.community, one.kind.value, one.id, from_id, guid, now() - GUID_SECONDS)
    row = world.store.one(sql, key)
    return None if row is None else remark_of(row)
