"""GET /updates: the road for a product without a public address."""

from __future__ import annotations

import json
import sqlite3
import time

from nasvyazi.sandbox.max import updates
from nasvyazi.sandbox.max.api import Call, method
from nasvyazi.sandbox.max.errors import ApiError
from nasvyazi.sandbox.max.world import Json

_MOST_AT_ONCE, _LONGEST_WAIT = 100, 30
"""More may be asked for and is not given since May 2026 (maxapi 1.2.3, methods/get_updates.py)."""
_SUBSCRIBED = "The bot is subscribed to a webhook; long polling does not work"
"""In which words MAX refuses is an assumption."""


@method("GET", "/updates")
async def get_updates(call: Call) -> Json:
    """UpdateList: what follows `marker`, whose predecessors count as read; without one only the last update."""
    world = call.world
    limit = min(_MOST_AT_ONCE, call.number("limit", least=1, most=1000) or _MOST_AT_ONCE)
    timeout = call.number("timeout", least=0, most=90)
    marker, kinds = call.number("marker"), call.listed("types")
    end = time.monotonic() + min(_LONGEST_WAIT, _LONGEST_WAIT if timeout is None else timeout)
    if marker is not None:
        _read_until(call, marker)
    while True:
        seen = world.store.changed.version
        if updates.subscriptions(world, call.bot):
            raise ApiError(405, _SUBSCRIBED)
        found = _last(call) if marker is None else _after(call, marker, limit)
        if not found and marker is None:
            marker = _newest(call) + 1  # whatever comes while we wait is told, not only the last of it
        wanted = [row for row in found if not kinds or row["kind"] in kinds]
        left = end - time.monotonic()
        if wanted or left <= 0 or world.store.changed.closed:
            after = found[-1]["seq"] + 1 if found else marker
            return {"updates": [json.loads(row["body"]) for row in wanted], "marker": after}
        await world.store.changed.wait(seen, left)


def _newest(call: Call) -> int:
    """The number that was given out last."""
    return int(call.world.store.value("SELECT max(seq) FROM max_update") or 0)


def _read_until(call: Call, marker: int) -> None:
    sql = "UPDATE max_update SET state = 'delivered' WHERE bot = ? AND seq < ? AND state = 'waiting'"
    with call.world.store.transaction():
        updates.forget_old(call.world, call.bot)
        call.world.store.run(sql, (call.bot.id, marker))


def _after(call: Call, marker: int, limit: int) -> list[sqlite3.Row]:
    sql = "SELECT * FROM max_update WHERE bot = ? AND seq >= ? AND state = 'waiting' ORDER BY seq LIMIT ?"
    return call.world.store.all(sql, (call.bot.id, marker, limit))


def _last(call: Call) -> list[sqlite3.Row]:
    sql = "SELECT * FROM max_update WHERE bot = ? AND state IN ('waiting', 'delivered') ORDER BY seq DESC LIMIT 1"
    return call.world.store.all(sql, (call.bot.id,))
