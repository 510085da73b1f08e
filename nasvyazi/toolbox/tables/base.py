"""What a table consists of, whatever its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..text import storable

MAX_COLUMNS = 60
Value = str | int | float | bool | datetime | date | time | timedelta | None


class Unreadable(Exception):
    """A file is no table that we can read. `code` says why, `at` what the sentence about it names."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.at = at


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line as a table program counts it, and its cells."""

    line: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as texts, and its line in the file."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file. `rows` begins anew each time; `count` is about how many there are."""

    name: str
    count: int
    rows: Callable[[], Iterator[Row]]


def told(value: Value) -> str:
    """What a cell says, as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y" if value.time() == time(0) else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return storable(str(value)).strip()
