"""Bots Long Poll: the road for a product without a public address."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.vk import people
from nasvyazi.sandbox.vk.events import envelope
from nasvyazi.sandbox.vk.world import NETWORK, Community, World
from nasvyazi.sandbox.world import NotThere

_LONGEST_WAIT, _USUAL_WAIT = 90.0, 25.0
_MOST_AT_ONCE = 100


async def check(world: World, *, number: int, params: Mapping[str, str]) -> dict[str, Any]:
    """Events after `ts` as soon as there are any; else, after `wait` seconds, none.

    `failed` 1: history before the new ts is lost; 2: the key is old, ts stays good; 3: both are.
    """
    try:
        group = people.community(world, number)
    except NotThere:
        return {"failed": 3}
    refusal = _refusal(world, group, params)
    if refusal is not None:
        return refusal
    ts, end = int(params["ts"]), time.monotonic() + _wait(params)
    _heard(world, group, ts)
    while True:
        seen = world.store.changed.version
        ts, updates = _after(world, group, ts)
        left = end - time.monotonic()
        if updates or left <= 0 or world.store.changed.closed:
            return {"ts": str(ts), "updates": updates}
        await world.store.changed.wait(seen, left)


def _refusal(world: World, group: Community, params: Mapping[str, str]) -> dict[str, Any] | None:
    fault = world.faults.take(Kind.LONGPOLL_FAILED, network=NETWORK, community=group.id)
    last = world.store.last(f"vk:ts:{group.id}")
    if fault is not None:
        return _failed(world, group, fault.code or 1, last)
    if not group.longpoll_enabled:
        return {"failed": 3}
    if not secrets.compare_digest(params.get("key", "").encode(), group.longpoll_key.encode()):
        return {"failed": 2}
    ts = params.get("ts", "")
    # VK answers the new ts as a number here and as a string everywhere else.
    if not ts.isdecimal() or not group.longpoll_floor <= int(ts) <= last:
        return {"failed": 1, "ts": last}
    return None


def _failed(world: World, group: Community, code: int, last: int) -> dict[str, Any]:
    """Make the failure true: forget the history, or change the key."""
    if code == 1:
        people.update_community(world, number=group.id, longpoll_floor=last)
        return {"failed": 1, "ts": last}
    people.update_community(world, number=group.id, longpoll_key=secrets.token_hex(20))
    return {"failed": code}


def _after(world: World, group: Community, ts: int) -> tuple[int, list[dict[str, Any]]]:
    """The events after `ts` that are switched on and not silenced, and the ts to go on with."""
    events = people.community(world, group.id).longpoll_events
    sql = "SELECT * FROM vk_event WHERE community = ? AND ts > ? ORDER BY ts LIMIT ?"
    rows = world.store.all(sql, (group.id, ts, _MOST_AT_ONCE))
    updates = [
        envelope(
            community=group.id, type_=row["type"], event_id=row["event_id"], object_=json.loads(row["object"])
        )
        for row in rows
        if events.get(row["type"]) and not row["silenced"]
    ]
    return (rows[-1]["ts"] if rows else ts), updates


def _heard(world: World, group: Community, ts: int) -> None:
    """Whoever asks for what follows `ts` has got everything up to it: the resident's page shows that."""
    if ts > group.longpoll_heard:
        people.update_community(world, number=group.id, longpoll_heard=ts)


def _wait(params: Mapping[str, str]) -> float:
    try:
        return min(_LONGEST_WAIT, max(0.0, float(params.get("wait", _USUAL_WAIT))))
    except ValueError:
        return _USUAL_WAIT
