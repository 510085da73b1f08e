"""Carrying events to the product's webhooks, with every network's own schedule, and a log of each attempt.

A delivery is a row first and a request second: a server that is killed goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.settings import Settings
from nasvyazi.sandbox.store import Store

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    community INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'given_up', 'dropped')),
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    next_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (url, next_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS delivery_soonest ON delivery (next_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS delivery_of_community ON delivery (network, community, id);
CREATE INDEX IF NOT EXISTS delivery_of_event ON delivery (event_id);
CREATE TABLE IF NOT EXISTS attempt (
    delivery INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    seconds REAL NOT NULL,
    status INTEGER,
    answer TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) WITHOUT ROWID;
"""
_ANSWER_KEPT = 300
_LOG_KEPT = 20_000


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One event on its way to one receiver."""

    id: int
    community: int
    receiver: int
    url: str
    kind: str
    event_id: str
    body: str
    attempts: int
    """How many attempts were made before this one."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: `status` is None when nothing did, `text` then says why."""

    status: int | None
    text: str
    headers: Mapping[str, str]
    seconds: float


class Rules(Protocol):
    """What a network does its own way."""

    def headers(self, parcel: Parcel) -> Mapping[str, str]:
        """Headers of the next attempt besides Content-Type."""

    def accepted(self, parcel: Parcel, answer: Answer) -> bool:
        """Whether the receiver has taken the event."""

    def pause(self, parcel: Parcel, answer: Answer) -> float | None:
        """Seconds until the next attempt after a refused one; None = give up."""

    def settled(self, parcel: Parcel, answer: Answer, *, delivered: bool) -> None:
        """Called in the same transaction when a delivery has ended one way or the other."""


class Deliveries:
    """The queue of all networks' webhook deliveries."""

    def __init__(self, store: Store, settings: Settings) -> None:
        store.script(SCHEMA)
        self._store = store
        self._settings = settings
        self._rules: dict[str, Rules] = {}
        self._flying: dict[int, str] = {}
        self._urls = {
            row[0] for row in store.all("SELECT DISTINCT url FROM delivery WHERE state = 'pending'")
        }
        self._tasks: set[asyncio.Task[None]] = set()
        with store.transaction():
            store.run(
                "DELETE FROM delivery WHERE state <> 'pending' AND id <= (SELECT max(id) FROM delivery) - ?",
                (_LOG_KEPT,),
            )

    def register(self, network: str, rules: Rules) -> None:
        """Tell how `network` delivers."""
        self._rules[network] = rules

    def add(self, *, network: str, community: int, receiver: int, url: str, kind: str, event_id: str,
            body: str, state: str = "pending", reason: str = "", after: float = 0.0) -> int:  # fmt: skip
        """Queue one delivery (inside the caller's transaction); `state="dropped"` only logs it with a reason."""
        moment = real()
        self._urls.add(url)
        values = {
            "network": network, "community": community, "receiver": receiver, "url": url, "kind": kind,
            "event_id": event_id, "body": body, "state": state, "reason": reason,
            "created": moment, "next_at": moment + after,
        }  # fmt: skip
        return self._store.insert("delivery", values)

    async def run(self) -> None:
        """Deliver until the server stops."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=64)
        async with httpx.AsyncClient(
            timeout=self._settings.webhook_seconds, limits=limits, trust_env=False
        ) as client:
            try:
                while not self._store.changed.closed:
                    seen = self._store.changed.version
                    self._start_due(client)
                    await self._store.changed.wait(seen, self._seconds_to_next())
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start_due(self, client: httpx.AsyncClient) -> None:
        busy = Counter(self._flying.values())
        for url in self._urls:
            free = self._settings.parallel - busy[url]
            if free <= 0:
                continue
            sql = (
                "SELECT * FROM delivery WHERE state = 'pending' AND url = ? AND next_at <= ? "
                "ORDER BY next_at, id LIMIT ?"
            )
            due = self._store.all(sql, (url, real(), self._settings.parallel))
            for row in [row for row in due if row["id"] not in self._flying][:free]:
                self._flying[row["id"]] = url
                task = asyncio.create_task(self._deliver(client, row["network"], _parcel(row)))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _seconds_to_next(self) -> float:
        sql = "SELECT min(next_at) FROM delivery WHERE state = 'pending' AND next_at > ?"
        soonest = self._store.value(sql, (real(),))
        return 60.0 if soonest is None else min(60.0, max(0.005, soonest - real()))

    async def _deliver(self, client: httpx.AsyncClient, network: str, parcel: Parcel) -> None:
        rules = self._rules[network]
        try:
            answer = await _post(client, parcel, rules.headers(parcel))
        finally:
            self._flying.pop(parcel.id, None)
        with self._store.transaction():
            self._record(rules, parcel, answer)

    def _record(self, rules: Rules, parcel: Parcel, answer: Answer) -> None:
        number = parcel.attempts + 1
        counted = "UPDATE delivery SET attempts = ? WHERE id = ? AND state = 'pending'"
        if not self._store.run(counted, (number, parcel.id)):
            return  # reset or withdrawn while the request was on the road
        self._store.insert("attempt", {
            "delivery": parcel.id, "number": number, "at": real() - answer.seconds, "seconds": answer.seconds,
            "status": answer.status, "answer": answer.text[:_ANSWER_KEPT],
        })  # fmt: skip
        delivered = rules.accepted(parcel, answer)
        pause = None if delivered else rules.pause(parcel, answer)
        if pause is not None:
            self._store.run("UPDATE delivery SET next_at = ? WHERE id = ?", (real() + pause, parcel.id))
            return
        state = "delivered" if delivered else "given_up"
        self._store.run("UPDATE delivery SET state = ? WHERE id = ?", (state, parcel.id))
        rules.settled(parcel, answer, delivered=delivered)
        log.debug("%s %s to %s: %s after %d", parcel.kind, parcel.event_id, parcel.url, state, number)

    def log(self, *, network: str, community: int | None, limit: int) -> list[dict[str, Any]]:
        """The newest deliveries first, each with its attempts."""
        sql = "SELECT * FROM delivery WHERE network = :network"
        if community is not None:
            sql += " AND community = :community"
        params = {"network": network, "community": community, "limit": limit}
        rows = self._store.all(sql + " ORDER BY id DESC LIMIT :limit", params)
        return [_line(row, self._attempts(row["id"])) for row in rows]

    def _attempts(self, delivery: int) -> Sequence[sqlite3.Row]:
        return self._store.all("SELECT * FROM attempt WHERE delivery = ? ORDER BY number", (delivery,))

    def forget(self, *, network: str, community: int) -> None:
        """Drop a community's queue and log (a reset)."""
        self._store.run("DELETE FROM delivery WHERE network = ? AND community = ?", (network, community))


async def _post(client: httpx.AsyncClient, parcel: Parcel, headers: Mapping[str, str]) -> Answer:
    """One attempt. Never raises for what a receiver or the road to it does wrong."""
    started = real()
    try:
        response = await client.post(
            parcel.url, content=parcel.body.encode(), headers={"Content-Type": "application/json", **headers}
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"{type(error).__name__}: {error}".rstrip(": ")
        return Answer(status=None, text=why, headers={}, seconds=real() - started)
    text = response.content.decode("utf-8", "replace")
    return Answer(status=response.status_code, text=text, headers=response.headers, seconds=real() - started)


def _parcel(row: sqlite3.Row) -> Parcel:
    names = ("id", "community", "receiver", "url", "kind", "event_id", "body", "attempts")
    return Parcel(**{name: row[name] for name in names})


def _line(row: sqlite3.Row, attempts: Sequence[sqlite3.Row]) -> dict[str, Any]:
    names = ("id", "community", "url", "kind", "event_id", "state", "reason", "created")
    line: dict[str, Any] = {name: row[name] for name in names}
    line["next_at"] = row["next_at"] if row["state"] == "pending" else None
    line["attempts"] = [
        {name: attempt[name] for name in ("number", "at", "seconds", "status", "answer")}
        for attempt in attempts
    ]
    return line


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel a running task and wait until it has ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
