"""Private dialogues between a community and people, and the events that tell of them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.vk import events, objects
from nasvyazi.sandbox.vk.world import Carried, Message, World, carried_of, message_of
from nasvyazi.sandbox.world import NotThere

REPEAT_SECONDS = 3600.0
REPEAT_MESSAGES = 100
"""A random_id is looked for in the dialogue's messages of the last hour, at most the last hundred."""
NOTHING = Carried()


def write(world: World, *, community: int, person: int, text: str, photos: Sequence[int] = (),
          date: int | None = None, reply_to: int | None = None, carried: Carried = NOTHING) -> Message:  # fmt: skip
    """A resident writes (message_new). Writing is consent: the community may answer from now on."""
    with world.store.transaction():
        _consent(world, community, person, allowed=True)
        fresh = _add(world, community=community, peer=person, out=False, text=text, photos=photos, date=date,
                     reply_to=reply_to)  # fmt: skip
        _carry(world, fresh, carried)
        body = {"message": rendered(world, fresh), "client_info": objects.CLIENT_INFO}
        return _told(world, fresh, "message_new", body)


def send(world: World, *, community: int, peer: int, text: str, photos: Sequence[int] = (), random_id: int = 0,
         reply_to: int | None = None, admin: int | None = None, date: int | None = None) -> Message:  # fmt: skip
    """The community writes (message_reply): through the API, or `admin` in VK itself."""
    with world.store.transaction():
        fresh = _add(world, community=community, peer=peer, out=True, text=text, photos=photos, date=date,
                     random_id=random_id, reply_to=reply_to, admin=admin)  # fmt: skip
        return _told(world, fresh, "message_reply", rendered(world, fresh))


def _add(world: World, *, community: int, peer: int, out: bool, text: str, photos: Sequence[int],
         date: int | None, random_id: int = 0, reply_to: int | None = None,
         admin: int | None = None) -> Message:  # fmt: skip
    cmid = world.store.next(f"vk:cmid:{community}:{peer}")
    moment = now()
    world.store.insert("vk_message", {
        "community": community, "peer": peer, "cmid": cmid, "id": world.store.next(f"vk:message:{community}"),
        "version": world.store.next("vk:version", start=10_000_001), "out": int(out),
        "date": int(moment) if date is None else date, "created": moment, "text": text,
        "photos": json.dumps(list(photos)), "random_id": random_id, "reply_to": reply_to, "admin": admin,
    })  # fmt: skip
    return message(world, community=community, peer=peer, cmid=cmid)


def _carry(world: World, one: Message, carried: Carried) -> None:
    if not carried:
        return
    world.store.insert("vk_carried", {
        "community": one.community, "peer": one.peer, "cmid": one.cmid,
        "attachments": json.dumps(carried.attachments), "forwards": json.dumps(carried.forwards),
        "geo": json.dumps(carried.geo),
    })  # fmt: skip


def carried_by(world: World, one: Message) -> Carried:
    """What a message carries beside photos."""
    sql = "SELECT * FROM vk_carried WHERE community = ? AND peer = ? AND cmid = ?"
    row = world.store.one(sql, (one.community, one.peer, one.cmid))
    return NOTHING if row is None else carried_of(row)


def _told(world: World, one: Message, type_: str, body: objects.Json) -> Message:
    event_id = events.emit(world, community=one.community, type_=type_, object_=body)
    sql = "UPDATE vk_message SET event_id = ? WHERE community = ? AND peer = ? AND cmid = ?"
    world.store.run(sql, (event_id, one.community, one.peer, one.cmid))
    return message(world, community=one.community, peer=one.peer, cmid=one.cmid)


def rendered(world: World, one: Message) -> objects.Json:
    """The message as JSON, with the one it answers."""
    reply = None
    if one.reply_to is not None:
        reply = message(world, community=one.community, peer=one.peer, cmid=one.reply_to)
    return objects.message(world, one, reply=reply, carried=carried_by(world, one))


def edit(world: World, one: Message, *, text: str, photos: Sequence[int] | None = None) -> Message:
    """Change a message (message_edit), whoever wrote it."""
    kept = one.photos if photos is None else tuple(photos)
    version = world.store.next("vk:version", start=10_000_001)
    with world.store.transaction():
        sql = (
            "UPDATE vk_message SET text = ?, photos = ?, edited = ?, version = ? "
            "WHERE community = ? AND peer = ? AND cmid = ?"
        )
        key = (one.community, one.peer, one.cmid)
        world.store.run(sql, (text, json.dumps(list(kept)), int(now()), version, *key))
        fresh = message(world, community=one.community, peer=one.peer, cmid=one.cmid)
        return _told(world, fresh, "message_edit", rendered(world, fresh))


def delete(world: World, one: Message) -> None:
    """A message is deleted for all. VK has no event for that: a product learns of it only by looking."""
    with world.store.transaction():
        sql = "UPDATE vk_message SET deleted = 1 WHERE community = ? AND peer = ? AND cmid = ?"
        world.store.run(sql, (one.community, one.peer, one.cmid))


def allow(world: World, *, community: int, person: int) -> None:
    """A resident allows messages from the community (message_allow)."""
    with world.store.transaction():
        _consent(world, community, person, allowed=True)
        body = {"user_id": person, "key": secrets.token_hex(4)}
        events.emit(world, community=community, type_="message_allow", object_=body)


def deny(world: World, *, community: int, person: int) -> None:
    """A resident forbids messages from the community (message_deny)."""
    with world.store.transaction():
        _consent(world, community, person, allowed=False)
        events.emit(world, community=community, type_="message_deny", object_={"user_id": person})


def allowed(world: World, *, community: int, person: int) -> bool:
    """Whether the community may write to this person: they wrote once or allowed it, and did not forbid it."""
    sql = "SELECT allowed FROM vk_consent WHERE community = ? AND person = ?"
    return bool(world.store.value(sql, (community, person)))


def _consent(world: World, community: int, person: int, *, allowed: bool) -> None:
    sql = (
        "INSERT INTO vk_consent (community, person, allowed) VALUES (?, ?, ?) "
        "ON CONFLICT (community, person) DO UPDATE SET allowed = excluded.allowed"
    )
    world.store.run(sql, (community, person, int(allowed)))


def message(world: World, *, community: int, peer: int, cmid: int) -> Message:
    """One message of a dialogue, deleted ones too. Raises NotThere."""
    sql = "SELECT * FROM vk_message WHERE community = ? AND peer = ? AND cmid = ?"
    row = world.store.one(sql, (community, peer, cmid))
    if row is None:
        raise NotThere(f"no message {cmid} in the dialogue of {peer} with {community}")
    return message_of(row)


def by_id(world: World, *, community: int, number: int) -> Message | None:
    """A message by its number within the community, or None."""
    row = world.store.one("SELECT * FROM vk_message WHERE community = ? AND id = ?", (community, number))
    return None if row is None else message_of(row)


def repeated(world: World, *, community: int, peer: int, random_id: int) -> Message | None:
    """The message this random_id already made in the dialogue, within VK's window; 0 never repeats."""
    if random_id == 0:
        return None
    sql = (
        "SELECT * FROM (SELECT * FROM vk_message WHERE community = ? AND peer = ? ORDER BY cmid DESC LIMIT ?) "
        "WHERE out = 1 AND random_id = ? AND created > ? ORDER BY cmid LIMIT 1"
    )
    params = (community, peer, REPEAT_MESSAGES, random_id, now() - REPEAT_SECONDS)
    row = world.store.one(sql, params)
    return None if row is None else message_of(row)


def history(world: World, *, community: int, peer: int) -> list[Message]:
    """The dialogue as both see it now, oldest first, without deleted messages."""
    sql = "SELECT * FROM vk_message WHERE community = ? AND peer = ? AND deleted = 0 ORDER BY cmid"
    return [message_of(row) for row in world.store.all(sql, (community, peer))]


def peers(world: World, *, community: int) -> list[int]:
    """Who has a dialogue with the community, the latest first."""
    sql = (
        "SELECT peer FROM vk_message WHERE community = ? AND deleted = 0 GROUP BY peer ORDER BY max(id) DESC"
    )
    return [row["peer"] for row in world.store.all(sql, (community,))]
