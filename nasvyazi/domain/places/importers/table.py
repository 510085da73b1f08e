"""CSV and XLSX: a row a house, the columns named by a person or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from nasvyazi.toolbox import tables
from nasvyazi.toolbox.tables import Line, Unreadable, Value, told

from ..kinds import STREET_WORDS
from ..remarks import Code, Remark
from .base import Choice, Row
from .columns import Field, Layout, lay_out

_WHOLE = re.compile(r"(\d+)[.,]0+")
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_DAY_MONTH = re.compile(r"(\d{1,2})[.\-](" + "|".join(_MONTHS) + r")\w*\.?", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(" + "|".join(_MONTHS) + r")\w*\.?[.\-](\d{2})", re.IGNORECASE)
_CENTURY = range(1930, 2000)
"""«2/49» becomes 1 February 1949; a year of our days is the one in which «1/2» was typed."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a table before it is read: its first rows and how it is laid out."""

    head: tables.Head
    layout: Layout


def look(path: Path, columns: Mapping[str, str]) -> Looked:
    """The first sheet that has streets and houses, else the first one.

    Raises Unreadable, ColumnsMissing, ColumnUnknown.
    """
    found = tables.heads(path)
    laid_out = [Looked(head, lay_out(head.lines, columns)) for head in found[:1]]
    if laid_out[0].layout.missing:
        laid_out += [Looked(head, lay_out(head.lines, columns)) for head in found[1:]]
    return next((one for one in laid_out if not one.layout.missing), laid_out[0])


def rows(path: Path, choice: Choice) -> Iterator[Row | Remark]:
    """Every row below the titles. Raises Unreadable, ColumnsMissing, ColumnUnknown."""
    looked = look(path, choice.columns)
    looked.layout.ensure_whole()
    reader = _Reader(looked.layout)
    above: Row | None = None
    for found in tables.rows(path, sheet=looked.head.sheet, after=looked.layout.header_line):
        row = reader.read(found)
        if above is not None and _may_be_of_street_above(row, above):
            yield Remark(row.line, Code.NO_STREET, row.verbatim)
            continue
        above = row
        yield row
    if above is None:
        raise Unreadable("no_rows")


def _may_be_of_street_above(row: Row, above: Row) -> bool:
    """Whether a street stands in a row above, and this one names none in the same settlement.

    Cells that were merged come out empty in a CSV, and people leave out what repeats: of such a house nobody can say
    whether it stands in that street or right in the village.
    """
    return bool(above.street and not row.street and row.house and row.settlement in ("", above.settlement))


@dataclass(frozen=True, slots=True)
class _Reader:
    layout: Layout

    def read(self, row: tables.Row) -> Row:
        """What a row tells; whether it can be understood is seen later, in one place for all sources."""

        def cell(field: Field) -> Value:
            place = self.layout.columns.get(field)
            return row.values[place] if place is not None and place < len(row.values) else None

        number, is_date = house_of(cell(Field.HOUSE))
        return Row(
            line=row.line,
            verbatim=" · ".join(text for value in row.values if (text := told(value))),
            street=told(cell(Field.STREET)),
            kind=STREET_WORDS.get(told(cell(Field.KIND)).rstrip(".").lower()),
            settlement=told(cell(Field.SETTLEMENT)),
            former_names=_names(told(cell(Field.FORMER))),
            aliases=_names(told(cell(Field.ALIAS))),
            house=number
            and number
            + _parts(told(cell(Field.BUILDING)), told(cell(Field.STRUCTURE)), told(cell(Field.LETTER))),
            is_date=is_date,
            latitude=_coordinate(cell(Field.LATITUDE)),
            longitude=_coordinate(cell(Field.LONGITUDE)),
            manager=told(cell(Field.MANAGER)),
        )


def house_of(value: Value) -> tuple[str, bool]:
    """The number that a cell holds, and whether a table program had made a date of it.

    49.0 is 49; 1 February of a year of ours was «1/2» (in Russian programs the day comes first), of 1949 «2/49».
    """
    if isinstance(value, datetime | date):
        is_month_first = value.day == 1 and value.year in _CENTURY
        return f"{value.month}/{value.year % 100}" if is_month_first else f"{value.day}/{value.month}", True
    text = told(value)
    if whole := _WHOLE.fullmatch(text):
        return whole[1], False
    if found := _DAY_MONTH.fullmatch(text):
        return f"{int(found[1])}/{_month(found[2])}", True
    if found := _MONTH_YEAR.fullmatch(text):
        return f"{_month(found[1])}/{int(found[2])}", True
    return text, False


def _month(word: str) -> int:
    return _MONTHS.index(word.lower()) + 1


def _parts(building: str, structure: str, letter: str) -> str:
    """What stands in columns of its own, as one writes it behind the number; a dash says that there is none."""
    told_ = (("к", building), ("стр", structure), ("лит", letter))
    cleaned = ((word, _WHOLE.sub(r"\1", part).strip("-— ")) for word, part in told_)
    return "".join(f" {word}{part}" for word, part in cleaned if part)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in re.split(r"[;,]", cell) if name.strip())


def _coordinate(value: Value) -> str | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return told(value) or None


def shown(looked: Looked) -> list[Line]:
    """The first rows below the titles, for a person to see what stands in which column."""
    return [line for line in looked.head.lines if line.number > looked.layout.header_line]
