"""The streets and houses of the register, in memory, as the finder and the map ask for them.

A value that nothing changes: it is built from rows of the database (`register.current`) or from plain tuples, and
made anew when the register has changed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, SettlementKind, StreetKind, address
from nasvyazi.domain.places.naming import street_key
from nasvyazi.domain.places.settlements import SettlementTitle
from nasvyazi.domain.places.stems import gender, is_adjective, stem, stems

_PIECE = re.compile(
    r"(?P<number>\d+)(?:-?(?:я|й|го|е|ой|ая|ый|ий)(?![а-я]))?|(?P<word>[^\W\d_]+)(?P<hyphen>-?)"
)
_PART = re.compile(r"\d+|[А-ЯЁ]")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_TO_MISSPELL = 5
"""Letters of the shortest stem that a misspelt word may mean."""


class House(NamedTuple):
    """A house of the register: its id (0 = built without a database), degrees (WGS 84) where they are known."""

    id: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Street:
    """A street with its houses by canonical number (`str(HouseNumber)`)."""

    id: int
    kind: str
    name: str
    settlement: str = ""
    other_names: tuple[str, ...] = ()
    houses: Mapping[str, House] = field(default_factory=dict)

    def known(self, number: str) -> str:
        """The register's number of the house that people call `number`; "" where it has no such house.

        «6/1» is found as «6 к1», «19А» as «19 стрА», and a corner house «63/21» as «63», where only that exists.
        """
        if number in self.houses:
            return number
        if number.isdigit():
            return self._corners.get(number, "")
        return self._by_parts.get(_parts(number), "")

    @cached_property
    def _corners(self) -> dict[str, str]:
        """Numbers of corner houses by their first; "" where several houses begin with it."""
        found: dict[str, str] = {}
        for number in self.houses:
            first, sign, rest = number.partition("/")
            if sign and rest.isdigit():
                found[first] = "" if first in found else number
        return found

    @cached_property
    def _by_parts(self) -> dict[tuple[str, ...], str]:
        """Numbers by their parts, whatever those are called; "" where several houses have the same."""
        found: dict[tuple[str, ...], str] = {}
        for number in self.houses:
            parts = _parts(number)
            found[parts] = "" if parts in found else number
        return found


class Piece(NamedTuple):
    """A word (its stem) or a number of a name. What is not `required` people leave out: «[Карла] Маркса»."""

    text: str
    required: bool


class Name(NamedTuple):
    """A name ready to be compared: the last word leads to it, the `before` ones follow from right to left."""

    head: str
    before: tuple[Piece, ...]
    kind: str
    gender: str
    is_other: bool
    """A former or an unofficial name."""

    @classmethod
    def read(cls, name: str, kind: str, *, is_other: bool = False) -> Name | None:
        """The name in pieces; its last number, if nothing follows, stands first: «Южная 1-я» = «1-я Южная».

        None for a name without a letter or a digit. A village's title is read without its kind: «д. Пески».
        """
        if kind == StreetKind.SETTLEMENT:
            name = SettlementTitle.read(name).name
        pieces = [
            (match["word"] or match["number"], match["hyphen"]) for match in _PIECE.finditer(plain(name))
        ]
        if not pieces:
            return None
        words = [index for index, (text, _) in enumerate(pieces) if not text.isdigit()]
        last = words[-1] if words else len(pieces) - 1
        *before, (head, _) = [*pieces[last + 1 :], *pieces[: last + 1]]
        required = False
        read: list[Piece] = []
        for text, hyphen in reversed(before):
            required = required or is_adjective(text) or (bool(hyphen) and not read)
            read.append(Piece(text, required=True) if text.isdigit() else Piece(stem(text), required))
        return cls(head, tuple(read), kind, gender(head, kind), is_other)

    @property
    def is_village(self) -> bool:
        """Whether it is a settlement's own name: houses stand right in that."""
        return self.kind == StreetKind.SETTLEMENT

    @property
    def has_number(self) -> bool:
        """Whether a number belongs to it: «40 лет Победы», «1-я Южная»."""
        return any(piece.text.isdigit() for piece in self.before)


class Gazetteer:
    """All streets; the names by the stem of their last word; the streets that have a name."""

    def __init__(self, streets: Iterable[Street], settlements: Iterable[str] = ()) -> None:
        self.streets: tuple[Street, ...] = tuple(streets)
        self.settlements = _settlements({*settlements, *(street.settlement for street in self.streets)})
        having: defaultdict[Name, list[Street]] = defaultdict(list)
        for street in sorted(self.streets, key=lambda street: -len(street.houses)):
            for name, is_other in ((street.name, False), *((other, True) for other in street.other_names)):
                if read := Name.read(name, street.kind, is_other=is_other):
                    having[read].append(street)
        self.having: Mapping[Name, Sequence[Street]] = dict(having)
        """The one with most houses first: several settlements have a street of Lenin."""
        names: defaultdict[str, list[Name]] = defaultdict(list)
        for read in having:
            for one in stems(read.head) if read.is_village else (stem(read.head),):
                names[one].append(read)
        self.names: Mapping[str, Sequence[Name]] = dict(names)
        self.sizes = Counter[str]()
        """How many houses a settlement has."""
        for street in self.streets:
            self.sizes[street.settlement] += len(street.houses)
        self.long_stems: tuple[str, ...] = tuple(one for one in names if len(one) >= _LEAST_TO_MISSPELL)

    @cached_property
    def settlements_beginning(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], ...]]]:
        """The settlements' names, each word in all its stems, by every stem of their first word."""
        found: defaultdict[str, list[tuple[tuple[str, ...], ...]]] = defaultdict(list)
        for named in self.settlements.values():
            for one in named[0]:
                found[one].append(named)
        return dict(found)

    @cached_property
    def _settlements_of(self) -> Mapping[tuple[str, str], set[str]]:
        """The settlements that have a street of a kind and name."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for street in self.streets:
            found[street.kind, street_key(street.name)].add(street.settlement)
        return found

    def title(self, *, kind: str, name: str, settlement: str, number: str) -> str:
        """An address of the register as people read it: «ул. Минская, 49», «Лесное, ул. Советская, 5».

        The settlement stands before a street that another one has, too.
        """
        is_shared = len(self._settlements_of.get((kind, street_key(name)), ())) > 1
        return address(kind, name, settlement if is_shared else "", number)

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[str, str, str]], settlement: str = "") -> Gazetteer:
        """From (kind, name of the street, canonical number or "") a row, without a database; ids count from 1."""
        found: dict[tuple[str, str], dict[str, House]] = {}
        for kind, name, number in rows:
            houses = found.setdefault((kind, name), {})
            if number:
                houses[number] = House(0)
        return cls(
            Street(index, kind, name, settlement, houses=houses)
            for index, ((kind, name), houses) in enumerate(found.items(), start=1)
        )


def plain(text: str) -> str:
    """Lower case, «е» for «ё»: as words are compared here. The length stays, also where Unicode would change it."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lower.replace("ё", "е")


def is_own_name(settlement: str) -> bool:
    """Whether it tells one settlement from another: «Наш город» does not."""
    words = _WORD.findall(plain(settlement))
    return not any(SETTLEMENT_WORDS.get(word) == SettlementKind.CITY for word in words)


def _settlements(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """All stems of each word of each settlement's name; nothing while one has no name of its own («Наш город»)."""
    found = {name: tuple(_WORD.findall(plain(name))) for name in names if name}
    if not all(map(is_own_name, found)):
        return {}
    return {name: tuple(map(stems, words)) for name, words in found.items() if words}


def _parts(number: str) -> tuple[str, ...]:
    """The base, then letters and numbers in one order: «6/1» and «6 к1» have the same."""
    base, *rest = _PART.findall(number.replace("стр", " ").upper().replace(" К", " "))
    return base, *sorted(rest)
