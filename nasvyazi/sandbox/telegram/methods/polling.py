"""getUpdates: the road for a product without a public address."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.telegram import people, updates
from nasvyazi.sandbox.telegram.api import Call, method
from nasvyazi.sandbox.telegram.errors import ApiError
from nasvyazi.sandbox.telegram.world import NETWORK, Bot, World

_MOST_AT_ONCE = 100
_LONGEST_WAIT = 50
_FAR_AHEAD = 10
"""An offset that is further beyond the newest update is not taken for one (TQueue.cpp of tdlib)."""
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@method("getUpdates")
async def get_updates(call: Call) -> list[Any]:
    """Updates as soon as there are any; else, after `timeout` seconds, none. A newer call ends this one with 409."""
    world, number = call.world, call.bot.id
    if world.faults.take(Kind.CONFLICT, network=NETWORK, community=number, method=call.method) is not None:
        raise ApiError(409)
    if call.bot.url:
        raise ApiError(409, _WEBHOOK_ACTIVE)
    wanted = call.allowed_updates()
    if wanted is not None:
        people.update_bot(world, number, allowed=json.dumps(wanted))
    _confirm(world, call.bot, call.number("offset") or 0)
    if number in world.polls:
        world.store.changed.tell()  # the older poll has to notice that it is over
    turn = world.polls[number] = object()
    try:
        return await _news(call, turn)
    finally:
        if world.polls.get(number) is turn:
            del world.polls[number]


async def _news(call: Call, turn: object) -> list[Any]:
    world, number = call.world, call.bot.id
    most = min(_MOST_AT_ONCE, max(1, call.number("limit") or _MOST_AT_ONCE))
    end = time.monotonic() + min(_LONGEST_WAIT, max(0, call.number("timeout") or 0))
    while True:
        seen = world.store.changed.version
        found = updates.waiting(world, number, limit=most)
        left = end - time.monotonic()
        if found or left <= 0 or world.store.changed.closed:
            return [json.loads(row["body"]) for row in found]
        await world.store.changed.wait(seen, left)
        if world.polls.get(number) is not turn:
            raise ApiError(409)
        if people.bot(world, number).url:
            raise ApiError(409, "terminated by setWebhook request")


def _confirm(world: World, bot: Bot, offset: int) -> None:
    """Forget what the offset says was taken; a negative one keeps only that many of the newest."""
    with world.store.transaction():
        updates.forget_old(world, bot)
        rows = updates.waiting(world, bot.id)
        for row in _taken(rows, offset):
            updates.settle(world, row, "delivered")


def _taken(rows: list[sqlite3.Row], offset: int) -> list[sqlite3.Row]:
    if offset < 0:
        return rows[:offset]
    if not rows or offset > max(row["update_id"] for row in rows) + _FAR_AHEAD:
        return []
    return [row for row in rows if row["update_id"] < offset]
