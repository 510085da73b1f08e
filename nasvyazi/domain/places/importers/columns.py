"""Which column of a register of houses says what: named by a person, else guessed by its title, else by its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox.tables import MAX_COLUMNS, Line, titles
from nasvyazi.toolbox.tables.titles import Words

from ..numbers import HouseNumber, NotANumber
from .base import ColumnsMissing, ColumnUnknown

_MOSTLY = 0.6


class Field(TextChoices):
    """What a column can say of a house."""

    STREET = "street", _("Street")
    HOUSE = "house", _("House")
    KIND = "kind", _("Kind of the street")
    SETTLEMENT = "settlement", _("Settlement")
    BUILDING = "building", _("Building of a house")
    STRUCTURE = "structure", _("Structure of a house")
    LETTER = "letter", _("Letter of a house")
    LATITUDE = "lat", _("Latitude")
    LONGITUDE = "lon", _("Longitude")
    MANAGER = "manager", _("Who manages it")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Other name")


_KNOWN: Mapping[Field, Words] = {
    Field.STREET: Words(
        r"улиц[аы](?:$|\W*[,/(])|(?:наименование|название|имя).*улиц|ул\.?$|street|адрес$",
        r"\bулицы?\b.*(?:проспект|переул)|\bstreet\b",
        r"тип|вид|дом|кварт|прежн|стар|\d",
    ),
    Field.HOUSE: Words(
        r"дом$|(?:№|номер) ?(?:дома|здания)|house|д\.?$|здание$",
        r"(?:№|номер) дома|\bhouse",
        r"дата|год|площад|этаж|кварт|управл|серия|тип|\d",
    ),
    Field.KIND: Words(r"(?:тип|вид)(?: улиц\w*| элемент\w*)?$|kind", r"тип улиц|вид улиц", r"дом|\d"),
    Field.SETTLEMENT: Words(
        r"нас\S* ?пункт|населенн\S+ пункт|город$|поселение$|settlement|city$",
        r"населенн\S+ пункт",
        r"код|окато|тип|\d",
    ),
    Field.BUILDING: Words(r"корпус\w*$|корп\.?$|building", r"(?:№|номер) корпус", r"дата|\d"),
    Field.STRUCTURE: Words(r"строени\w+$|стр\.?$|structure", r"(?:№|номер) строени", r"год|дата|\d"),
    Field.LETTER: Words(r"литера?\w?$|лит\.?$|letter|буква|индекс дома", r"литера дома", r"этаж|\d"),
    Field.LATITUDE: Words(r"широт|lat$|latitude|y$", r"широт|latitude"),
    Field.LONGITUDE: Words(r"долгот|lon$|lng$|longitude|x$", r"долгот|longitude"),
    Field.MANAGER: Words(
        r"ук$|управляющ\S+ (?:орган|комп)|кто управляет|организация$|обслуживающ|manager|тсж$",
        r"управляющ|обслуживающ\S+ орган|наименование (?:ук|организац)",
        r"инн|телефон|адрес|сайт|почт|дата|огрн|\d",
    ),
    Field.FORMER: Words(r"прежн|старое|бывш|former|old", r"прежн\S+ назв|бывш\S+ назв", r"дата|\d"),
    Field.ALIAS: Words(r"другое назв|народн|alias|alt", r"народн|другое назв", r"\d"),
}
"""None of these is to be found in an address: the first row of a table without titles is no row of titles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out."""

    header_line: int
    """0 = it has no row of titles: columns are called by their letters."""
    headers: Sequence[str]
    columns: Mapping[Field, int]

    @property
    def missing(self) -> list[Field]:
        """What there has to be a column for, and is none."""
        return [one for one in (Field.STREET, Field.HOUSE) if one not in self.columns]

    def ensure_whole(self) -> None:
        """Raises ColumnsMissing."""
        if self.missing:
            raise ColumnsMissing(missing=", ".join(self.missing), found=", ".join(self.headers))


def lay_out(head: Sequence[Line], named: Mapping[str, str]) -> Layout:
    """How a table is laid out, by its first rows and what a person has named: a Field's value → the column's title.

    Nothing is guessed where something was named. Raises ColumnUnknown, ColumnsMissing: a column that was named is not
    there.
    """
    if unknown := [name for name in named if name not in Field.values]:
        raise ColumnUnknown(name=unknown[0], known=", ".join(Field.values))
    width = min(max((len(line.cells) for line in head), default=0), MAX_COLUMNS)
    row = _titles(head, named)
    headers = titles.headers_of(row.cells, width) if row is not None else titles.letters(width)
    if named:
        columns = _named(named, headers)
    elif row is not None:
        columns = titles.columns(headers, _KNOWN)
    else:
        columns = _by_contents(head, width)
    return Layout(row.number if row is not None else 0, headers, columns)


def _titles(head: Sequence[Line], named: Mapping[str, str]) -> Line | None:
    wanted = {_plain(title) for title in named.values()}
    exact = (line for line in head if wanted and wanted <= {_plain(cell) for cell in line.cells})
    return next(exact, None) or titles.find(head, _KNOWN)


def _named(named: Mapping[str, str], headers: Sequence[str]) -> dict[Field, int]:
    places = {_plain(title): place for place, title in reversed(list(enumerate(headers)))}
    if missing := [title for title in named.values() if _plain(title) not in places]:
        raise ColumnsMissing(missing=", ".join(missing), found=", ".join(headers))
    return {Field(name): places[_plain(title)] for name, title in named.items()}


def _by_contents(head: Sequence[Line], width: int) -> dict[Field, int]:
    """In a table without titles: the column of numbers, and the first of words."""
    cells = [
        [line.cells[place] if place < len(line.cells) else "" for line in head] for place in range(width)
    ]
    numbers = [_share(column, _is_number) for column in cells]
    house = max(range(width), key=lambda place: numbers[place], default=0)
    if not width or numbers[house] < _MOSTLY:
        return {}
    street = next(
        (place for place in range(width) if place != house and _share(cells[place], _is_words) >= _MOSTLY),
        None,
    )
    return {Field.HOUSE: house} if street is None else {Field.STREET: street, Field.HOUSE: house}


def _share(cells: Sequence[str], is_such: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(is_such, filled)) / len(filled) if filled else 0.0


def _is_number(cell: str) -> bool:
    try:
        HouseNumber.parse(cell)
    except NotANumber:
        return False
    return True


def _is_words(cell: str) -> bool:
    return not _is_number(cell) and sum(character.isalpha() for character in cell) >= 3


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
