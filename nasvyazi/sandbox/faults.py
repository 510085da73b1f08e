"""Faults on switches: what goes wrong on purpose, where, and how many more times."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from nasvyazi.sandbox.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    community INTEGER,
    method TEXT,
    kind TEXT NOT NULL,
    code INTEGER,
    seconds REAL NOT NULL,
    times INTEGER CHECK (times > 0)
);
"""


class Kind(StrEnum):
    """What can go wrong. `*_BEFORE`: nothing was accepted; `*_AFTER`: accepted, and the answer is lost."""

    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    HTTP_500_BEFORE = "http_500_before"
    HTTP_500_AFTER = "http_500_after"
    ERROR = "error"
    CAPTCHA = "captcha"
    DELAY = "delay"
    DUPLICATE_DELIVERY = "duplicate_delivery"
    DROP_DELIVERIES = "drop_deliveries"
    DELAY_DELIVERIES = "delay_deliveries"
    LONGPOLL_FAILED = "longpoll_failed"
    CONFLICT = "conflict"
    NOT_READY = "attachment_not_ready"
    FILE_GONE = "file_gone"
    FILE_ELSEWHERE = "file_elsewhere"
    FILE_HUGE = "file_huge"
    FILE_LIES = "file_lies"
    FILE_DRIPS = "file_drips"


OF_CALLS = frozenset({
    Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER, Kind.HTTP_500_BEFORE, Kind.HTTP_500_AFTER,
    Kind.ERROR, Kind.CAPTCHA, Kind.DELAY,
})  # fmt: skip
"""Faults that meet a call of the product; the others meet what the network tells the product."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One switch. `community` or `method` None = any; `times` None = until switched off.

    `method` may name several, separated by commas.
    """

    id: int
    network: str
    kind: Kind
    community: int | None
    method: str | None
    code: int | None
    seconds: float
    times: int | None

    def as_json(self) -> dict[str, Any]:
        """The fault as the control API shows it."""
        return asdict(self)


class Faults:
    """The switches of all networks; kept over a restart like everything else."""

    def __init__(self, store: Store) -> None:
        store.script(SCHEMA)
        self._store = store

    def add(self, *, network: str, kind: Kind, community: int | None = None, method: str | None = None,
            code: int | None = None, seconds: float = 0.0, times: int | None = None) -> Fault:  # fmt: skip
        """Switch a fault on."""
        values = {
            "network": network, "kind": kind.value, "community": community, "method": method,
            "code": code, "seconds": seconds, "times": times,
        }  # fmt: skip
        with self._store.transaction():
            number = self._store.insert("fault", values)
        return Fault(id=number, network=network, kind=kind, community=community, method=method,
                     code=code, seconds=seconds, times=times)  # fmt: skip

    def on(self, *, network: str) -> list[Fault]:
        """What is switched on, oldest first."""
        rows = self._store.all("SELECT * FROM fault WHERE network = ? ORDER BY id", (network,))
        return [_fault(row) for row in rows]

    def off(self, *, network: str, number: int | None = None) -> int:
        """Switch one fault or all off; how many were on."""
        with self._store.transaction():
            if number is None:
                return self._store.run("DELETE FROM fault WHERE network = ?", (network,))
            return self._store.run("DELETE FROM fault WHERE network = ? AND id = ?", (network, number))

    def take(
        self, *kinds: Kind, network: str, community: int | None, method: str | None = None
    ) -> Fault | None:
        """The oldest fault of these kinds that meets this call or event, if any; counts it as used once."""
        sql = "SELECT * FROM fault WHERE network = ? AND (community IS NULL OR community IS ?) ORDER BY id"
        for row in self._store.all(sql, (network, community)):
            if row["kind"] in kinds and (row["method"] is None or method in row["method"].split(",")):
                self._use(row)
                return _fault(row)
        return None

    def _use(self, row: sqlite3.Row) -> None:
        if row["times"] is None:
            return
        with self._store.transaction():
            self._store.run("UPDATE fault SET times = times - 1 WHERE id = ? AND times > 1", (row["id"],))
            if row["times"] == 1:
                self._store.run("DELETE FROM fault WHERE id = ?", (row["id"],))


def _fault(row: sqlite3.Row) -> Fault:
    return Fault(**{**dict(row), "kind": Kind(row["kind"])})
