"""Labelled texts from a file: CSV in the encodings and with the separators that Russian systems write, or XLSX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nasvyazi.cli.words import _
from nasvyazi.domain.understanding.learning import Example
from nasvyazi.toolbox import tables
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

_HEADINGS = ("subject", "heading", "тема", "заголовок")
"""Titles of a column that belongs before the text: people say there what they write about."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of a file that can be learnt from, and how many cannot."""

    examples: list[Example]
    columns: tuple[str, ...]
    """Of which columns the texts were put together."""
    without_text: int
    without_label: int


def read(path: Path, *, text: Sequence[str], label: str) -> Labelled:
    """Texts with their labels. One text column takes a column of headings with it, where the file has one.

    Raises Refusal: no table, no rows, a column that is not there (and which are) or is there twice.
    """
    rows = _rows(path)
    titles = next(rows, None)
    if titles is None:
        raise _unreadable(path, tables.Unreadable("empty"))
    wanted = _with_heading(titles, text)
    places = [_place(path, titles, title) for title in wanted]
    answer = _place(path, titles, label)
    found = Labelled([], tuple(titles[place] for place in places), 0, 0)
    examples, without_text, without_label = found.examples, 0, 0
    for row in rows:
        said = "\n".join(cell for place in places if (cell := _cell(row, place)))
        given = _cell(row, answer)
        without_text += not said
        without_label += bool(said and not given)
        if said and given:
            examples.append(Example(said, given))
    if not examples:
        raise Refusal(
            gettext_noop("{file} has no row with both a text and a label in “{label}”."),
            file=path,
            label=label,
        )
    return Labelled(examples, found.columns, without_text, without_label)


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        for row in tables.rows(path, sheet=0, after=0):
            yield [tables.told(value) for value in row.values]
    except tables.Unreadable as error:
        raise _unreadable(path, error) from error
    except OSError as error:
        raise Refusal(gettext_noop("{file} cannot be read: {why}."), file=path, why=error.strerror) from error


def _unreadable(path: Path, error: tables.Unreadable) -> Refusal:
    why = _(tables.WHY[error.code]).format(at=error.at)
    return Refusal(gettext_noop("{file} cannot be read. {why}"), file=path, why=why)


def _with_heading(titles: Sequence[str], text: Sequence[str]) -> list[str]:
    heading = [title for title in titles if title.casefold() in _HEADINGS]
    return [*heading[:1], *text] if len(text) == 1 and heading and text[0] not in heading else list(text)


def _place(path: Path, titles: Sequence[str], title: str) -> int:
    places = [place for place, one in enumerate(titles) if one.casefold() == title.casefold()]
    if len(places) > 1:
        raise Refusal(
            gettext_noop("{file} has several columns “{column}”: leave one of them."), file=path, column=title
        )
    if not places:
        raise Refusal(
            gettext_noop("{file} has no column “{column}”; it has: {columns}."),
            file=path,
            column=title,
            columns=", ".join(one for one in titles if one) or "-",
        )
    return places[0]


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
