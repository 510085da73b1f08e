"""A row of a table read as a case: what it says, and what of it was not understood."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nasvyazi.toolbox import links
from nasvyazi.toolbox.tables import Row, Value, told
from nasvyazi.toolbox.tables.titles import letters

from . import dates
from .columns import Field
from .models import AUTHOR_LENGTH, NUMBER_LENGTH, STATE_LENGTH, URL_LENGTH, ImportRemark

Code = ImportRemark.Code
_WORD = re.compile(r"\w+")
_TELLING = 25
"""A text of fewer letters is written by many: it tells no matter from another."""
_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Remark:
    """What has to be said about a row."""

    line: int
    code: Code
    detail: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of a case: `values` by the names of ExternalCase's fields, only of columns that there are."""

    line: int
    number: str
    values: Mapping[str, Any]
    raw: Mapping[str, str]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one table."""

    headers: Sequence[str]
    columns: Mapping[str, int]
    closed_words: Sequence[str]

    def read(self, row: Row) -> Told | Remark | None:
        """The case that a row tells of; why it tells of none; None for a row that repeats the titles."""
        raw = self._raw(row)
        number = told(self._cell(row, Field.NUMBER))
        if number == self.headers[self.columns[Field.NUMBER]]:
            return None
        if not number or len(number) > NUMBER_LENGTH:
            code = Code.LONG_NUMBER if number else Code.NO_NUMBER
            return Remark(row.line, code, number[:_DETAIL], raw)
        remarks: list[Remark] = []

        def remark(code: Code, detail: str) -> None:
            remarks.append(Remark(row.line, code, detail[:_DETAIL], raw))

        values: dict[str, Any] = {}
        if Field.LINK in self.columns:
            values |= _address(told(self._cell(row, Field.LINK)), remark)
        for field, code in ((Field.REGISTERED, Code.DATE_UNCLEAR), (Field.DEADLINE, Code.DEADLINE_UNCLEAR)):
            if field in self.columns:
                values[field.value] = _moment(self._cell(row, field), field, code, remark)
        values |= self._words(row)
        return Told(row.line, number, values, raw, remarks)

    def _words(self, row: Row) -> dict[str, Any]:
        words: dict[str, Any] = {}
        if Field.TEXT in self.columns:
            words["text"] = told(self._cell(row, Field.TEXT))
        if Field.AUTHOR in self.columns:
            words["author"] = " ".join(told(self._cell(row, Field.AUTHOR)).split())[:AUTHOR_LENGTH]
        if Field.STATE in self.columns:
            state = " ".join(told(self._cell(row, Field.STATE)).split())
            words |= {"state": state[:STATE_LENGTH], "is_closed": is_closed(state, self.closed_words)}
        return words

    def _cell(self, row: Row, field: Field) -> Value:
        place = self.columns.get(field.value)
        return row.values[place] if place is not None and place < len(row.values) else None

    def _raw(self, row: Row) -> dict[str, str]:
        width, known = len(row.values), len(self.headers)
        titles = self.headers if width <= known else [*self.headers, *letters(width)[known:]]
        return {title: told(value) for title, value in zip(titles, row.values, strict=False)}


def in_order(raw: Mapping[str, str], headers: Sequence[str]) -> list[tuple[str, str]]:
    """The cells of a row that say anything, in the order of their table's columns: the database keeps none."""
    places = {title: place for place, title in enumerate(headers)}
    cells = [(title, cell) for title, cell in raw.items() if cell]
    return sorted(cells, key=lambda cell: places.get(cell[0], len(places)))


def is_closed(state: str, closed_words: Sequence[str]) -> bool:
    """Whether a state's words say that the case is over: "Закрыто", "решено частично", and not "не решено"."""
    state = plain(state)
    starts = "|".join(re.escape(plain(word)) for word in closed_words if word.strip())
    return bool(starts) and re.search(rf"(?<!\bне )\b(?:{starts})", state) is not None


def plain(text: str) -> str:
    """A text as it is compared: small letters, no marks, one space."""
    return " ".join(_WORD.findall(text.lower().replace("ё", "е")))


def same_author(one: str, other: str) -> bool:
    """Whether two names have the same words, in whatever order."""
    mine, theirs = set(plain(one).split()), set(plain(other).split())
    return len(mine) > 1 and mine == theirs


def is_telling(text: str) -> bool:
    """Whether a text is long enough to be known by."""
    return len(plain(text)) >= _TELLING


def fingerprint(*, link: str, text: str, author: str) -> str:
    """The same of two cases: the same link, words and author. "" when they say too little to tell by."""
    words = plain(text)
    if len(words) < _TELLING or not (link or author):
        return ""
    return hashlib.sha256("\n".join((link, words, plain(author))).encode()).hexdigest()


def _address(cell: str, remark: Any) -> dict[str, str]:
    url = links.find(cell)
    if (cell and not url) or len(url) > URL_LENGTH:
        remark(Code.LINK_UNCLEAR, cell)
        url = ""
    return {"url": url, "link": links.canonical(url)}


def _moment(cell: Value, field: Field, code: Code, remark: Any) -> datetime | None:
    moment = dates.read(cell, end_of_day=field == Field.DEADLINE)
    if moment is None and told(cell):
        remark(code, told(cell))
    return moment
