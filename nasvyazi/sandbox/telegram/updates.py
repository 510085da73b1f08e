"""Telling a bot what happened: one queue a bot, that a webhook or getUpdates takes from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.deliveries import Answer, Parcel
from nasvyazi.sandbox.faults import Kind
from nasvyazi.sandbox.settings import TELEGRAM_RETRY_SECONDS
from nasvyazi.sandbox.telegram import people
from nasvyazi.sandbox.telegram.world import NETWORK, Bot, Json, World

KEPT_SECONDS = 86_400.0
_LONGEST_RETRY_AFTER = 3600.0
_HISTORY = 5000
"""How many updates that are over with are remembered, so that the page knows their fate."""


def emit(world: World, bot: Bot, kind: str, body: Json, *, chat: int = 0, message: int | None = None) -> None:
    """Tell a bot something (inside the caller's transaction); `chat` and `message` are what it is about.

    Nothing is told that the bot does not want to hear of (allowed_updates).
    """
    if kind in bot.allowed:
        queue(world, bot, {kind: body}, chat=chat, message=message)


def queue(world: World, bot: Bot, told: Json, *, chat: int = 0, message: int | None = None) -> int:
    """Put an Update into the bot's queue, or what the faults make of it; its update_id, given here if it has none."""
    kind = kind_of(told)
    number = told.get("update_id") or _next_number(world, bot)
    update = {"update_id": number, **told}
    silent = _fault(world, Kind.DROP_DELIVERIES, bot, kind)
    copies = 2 if not silent and _fault(world, Kind.DUPLICATE_DELIVERY, bot, kind) else 1
    late = None if silent else _fault(world, Kind.DELAY_DELIVERIES, bot, kind)
    moment, body = real(), json.dumps(update, ensure_ascii=False)
    for _ in range(copies):
        seq = world.store.insert("tg_update", {
            "bot": bot.id, "update_id": number, "kind": kind, "body": body, "chat": chat,
            "message": message, "state": "dropped" if silent else "waiting", "created": moment,
            "due": moment + (late.seconds if late else 0.0),
        })  # fmt: skip
        if silent:
            _carry(world, bot, seq, reason="silence")
    forget_old(world, bot)
    push(world, bot, chat)
    return int(number)


def _next_number(world: World, bot: Bot) -> int:
    sql = "UPDATE tg_bot SET next_update = next_update + 1 WHERE id = ? RETURNING next_update - 1"
    return int(world.store.value(sql, (bot.id,)))


def kind_of(update: Json) -> str:
    """What an Update tells: the name of its one field beside update_id."""
    return next((name for name in update if name != "update_id"), "")


def _fault(world: World, kind: Kind, bot: Bot, what: str) -> Any:
    return world.faults.take(kind, network=NETWORK, community=bot.id, method=what)


def forget_old(world: World, bot: Bot) -> None:
    """Updates wait for 24 hours (Update of the Bot API)."""
    old = "UPDATE tg_update SET state = 'given_up' WHERE bot = ? AND state = 'waiting' AND created < ?"
    world.store.run(old, (bot.id, real() - KEPT_SECONDS))
    last = world.store.value("SELECT max(seq) FROM tg_update") or 0
    over = "DELETE FROM tg_update WHERE seq <= ? AND state NOT IN ('waiting', 'sending')"
    world.store.run(over, (last - _HISTORY,))


def waiting(world: World, bot: int, *, limit: int = -1) -> list[sqlite3.Row]:
    """What the bot has not taken yet, the oldest first (`limit` -1: all)."""
    sql = "SELECT * FROM tg_update WHERE bot = ? AND state IN ('waiting', 'sending') ORDER BY seq LIMIT ?"
    return world.store.all(sql, (bot, limit))


def settle(world: World, row: sqlite3.Row, state: str) -> None:
    """An update's end: delivered, given_up, dropped."""
    world.store.run("UPDATE tg_update SET state = ? WHERE seq = ?", (state, row["seq"]))


def push(world: World, bot: Bot, chat: int) -> None:
    """Send the next update of a chat to the webhook, unless the one before is still on its way: their order holds."""
    if not bot.url or _one(world, bot, chat, "sending") is not None:
        return
    row = _one(world, bot, chat, "waiting")
    if row is not None:
        world.store.run("UPDATE tg_update SET state = 'sending' WHERE seq = ?", (row["seq"],))
        _carry(world, bot, row["seq"])


def _one(world: World, bot: Bot, chat: int, state: str) -> sqlite3.Row | None:
    sql = "SELECT * FROM tg_update WHERE bot = ? AND state = ? AND chat = ? ORDER BY seq LIMIT 1"
    return world.store.one(sql, (bot.id, state, chat))


def _carry(world: World, bot: Bot, seq: int, *, reason: str = "") -> None:
    row = world.store.one("SELECT * FROM tg_update WHERE seq = ?", (seq,))
    if row is None or not bot.url:
        return
    world.deliveries.add(
        network=NETWORK, community=bot.id, receiver=seq, url=bot.url, kind=row["kind"], body=row["body"],
        event_id=str(row["update_id"]), state="dropped" if reason else "pending", reason=reason,
        after=max(0.0, row["due"] - real()),
    )  # fmt: skip


def point(world: World, bot: Bot, *, url: str, secret: str = "", max_connections: int = 40,
          drop: bool = False) -> Bot:  # fmt: skip
    """Set or ("") remove the webhook: what is not taken yet goes to the new one, waits, or is dropped."""
    with world.store.transaction():
        withdrawn = "DELETE FROM delivery WHERE network = ? AND community = ? AND state = 'pending'"
        world.store.run(withdrawn, (NETWORK, bot.id))
        state = "dropped" if drop else "waiting"
        unsettled = "UPDATE tg_update SET state = ? WHERE bot = ? AND state IN ('waiting', 'sending')"
        world.store.run(unsettled, (state, bot.id))
        pointed = people.update_bot(world, bot.id, url=url, secret=secret, max_connections=max_connections,
                                    last_error_date=None, last_error_message="")  # fmt: skip
        for chat in {row["chat"] for row in waiting(world, bot.id)}:
            push(world, pointed, chat)
        return pointed


class WebhookRules:
    """How Telegram delivers: any 2xx takes an update, all else is repeated until the update is a day old."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pauses = world.settings.pauses(TELEGRAM_RETRY_SECONDS)

    def headers(self, parcel: Parcel) -> Mapping[str, str]:
        """The secret token, if there is one."""
        secret = self._world.store.value("SELECT secret FROM tg_bot WHERE id = ?", (parcel.community,))
        return {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}

    def accepted(self, parcel: Parcel, answer: Answer) -> bool:
        """2xx (setWebhook of the Bot API)."""
        return answer.status is not None and 200 <= answer.status < 300

    def pause(self, parcel: Parcel, answer: Answer) -> float | None:
        """The schedule's next pause, the last one again and again, or what Retry-After asks; None after a day.

        getWebhookInfo shows every refusal, not only the last, so it is noted here.
        """
        people.update_bot(self._world, parcel.community, last_error_date=int(real()),
                          last_error_message=_complaint(answer))  # fmt: skip
        created = self._world.store.value("SELECT created FROM tg_update WHERE seq = ?", (parcel.receiver,))
        if created is None or not self._pauses or real() - created > KEPT_SECONDS:
            return None
        asked = answer.headers.get("retry-after", "")
        if asked.isdecimal():
            return min(float(asked), _LONGEST_RETRY_AFTER) * self._world.settings.time_scale
        return self._pauses[min(parcel.attempts, len(self._pauses) - 1)]

    def settled(self, parcel: Parcel, answer: Answer, *, delivered: bool) -> None:
        """The update is over with; the chat's next one follows."""
        row = self._world.store.one("SELECT * FROM tg_update WHERE seq = ?", (parcel.receiver,))
        if row is not None:
            settle(self._world, row, "delivered" if delivered else "given_up")
            push(self._world, people.bot(self._world, parcel.community), row["chat"])


def _complaint(answer: Answer) -> str:
    """last_error_message as Telegram words it."""
    if answer.status is None:
        return "Read timeout expired" if "Timeout" in answer.text else "Connection refused"
    known = {status.value: status.phrase for status in HTTPStatus}
    return f"Wrong response from the webhook: {answer.status} {known.get(answer.status, '')}".rstrip()
