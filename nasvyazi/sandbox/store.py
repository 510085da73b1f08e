"""Where a practice network remembers its world: one SQLite file, written from the event loop's thread only.

A transaction here never waits for anything but the disk, so no `await` stands inside one and no lock is needed.
The file outlives the process on purpose: numbers that were given out must never be given out again, or the
product would rightly take a new message for an old one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nasvyazi.sandbox.signals import Signal

Params = Mapping[str, Any] | tuple[Any, ...]

VERSION = 1
"""Of the tables. Raise it with any change to them, and say in `Store` how an older world becomes a newer one."""
_COUNTERS = "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"


class OtherVersion(Exception):
    """The file was made by another version of the program."""


class Store:
    """A SQLite file with transactions that may be nested (the outermost one commits) and tell of each commit."""

    def __init__(self, path: Path) -> None:
        self.changed = Signal()
        self._depth = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        # What a killed process wrote is safe in the operating system's hands; only a power cut could lose it.
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON", "cache_size=-20000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._check_version(path)
        self._db.execute(_COUNTERS)

    def _check_version(self, path: Path) -> None:
        found = self.value("PRAGMA user_version")
        if found == 0 and self.value("SELECT count(*) FROM sqlite_master") == 0:
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        elif found != VERSION:
            self._db.close()
            raise OtherVersion(
                f"{path} was made by another version of the practice networks. Move it away to go on."
            )

    def close(self) -> None:
        """Close the file; nothing is pending, every transaction was committed when it ended."""
        self._db.close()

    def script(self, sql: str) -> None:
        """Create a network's tables (`CREATE TABLE IF NOT EXISTS …`)."""
        self._db.executescript(sql)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Whoever waits on `changed` is told after the outermost commit."""
        if self._depth:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
            self.changed.tell()
        finally:
            self._depth = 0

    def all(self, sql: str, params: Params = ()) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._db.execute(sql, params).fetchall()

    def one(self, sql: str, params: Params = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, params).fetchone()
        return row

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, params)
        return None if row is None else row[0]

    def run(self, sql: str, params: Params = ()) -> int:
        """One statement; how many rows it changed."""
        return self._db.execute(sql, params).rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """One row; its rowid. Table and column names come from the code, never from a request."""
        columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        done = self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608
        return int(done.lastrowid or 0)

    def next(self, name: str, *, start: int = 1) -> int:
        """The next number of a named series. Never the same twice, not even after a restart or a reset."""
        sql = (
            "INSERT INTO counter (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self.value(sql, (name, start)))

    def last(self, name: str) -> int:
        """The last number given out in a series; 0 if none was."""
        return int(self.value("SELECT value FROM counter WHERE name = ?", (name,)) or 0)


def marks(values: Iterable[object]) -> str:
    """`?, ?, ?` for an IN list of these values."""
    return ", ".join("?" for _ in values)
