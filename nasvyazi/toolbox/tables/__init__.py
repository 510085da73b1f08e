"""Tables that people bring, XLSX and CSV, read row by row and whatever state they are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from . import separated
from .base import MAX_COLUMNS, WHY, Line, Row, Sheet, Unreadable, Value, told

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "WHY",
    "Head",
    "Line",
    "Row",
    "Unreadable",
    "Value",
    "heads",
    "rows",
    "told",
]

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 200_000
_SHOWN_ROWS = 20
_SHOWN_CELL = 200
_SHOWN_SHEETS = 10


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of one sheet and about how many there are."""

    sheet: int
    """Its place among all sheets of the file, counted from 0."""
    name: str
    count: int
    lines: list[Line]


def heads(path: Path) -> list[Head]:
    """The first rows of every sheet that has any. Raises Unreadable: also when none has."""
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("too_large", str(MAX_BYTES // 1024**2))
    found = []
    for place, sheet in enumerate(_sheets(path)[:_SHOWN_SHEETS]):
        first = [_line(row) for row in islice(_filled(sheet), _SHOWN_ROWS)]
        if first:
            found.append(Head(place, sheet.name, sheet.count, first))
    if not found:
        raise Unreadable("empty")
    large = [head for head in found if head.count > MAX_ROWS]
    if len(large) == len(found):
        raise Unreadable("too_many_rows", str(large[0].count))
    return [head for head in found if head.count <= MAX_ROWS]


def rows(path: Path, *, sheet: int, after: int) -> Iterator[Row]:
    """The rows of a sheet that hold anything, behind a line. Raises Unreadable, also in the middle."""
    return (row for row in _filled(_sheets(path)[sheet]) if row.line > after)


def _sheets(path: Path) -> list[Sheet]:
    with path.open("rb") as handle:
        start = handle.read(4096)
    if start.startswith(b"PK"):
        # Ten megabytes in each process that may never read one.
        from . import workbook

        return workbook.sheets(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_workbook")
    if (
        start.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
        .lower()
        .startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta"))
    ):
        raise Unreadable("web_page")
    return separated.sheets(path)


def _filled(sheet: Sheet) -> Iterator[Row]:
    return (row for row in sheet.rows() if any(value not in (None, "") for value in row.values))


def _line(row: Row) -> Line:
    return Line(row.line, [told(value)[:_SHOWN_CELL] for value in row.values[:MAX_COLUMNS]])
