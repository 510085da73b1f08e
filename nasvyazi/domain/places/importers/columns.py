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
        r"улиц|street|наименование улиц|название улиц|ул\b|адрес$",
        r"улиц|\bstreet\b",
        r"тип|вид|дом|кварт|прежн|стар",
    ),
    Field.HOUSE: Words(
        r"дом\b|№ ?дома|номер дома|house|housenumber|д\b|номер здания|здание$",
        r"\bдома?\b|house",
        r"дата|год|площад|этаж|кварт|управл|серия|тип|домофон",
    ),
    Field.KIND: Words(r"тип улиц|вид улиц|тип$|kind", r"тип (?:улиц|элемент)|вид улиц", r"дом"),
    Field.SETTLEMENT: Words(
        r"нас\S* ?пункт|населенн\S+ пункт|город$|город\b(?!ск)|поселение|settlement|city",
        r"населенн|нп\b",
        r"код|окато",
    ),
    Field.BUILDING: Words(r"корп|building", r"корпус", r"дата"),
    Field.STRUCTURE: Words(r"стр(?:оен|\b)|structure", r"строени", r"год|дата"),
    Field.LETTER: Words(r"лит|letter|буква|индекс дома", r"литер", r"этаж"),
    Field.LATITUDE: Words(r"широт|lat\b|latitude|y$", r"широт|latitude"),
    Field.LONGITUDE: Words(r"долгот|lon\b|lng|longitude|x$", r"долгот|longitude"),
    Field.MANAGER: Words(
        r"ук\b|управляющ|кто управляет|организация|обслуживающ|manager|тсж|способ управления",
        r"управляющ|\bук\b|обслуживающ|организаци",
        r"инн|телефон|адрес|сайт|почт|дата|огрн",
    ),
    Field.FORMER: Words(r"прежн|старое|бывш|former|old", r"прежн|бывш", r"дата"),
    Field.ALIAS: Words(r"другое назв|народн|alias|alt", r"народн|другое назв"),
}


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
