"""What a table consists of, whatever its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..refusal import gettext_noop
from ..text import storable

MAX_COLUMNS = 60
Value = str | int | float | bool | datetime | date | time | timedelta | None


WHY: dict[str, str] = {
    "empty": gettext_noop("There is not one filled row in the file. Export it anew and look into it."),
    "too_many_rows": gettext_noop(
        "There are {at} rows, and 200,000 at most are read at once. Split the file."
    ),
    "too_large": gettext_noop("The file is larger than {at} MB. Split it."),
    "unpacks_too_large": gettext_noop("Unpacked, the file is far larger than a table is: export it anew."),
    "damaged": gettext_noop(
        "The file cannot be opened: it is damaged or has a password ({at}). Get it anew."
    ),
    "old_workbook": gettext_noop(
        "This is an old .xls workbook, or one with a password. Open it in a table program and save it as XLSX or CSV."
    ),
    "web_page": gettext_noop(
        "This is a web page that only calls itself a table. Open it in a table program and save it as XLSX or CSV."
    ),
    "no_table": gettext_noop("This is neither an XLSX workbook nor a CSV."),
    "encoding": gettext_noop(
        "The file is no Russian text in any usual encoding. Open it in a table program and save it as XLSX."
    ),
    "quote_open": gettext_noop(
        "In the row that begins in line {at} a cell is longer than 131,072 characters: a quotation mark in it may not "
        "be closed."
    ),
}
"""For each code its msgid with {at}; the face that shows it translates. Whoever knows more of a file has words of its
own."""


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
