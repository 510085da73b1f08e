"""Which column of a table says what: found by the words of its titles, and by what was confirmed before."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_COLUMNS = 60
_TITLE_LENGTH = 60
_LOOKED_AT = 20
"""A table has its titles within its first so many rows, or nowhere."""
_ENOUGH = 2
"""So many titles that we know make a row of titles."""


class Field(TextChoices):
    """What a column can say of a case."""

    NUMBER = "number", _("Number")
    LINK = "url", _("Link")
    TEXT = "text", _("Text")
    AUTHOR = "author", _("Author")
    REGISTERED = "registered_at", _("Date")
    DEADLINE = "deadline", _("Deadline")
    STATE = "state", _("State")


@dataclass(frozen=True, slots=True)
class _Words:
    """How titles speak of a field: what a title begins with, holds, and never holds."""

    begins: str
    holds: str
    never: str = r"(?!)"


_KNOWN: Mapping[Field, _Words] = {
    Field.NUMBER: _Words(
        r"номер|№|n\b|id\b|ид\b|код\b|number|рег\S* (?:номер|№)",
        r"номер|№|\bid\b",
        r"телефон|дом|кварт|округ|участк",
    ),
    Field.LINK: _Words(
        r"ссылк|url|link|адрес (?:сообщ|публик|пост)", r"ссылк|\burl\b|link", r"автор|профил|ответ"
    ),
    Field.TEXT: _Words(
        r"текст|сообщение|содержание|суть|описание|вопрос|text",
        r"текст|содержан|\bсуть",
        r"ответ|комментари|номер|№|тем[аы]",
    ),
    Field.AUTHOR: _Words(
        r"автор|заявител|фио|ф\.и\.о|пользовател|от кого|author",
        r"автор|заявител|фио",
        r"телефон|почт|ссылк|адрес|\bid\b",
    ),
    Field.REGISTERED: _Words(
        r"дата$|дата (?:обращ|созд|регистр|поступ|сообщ|публик)|создан|поступил|зарегистрир|date",
        r"\bдата\b",
        r"срок|ответ|закры|исполн|решен|измен|контрол|рожд|до\b",
    ),
    Field.DEADLINE: _Words(
        r"срок|крайний|контрольн|исполнить до|ответить до|дедлайн|deadline|due|плановая дата",
        r"\bсрок|дедлайн",
        r"нарушен|просроч",
    ),
    Field.STATE: _Words(r"статус|состояни|стади|этап|state|status", r"статус|состояни", r"дата"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as texts, and its line in the file."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out. `gone`: titles that were confirmed before and are not there: field → title."""

    header_line: int
    """0 = no row of titles was found: the columns are called by their letters."""
    headers: Sequence[str]
    columns: Mapping[Field, int]
    gone: Mapping[Field, str] = field(default_factory=dict)


def guess(head: Sequence[Line], *, known: Mapping[str, str], seen: Collection[str] = ()) -> Layout:
    """How a table is laid out, by its first rows.

    `known`: a Field's value → the title that a person has confirmed; `seen`: the titles among which they chose.
    """
    width = min(max((len(line.cells) for line in head), default=0), MAX_COLUMNS)
    titles = _titles(head, set(known.values()))
    headers = headers_of(titles.cells, width) if titles is not None else letters(width)
    places = {title: place for place, title in enumerate(headers)}
    confirmed = {Field(name): places[title] for name, title in known.items() if title in places}
    gone = {Field(name): title for name, title in known.items() if title not in places}
    # What a person has left out is not guessed anew; what is new to them is.
    settled = {place for title, place in places.items() if title in seen} | set(confirmed.values())
    if titles is None:
        guessed = {} if confirmed else _by_contents(head, width)
    else:
        guessed = _by_words(headers, [one for one in Field if one not in confirmed], taken=settled)
    return Layout(titles.number if titles is not None else 0, headers, {**confirmed, **guessed}, gone)


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


def _titles(head: Sequence[Line], known: set[str]) -> Line | None:
    best, most = None, 0
    for line in head[:_LOOKED_AT]:
        titles = [" ".join(cell.split()) for cell in line.cells]
        count = max(len(_by_words(titles, list(Field), taken=set())), len(known & set(titles)))
        if count > most:
            best, most = line, count
    return best if most >= _ENOUGH else None


def _by_words(titles: Sequence[str], wanted: Sequence[Field], *, taken: set[int]) -> dict[Field, int]:
    """Fields and the columns whose titles speak of them, the clearest first; each column says one thing."""
    scored = [
        (-score, place, one)
        for one in wanted
        for place, title in enumerate(titles)
        if place not in taken and (score := _score(_KNOWN[one], title))
    ]
    found: dict[Field, int] = {}
    used = set(taken)
    for _least, place, one in sorted(scored, key=lambda row: row[:2]):
        if one not in found and place not in used:
            found[one] = place
            used.add(place)
    return found


def _score(words: _Words, title: str) -> int:
    title = title.lower().replace("ё", "е")
    if not title or len(title) > _TITLE_LENGTH or re.search(words.never, title):
        return 0
    return 2 if re.match(words.begins, title) else 1 if re.search(words.holds, title) else 0


def _by_contents(head: Sequence[Line], width: int) -> dict[Field, int]:
    """In a table without titles an address is known by itself; the rest a person has to say."""
    for place in range(width):
        cells = [line.cells[place] for line in head if place < len(line.cells) and line.cells[place]]
        if cells and all(cell.startswith(("http://", "https://")) for cell in cells):
            return {Field.LINK: place}
    return {}
