"""Which column of a table says what: found by the words of its titles, and by what was confirmed before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox.tables import MAX_COLUMNS, Line, titles
from nasvyazi.toolbox.tables.titles import Words


class Field(TextChoices):
    """What a column can say of a case."""

    NUMBER = "number", _("Number")
    LINK = "url", _("Link")
    TEXT = "text", _("Text")
    AUTHOR = "author", _("Author")
    REGISTERED = "registered_at", _("Date")
    DEADLINE = "deadline", _("Deadline")
    STATE = "state", _("State")


_KNOWN: Mapping[Field, Words] = {
    Field.NUMBER: Words(
        r"номер|№|n\b|id\b|ид\b|код\b|number|рег\S* (?:номер|№)",
        r"номер|№|\bid\b",
        r"телефон|дом|кварт|округ|участк",
    ),
    Field.LINK: Words(
        r"ссылк|url|link|адрес (?:сообщ|публик|пост)", r"ссылк|\burl\b|link", r"автор|профил|ответ"
    ),
    Field.TEXT: Words(
        r"текст|сообщение|содержание|суть|описание|вопрос|text",
        r"текст|содержан|\bсуть",
        r"ответ|комментари|номер|№|тем[аы]",
    ),
    Field.AUTHOR: Words(
        r"автор|заявител|фио|ф\.и\.о|пользовател|от кого|author",
        r"автор|заявител|фио",
        r"телефон|почт|ссылк|адрес|\bid\b",
    ),
    Field.REGISTERED: Words(
        r"дата$|дата (?:обращ|созд|регистр|поступ|сообщ|публик)|создан|поступил|зарегистрир|date",
        r"\bдата\b",
        r"срок|ответ|закры|исполн|решен|измен|контрол|рожд|до\b",
    ),
    Field.DEADLINE: Words(
        r"срок|крайний|контрольн|исполнить до|ответить до|дедлайн|deadline|due|плановая дата",
        r"\bсрок|дедлайн",
        r"нарушен|просроч",
    ),
    Field.STATE: Words(r"статус|состояни|стади|этап|state|status", r"статус|состояни", r"дата"),
}


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
    row = titles.find(head, _KNOWN, known=known.values())
    headers = titles.headers_of(row.cells, width) if row is not None else titles.letters(width)
    places = {title: place for place, title in enumerate(headers)}
    confirmed = {Field(name): places[title] for name, title in known.items() if title in places}
    gone = {Field(name): title for name, title in known.items() if title not in places}
    # What a person has left out is not guessed anew; what is new to them is.
    settled = {place for title, place in places.items() if title in seen} | set(confirmed.values())
    if row is None:
        guessed = {} if confirmed else _by_contents(head, width)
    else:
        wanted = {one: words for one, words in _KNOWN.items() if one not in confirmed}
        guessed = titles.columns(headers, wanted, taken=settled)
    return Layout(row.number if row is not None else 0, headers, {**confirmed, **guessed}, gone)


def _by_contents(head: Sequence[Line], width: int) -> dict[Field, int]:
    """In a table without titles an address is known by itself; the rest a person has to say."""
    for place in range(width):
        cells = [line.cells[place] for line in head if place < len(line.cells) and line.cells[place]]
        if cells and all(cell.startswith(("http://", "https://")) for cell in cells):
            return {Field.LINK: place}
    return {}
