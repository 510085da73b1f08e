"""Telling a bot what happened: subscriptions get every update by itself, else GET /updates takes from the queue."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.deliveries import Answer, Parcel
from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.max.world import (
    NETWORK,
    Bot,
    Json,
    Subscription,
    World,
    milliseconds,
    subscription_of,
)
from nasvyazi.sandbox.settings import MAX_RETRY_SECONDS

KINDS = (
    "message_created", "message_callback", "message_edited", "message_removed", "bot_added", "bot_removed",
    "user_added", "user_removed", "bot_started", "bot_stopped", "dialog_cleared", "dialog_muted", "dialog_unmuted",
    "dialog_removed", "chat_title_changed",
)  # fmt: skip
"""Kinds of updates (Update of the OpenAPI file)."""
KEPT_SECONDS = 86_400.0
"""How long an update waits to be polled (maxapi 1.2.3, methods/get_updates.py)."""
PATIENCE_SECONDS = 8 * 3600.0
"""After so long without one success a bot is unsubscribed (POST /subscriptions)."""
_HISTORY = 5000
"""How many updates that are over with are remembered, so that the page knows their fate."""


def emit(world: World, bot: Bot, kind: str, body: Json, *, mid: str = "") -> None:
    """Tell a bot something (inside the caller's transaction); `mid` is the message it is about.

    Where every subscription is for other kinds, nothing is told.
    """
    hooks = subscriptions(world, bot)
    wanted = [one for one in hooks if one.kinds is None or kind in one.kinds]
    if wanted or not hooks:
        queue(world, bot, {"update_type": kind, "timestamp": milliseconds()} | body, hooks=wanted, mid=mid)


def queue(world: World, bot: Bot, update: Json, *, hooks: Sequence[Subscription], mid: str = "") -> None:
    """Put an Update into the bot's queue and on its way, or what the faults make of it."""
    kind = str(update["update_type"])
    silent = _fault(world, Kind.DROP_DELIVERIES, bot, kind)
    copies = 2 if not silent and _fault(world, Kind.DUPLICATE_DELIVERY, bot, kind) else 1
    late = None if silent else _fault(world, Kind.DELAY_DELIVERIES, bot, kind)
    values = {
        "bot": bot.id, "kind": kind, "body": json.dumps(update, ensure_ascii=False), "mid": mid,
        "state": "dropped" if silent else "waiting", "created": real(),
    }  # fmt: skip
    for _ in range(copies):
        seq = world.store.insert("max_update", values)
        for hook in hooks:
            _carry(
                world,
                hook,
                seq,
                values,
                reason="silence" if silent else "",
                after=late.seconds if late else 0.0,
            )
    forget_old(world, bot)


def _fault(world: World, kind: Kind, bot: Bot, what: str) -> Any:
    return world.faults.take(kind, network=NETWORK, community=bot.id, method=what)


def _carry(world: World, hook: Subscription, seq: int, update: Mapping[str, Any], *, reason: str = "",
           after: float = 0.0) -> None:  # fmt: skip
    world.deliveries.add(
        network=NETWORK, community=hook.bot, receiver=seq, url=hook.url, kind=update["kind"], body=update["body"],
        event_id=str(seq), state="dropped" if reason else "pending", reason=reason, after=after,
    )  # fmt: skip


def forget_old(world: World, bot: Bot) -> None:
    """What nobody has taken for a day is gone."""
    old = "UPDATE max_update SET state = 'given_up' WHERE bot = ? AND state = 'waiting' AND created < ?"
    world.store.run(old, (bot.id, real() - KEPT_SECONDS))
    last = world.store.value("SELECT max(seq) FROM max_update") or 0
    world.store.run("DELETE FROM max_update WHERE seq <= ? AND state <> 'waiting'", (last - _HISTORY,))


def waiting(world: World, bot: Bot) -> list[sqlite3.Row]:
    """What the bot has not taken yet, the oldest first."""
    sql = "SELECT * FROM max_update WHERE bot = ? AND state = 'waiting' ORDER BY seq"
    return world.store.all(sql, (bot.id,))


def settle(world: World, seq: int, state: str) -> None:
    """An update's end: delivered or given_up; whoever has it once has it."""
    sql = "UPDATE max_update SET state = ? WHERE seq = ? AND state <> 'delivered'"
    world.store.run(sql, (state, seq))


# --------------------------------------------------------------------------- subscriptions


def subscriptions(world: World, bot: Bot) -> list[Subscription]:
    """Where the bot's updates go, the oldest first."""
    rows = world.store.all("SELECT * FROM max_subscription WHERE bot = ? ORDER BY created, url", (bot.id,))
    return [subscription_of(row) for row in rows]


def subscribe(
    world: World, bot: Bot, *, url: str, secret: str = "", kinds: Sequence[str] | None = None
) -> None:
    """Send updates to an address from now on; the same address again changes its secret and kinds.

    What waits to be polled is sent there, too: an assumption.
    """
    with world.store.transaction():
        sql = (
            "INSERT INTO max_subscription (bot, url, secret, kinds, created) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (bot, url) DO UPDATE SET "
            "secret = excluded.secret, kinds = excluded.kinds, failing_since = NULL"
        )
        told = None if kinds is None else json.dumps(list(kinds))
        first = not subscriptions(world, bot)
        world.store.run(sql, (bot.id, url, secret, told, milliseconds()))
        [hook] = [one for one in subscriptions(world, bot) if one.url == url]
        for row in waiting(world, bot) if first else ():
            if hook.kinds is None or row["kind"] in hook.kinds:
                _carry(world, hook, row["seq"], dict(row))


def unsubscribe(world: World, bot: int, url: str, *, but: int = 0) -> bool:
    """Send nothing there any more, nor what is on its way (`but`: one delivery that ends by itself)."""
    with world.store.transaction():
        sql = (
            "UPDATE delivery SET state = 'dropped', reason = 'unsubscribed' "
            "WHERE network = ? AND community = ? AND url = ? AND state = 'pending' AND id <> ?"
        )
        world.store.run(sql, (NETWORK, bot, url, but))
        return bool(world.store.run("DELETE FROM max_subscription WHERE bot = ? AND url = ?", (bot, url)))


def failing(world: World, bot: int, url: str, *, since: float | None) -> None:
    """From when on an address has only refused (unix seconds); None = it has just taken something."""
    sql = "UPDATE max_subscription SET failing_since = ? WHERE bot = ? AND url = ?"
    world.store.run(sql, (since, bot, url))


class WebhookRules:
    """How MAX delivers: 200 takes an update, all else is repeated up to ten times, and after 8 hours it gives up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pauses = world.settings.pauses(MAX_RETRY_SECONDS)
        self._patience = PATIENCE_SECONDS * world.settings.time_scale

    def headers(self, parcel: Parcel) -> Mapping[str, str]:
        """The secret, if there is one."""
        hook = self._hook(parcel)
        return {"X-Max-Bot-Api-Secret": hook["secret"]} if hook is not None and hook["secret"] else {}

    def _hook(self, parcel: Parcel) -> sqlite3.Row | None:
        sql = "SELECT * FROM max_subscription WHERE bot = ? AND url = ?"
        return self._world.store.one(sql, (parcel.community, parcel.url))

    def accepted(self, parcel: Parcel, answer: Answer) -> bool:
        """200 and nothing else."""
        return answer.status == 200

    def pause(self, parcel: Parcel, answer: Answer) -> float | None:
        """The schedule's next pause; None when it is over, or the bot has just been unsubscribed."""
        hook = self._hook(parcel)
        if hook is None:
            return None
        since = hook["failing_since"] or real()
        failing(self._world, parcel.community, parcel.url, since=since)
        if real() - since > self._patience:
            unsubscribe(self._world, parcel.community, parcel.url, but=parcel.id)
            return None
        return self._pauses[parcel.attempts] if parcel.attempts < len(self._pauses) else None

    def settled(self, parcel: Parcel, answer: Answer, *, delivered: bool) -> None:
        """Taken, or given up; where nobody is subscribed any more it waits for whoever polls."""
        if delivered:
            failing(self._world, parcel.community, parcel.url, since=None)
            settle(self._world, parcel.receiver, "delivered")
        elif self._hook(parcel) is not None:
            settle(self._world, parcel.receiver, "given_up")
