"""Telling the product what happened: an event is kept for the long poll and queued for every callback server."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from typing import Any

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.vk.world import API_VERSION, NETWORK, World

HISTORY = 1000
"""How many events the long poll remembers of a community; who asks for older ones is told `failed: 1`."""


def emit(world: World, *, community: int, type_: str, object_: Mapping[str, Any]) -> str:
    """Record an event of a community (inside the caller's transaction); its event_id."""
    event_id = secrets.token_hex(20)
    silence = _fault(world, Kind.DROP_DELIVERIES, community, type_)
    copies = 2 if _fault(world, Kind.DUPLICATE_DELIVERY, community, type_) else 1
    body = json.dumps(object_, ensure_ascii=False)
    for _ in range(copies):
        values = {
            "community": community, "ts": world.store.next(f"vk:ts:{community}"), "event_id": event_id,
            "type": type_, "object": body, "silenced": int(silence is not None),
            "created": real(),
        }  # fmt: skip
        world.store.insert("vk_event", values)
        _queue(world, community, type_, event_id, object_, silenced=silence is not None)
    _forget_old(world, community)
    return event_id


def envelope(*, community: int, type_: str, event_id: str, object_: Any) -> dict[str, Any]:
    """An event as both the Callback API and the Bots Long Poll give it (callback_base of the schema)."""
    return {"group_id": community, "type": type_, "event_id": event_id, "v": API_VERSION, "object": object_}


def _fault(world: World, kind: Kind, community: int, type_: str) -> Any:
    return world.faults.take(kind, network=NETWORK, community=community, method=type_)


def _queue(world: World, community: int, type_: str, event_id: str, object_: Mapping[str, Any], *,
           silenced: bool) -> None:  # fmt: skip
    late = _fault(world, Kind.DELAY_DELIVERIES, community, type_)
    for server in world.store.all("SELECT * FROM vk_server WHERE community = ?", (community,)):
        reason = "silence" if silenced else _why_not(server, type_)
        whole = envelope(community=community, type_=type_, event_id=event_id, object_=object_)
        if server["secret"]:
            whole["secret"] = server["secret"]
        world.deliveries.add(
            network=NETWORK, community=community, receiver=server["id"], url=server["url"], kind=type_,
            event_id=event_id, body=json.dumps(whole, ensure_ascii=False), reason=reason,
            state="dropped" if reason else "pending", after=late.seconds if late else 0.0,
        )  # fmt: skip


def _why_not(server: sqlite3.Row, type_: str) -> str:
    """Why VK would not deliver this to the server: "" = it does."""
    if not json.loads(server["events"]).get(type_):
        return "switched_off"
    if server["status"] in {"ok", "failed"}:
        return "stopped" if server["paused_until"] > real() else ""
    return "not_confirmed"


def _forget_old(world: World, community: int) -> None:
    floor = world.store.last(f"vk:ts:{community}") - HISTORY
    if floor > 0:
        sql = "DELETE FROM vk_event WHERE community = ? AND ts <= ?"
        if world.store.run(sql, (community, floor)):
            raised = "UPDATE vk_community SET longpoll_floor = max(longpoll_floor, ?) WHERE id = ?"
            world.store.run(raised, (floor, community))
