"""The world as a resident sees it: what the control API and the page show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nasvyazi.sandbox.vk import dialogs, people, photos, walls
from nasvyazi.sandbox.vk import things as stands
from nasvyazi.sandbox.vk.world import (
    NETWORK,
    Comment,
    Community,
    Message,
    Person,
    Post,
    Remark,
    Thing,
    ThingKind,
    World,
)

Json = dict[str, Any]
_SHOWN = 50
_MOST_MESSAGES, _MOST_RESIDENTS = 300, 300


def community(world: World, one: Community) -> Json:
    """A community with its keys: this is a practice server, nothing here opens anything real."""
    servers = world.store.all("SELECT * FROM vk_server WHERE community = ? ORDER BY id", (one.id,))
    return {
        "group_id": one.id, "title": one.title, "screen_name": one.screen_name,
        "tokens": {kind.value: token.token for kind, token in people.tokens(world, one.id).items()},
        "confirmation": one.confirmation, "secret": one.secret,
        "mode": "poll" if one.longpoll_enabled else "webhook",
        "api_url": world.base_url,
        "servers": [
            {"id": row["id"], "url": row["url"], "secret": row["secret"], "status": row["status"]}
            for row in servers
        ],
    }  # fmt: skip


def resident(world: World, one: Person) -> Json:
    """A resident."""
    portrait = photos.many(world, [one.photo] if one.photo else [])
    return {"id": one.id, "name": one.name, "first_name": one.first_name, "last_name": one.last_name,
            "photo": photos.url(world, portrait[0], "p") if portrait else None}  # fmt: skip


def message(world: World, one: Message) -> Json:
    """A message of a dialogue."""
    return {
        "community": one.community, "resident": one.peer, "cmid": one.cmid, "id": one.id,
        "from": "community" if one.out else "resident", "random_id": one.random_id, "reply_to": one.reply_to,
        "in_app": one.admin is not None, **_said(world, one),
    }  # fmt: skip


def post(world: World, one: Post, *, deleted: bool = False) -> Json:
    """A post with its comments (`deleted` ones too, if asked), or a suggestion."""
    told = walls.comments(world, community=one.community, post=one.id)
    return {
        "community": one.community, "id": one.id, "type": one.type, "from_id": one.from_id,
        "author": author(world, one.signer or one.from_id), "comments_closed": one.comments_closed,
        "comments": [comment(world, each) for each in told if deleted or not each.deleted],
        **_said(world, one, edited=None),
    }  # fmt: skip


def comment(world: World, one: Comment) -> Json:
    """A comment."""
    return {
        "community": one.community, "post": one.post, "id": one.id, "from_id": one.from_id,
        "from": "community" if one.from_id < 0 else "resident", "author": author(world, one.from_id),
        "thread": one.thread, "reply_to": one.reply_to, "guid": one.guid, **_said(world, one),
    }  # fmt: skip


def things(world: World, number: int) -> Json:
    """What stands outside of a community's wall, by kind, the newest first."""
    return {
        kind.value: [thing(world, one) for one in stands.things(world, community=number, kind=kind)]
        for kind in ThingKind
    }


def thing(world: World, one: Thing) -> Json:
    """A photo, a video, an article of the shop, a topic or a shared post, with what is said there."""
    told = stands.remarks(world, one)
    return {
        "community": one.community, "kind": one.kind.value, "id": one.id, "from_id": one.person or -one.community,
        "from": "resident" if one.person else "community",
        "author": author(world, one.person or -one.community), "title": one.title, "text": one.text,
        "photos": pictures(world, [one.photo] if one.photo else []), "post": one.post, "date": one.date,
        "edited": None, "deleted": False, "comments_closed": one.comments_closed, "event_id": one.event_id,
        "fate": fate(world, one.community, one.event_id), "comments": [remark(world, each) for each in told],
    }  # fmt: skip


def remark(world: World, one: Remark) -> Json:
    """A comment under one of them."""
    return {
        "community": one.community, "kind": one.kind.value, "thing": one.thing, "id": one.id,
        "from_id": one.from_id, "from": "community" if one.from_id < 0 else "resident",
        "author": author(world, one.from_id), "reply_to": one.reply_to, "guid": one.guid, **_said(world, one),
    }  # fmt: skip


def author(world: World, number: int) -> str:
    """The name of a person, or the title of a community (negative)."""
    if number < 0:
        return people.community(world, -number).title
    return people.person(world, number).name


def _said(world: World, one: Message | Post | Comment | Remark, *, edited: int | None = None) -> Json:
    changed = edited if isinstance(one, Post) else one.edited
    return {
        "text": one.text, "photos": pictures(world, one.photos), "date": one.date, "edited": changed,
        "deleted": one.deleted, "event_id": one.event_id, "fate": fate(world, one.community, one.event_id),
    }  # fmt: skip


def pictures(world: World, numbers: Sequence[int]) -> list[Json]:
    """Photos with their addresses."""
    return [
        {"id": one.id, "url": photos.url(world, one), "preview": photos.url(world, one, "r"), "width": one.width,
         "height": one.height}
        for one in photos.many(world, numbers)
    ]  # fmt: skip


def fate(world: World, number: int, event_id: str) -> str:
    """What became of an event: delivered, pending, given_up, dropped, or waiting (nobody has asked for it yet)."""
    rows = world.store.all("SELECT DISTINCT state FROM delivery WHERE event_id = ?", (event_id,))
    states = {row["state"] for row in rows}
    for state in ("delivered", "pending", "given_up", "dropped"):
        if state in states:
            return state
    ts = world.store.value("SELECT ts FROM vk_event WHERE event_id = ?", (event_id,))
    heard = people.community(world, number).longpoll_heard
    return "delivered" if ts is None or ts <= heard else "waiting"


def dialog(world: World, number: int, peer: int, *, most: int = 0) -> Json:
    """A dialogue as the resident sees it (its last `most` messages; 0 = all)."""
    told = dialogs.history(world, community=number, peer=peer)[-most:]
    return {
        "community": number, "resident": peer,
        "allowed": dialogs.allowed(world, community=number, person=peer),
        "messages": [message(world, one) for one in told],
    }  # fmt: skip


def log(world: World, one: Community, *, limit: int) -> list[Json]:
    """What the network told of a community, newest first: webhook deliveries, or events that wait to be polled."""
    is_called = world.store.one("SELECT 1 FROM vk_server WHERE community = ?", (one.id,)) is not None
    if is_called or not one.longpoll_enabled:
        return world.deliveries.log(network=NETWORK, community=one.id, limit=limit)
    rows = world.store.all(
        "SELECT * FROM vk_event WHERE community = ? ORDER BY ts DESC LIMIT ?", (one.id, limit)
    )
    return [
        {"id": row["ts"], "community": one.id, "kind": row["type"], "event_id": row["event_id"],
         "created": row["created"], "reason": "silence" if row["silenced"] else "", "attempts": [], "next_at": None,
         "state": "dropped" if row["silenced"] else "taken" if row["ts"] <= one.longpoll_heard else "waiting"}
        for row in rows
    ]  # fmt: skip


def page(world: World, *, group: int | None, person: int | None) -> Json:
    """Everything the page shows for one resident and one community (by default the first and the newest)."""
    communities, residents = people.communities(world), people.residents(world, most=_MOST_RESIDENTS)
    asked = [one for one in people.persons(world, [person or 0]) if not one.is_admin]
    residents += [one for one in asked if one not in residents]
    chosen = next((one for one in communities if one.id == group), communities[0] if communities else None)
    actor = next(iter([*asked, *residents]), None)
    found: Json = {
        "version": world.store.changed.version,
        "communities": [community(world, one) for one in communities],
        "residents": [resident(world, one) for one in residents],
        "community": community(world, chosen) if chosen else None,
        "resident": resident(world, actor) if actor else None,
        "faults": [one.as_json() for one in world.faults.on(network=NETWORK)], "log": [],
    }  # fmt: skip
    if chosen is not None:
        wall = {kind: walls.posts(world, community=chosen.id, type_=kind) for kind in ("post", "suggest")}
        found["posts"] = [post(world, one, deleted=True) for one in wall["post"][:_SHOWN]]
        found["suggestions"] = [post(world, one) for one in wall["suggest"][:_SHOWN]]
        found["things"] = things(world, chosen.id)
        found["log"] = log(world, chosen, limit=_SHOWN)
        found["dialog"] = dialog(world, chosen.id, actor.id, most=_MOST_MESSAGES) if actor else None
    return found
