"""The row of titles of a table, wherever it stands, and which of its columns say what by the words of their titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .base import Line

_TITLE_LENGTH = 60
_LOOKED_AT = 20
"""A table has its titles within its first so many rows, or nowhere."""
_ENOUGH = 2
"""So many titles that we know make a row of titles."""

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Words:
    """How titles speak of something: what a title begins with, holds, and never holds (regular expressions)."""

    begins: str
    holds: str
    never: str = r"(?!)"


def find(head: Sequence[Line], words: Mapping[What, Words], *, known: Collection[str] = ()) -> Line | None:
    """The row among the first ones that has the most titles which we know, by their words or from before."""
    best, most = None, 0
    for line in head[:_LOOKED_AT]:
        titles = [" ".join(cell.split()) for cell in line.cells]
        count = max(len(columns(titles, words)), len(set(known) & set(titles)))
        if count > most:
            best, most = line, count
    return best if most >= _ENOUGH else None


def columns(
    titles: Sequence[str], words: Mapping[What, Words], *, taken: Collection[int] = ()
) -> dict[What, int]:
    """What is spoken of and the column whose title does, the clearest first; each column says one thing."""
    scored = [
        (-score, place, what)
        for what, spoken in words.items()
        for place, title in enumerate(titles)
        if place not in taken and (score := _score(spoken, title))
    ]
    found: dict[What, int] = {}
    used = set(taken)
    for _least, place, what in sorted(scored, key=lambda row: row[:2]):
        if what not in found and place not in used:
            found[what] = place
            used.add(place)
    return found


def headers_of(cells: Sequence[str], width: int) -> list[str]:
    """The titles of so many columns, each once: a column without one is called by its letter, a second one counts."""
    found: list[str] = []
    for place, letter in enumerate(letters(width)):
        title = " ".join(cells[place].split()) if place < len(cells) else ""
        title, count = title or letter, 1
        unique = title
        while unique in found:
            count += 1
            unique = f"{title} ({count})"
        found.append(unique)
    return found


def letters(width: int) -> list[str]:
    """What table programs call their columns: A, B, …, Z, AA, …"""
    first, last = ord("A"), ord("Z")
    single = [chr(code) for code in range(first, last + 1)]
    return (single + [one + other for one in single for other in single])[:width]


def _score(words: Words, title: str) -> int:
    title = title.lower().replace("ё", "е")
    if not title or len(title) > _TITLE_LENGTH or re.search(words.never, title):
        return 0
    return 2 if re.match(words.begins, title) else 1 if re.search(words.holds, title) else 0
