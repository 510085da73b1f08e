"""A district's description, turned into rules: streets in lists, with runs, sides, single houses and exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from nasvyazi.domain.places.kinds import SHORT, StreetKind
from nasvyazi.domain.places.schemes.houses import WHOLE, Houses
from nasvyazi.domain.places.schemes.housing import HouseReader
from nasvyazi.domain.places.schemes.lexing import Sort, Token, tokens
from nasvyazi.domain.places.schemes.names import NameReader
from nasvyazi.domain.places.schemes.passages import Passage
from nasvyazi.domain.places.schemes.rules import Rule, Why

_BETWEEN = (Sort.COMMA, Sort.DASH, Sort.BRACKET, Sort.COLON)
_AND = frozenset(["и", "а", "также", "включая"])
_LIMITING = frozenset(
    [
        "от",
        "до",
        "по",
        "с",
        "со",
        "вдоль",
        "между",
        "начиная",
        "в",
        "во",
        "за",
        "из",
        "кроме",
        "исключая",
        "ограниченная",
        "граница",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """A rule, or words that became none, from a place of the passage to another."""

    start: int
    end: int
    rule: Rule | None = None
    why: Why | None = None


@dataclass(slots=True)
class _Street:
    """A street (or a settlement, without a name) that was read and may still get houses."""

    settlement: str
    kind: StreetKind | None
    name: str
    start: int
    end: int
    houses: Houses | None = None

    def found(self) -> Found:
        rule = Rule(self.settlement, self.kind, self.name, self.houses or WHOLE)
        return Found(self.start, self.end, rule=rule)


def describe(passage: Passage, *, lines_end: bool = False) -> list[Found]:
    """Everything in the passage, in its order; between two findings there are only separators."""
    return _Reader(list(tokens(passage.text, lines_end=lines_end))).read()


@dataclass(slots=True)
class _Reader:
    words: list[Token]
    at: int = 0
    settlement: str = ""
    kind: StreetKind | None = None
    are_settlements: bool = False
    """A list of settlements is being read: bare names are settlements, too."""
    last: list[_Street] = field(default_factory=list)
    """What houses that follow belong to."""
    ahead: tuple[int, Houses] | None = None
    """Houses that were told before their street, and where they began."""
    found: list[Found] = field(default_factory=list)

    def read(self) -> list[Found]:
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.sort in _BETWEEN or word.low in _AND:
                self.at += 1
            elif word.sort is Sort.STOP:
                self._stop(word)
            elif not (self._settlement() or self._houses() or self._names()):
                self._unknown()
        self._close()
        return sorted(self.found, key=lambda one: (one.start, one.end))

    def _stop(self, word: Token) -> None:
        """The end of a list: houses may go on behind a semicolon, kinds do not."""
        self.at += 1
        if word.text == ";" and self.last and HouseReader(self.words, self.at).begins():
            self._houses()
            return
        if self.last and not self.last[0].name:
            self.settlement = ""  # the settlement was meant as a whole: what follows lies elsewhere
        self._close()
        self.kind, self.are_settlements = None, False

    def _close(self) -> None:
        """What was read so far gets no more houses."""
        self.found.extend(street.found() for street in self.last)
        self.last = []

    def _settlement(self) -> bool:
        """«д. Н-Армязь», and further names in a list of settlements."""
        word = self.words[self.at]
        is_named = word.settlement_kind is not None and self._is_name(self.at + 1)
        if not is_named and not (
            self.are_settlements and self._is_name(self.at) and word.street_kind is None
        ):
            return False
        start, place = word.start, self.at + is_named
        first = place
        while self._is_name(place) and (place == first or self.words[place].street_kind is None):
            place += 1
        kind = SHORT[word.settlement_kind] if word.settlement_kind else self.settlement.split(" ", 1)[0]
        said = f"{kind} {' '.join(one.text for one in self.words[first:place])}"
        if self.at and self.last and self.last[-1].name and self.words[self.at - 1].end == self.last[-1].end:
            self.last[-1].settlement, self.last[-1].end = (
                said,
                self.words[place - 1].end,
            )  # «ул. Мира с. Ивановка»
        else:
            self._close()
            self.settlement, self.are_settlements, self.kind = said, True, None
            self.last = [_Street(said, None, "", start, self.words[place - 1].end)]
        self.at = place
        return True

    def _is_name(self, at: int) -> bool:
        if at >= len(self.words):
            return False
        word = self.words[at]
        return word.sort is Sort.QUOTED or (word.sort is Sort.WORD and word.is_capital)

    def _houses(self) -> bool:
        """Houses of the streets before them."""
        reader = HouseReader(self.words, self.at)
        if not reader.begins():
            return False
        start = self.words[self.at].start
        before = self.words[self.at - 1] if self.at else None
        houses = reader.read()
        self.at = max(reader.at, self.at + 1)
        end = self.words[self.at - 1].end
        is_apart = before is None or before.sort in (Sort.STOP, Sort.COMMA, Sort.COLON)
        if is_apart and not reader.broken and self._street_follows():
            self._close()
            self.ahead, self.at = (start, houses), self.at + 1
        elif not self.last:
            self.found.append(Found(start, end, why=Why.NO_STREET))
        elif reader.broken:
            self.found.append(Found(self.last[0].start, end, why=Why.BROKEN_RUN))
            self.last = []
        else:
            for street in self.last:
                street.houses = houses if street.houses is None else street.houses.and_also(houses)
                street.end = end
        return True

    def _street_follows(self) -> bool:
        """«дома N 1, 3 по ул. Мира»."""
        if self.at + 2 >= len(self.words) or self.words[self.at].low != "по":
            return False
        return self.words[self.at + 1].street_kind is not None and self._is_name(self.at + 2)

    def _names(self) -> bool:
        """A street's name, several with «1-й, 2-й», or numbers of quarters."""
        read = NameReader(self.words, self.at, self.kind).read()
        if read is None:
            return False
        names, self.at, self.kind = read
        start = names[0].start
        if self.last and not self.last[0].name and not self.last[0].houses:
            start = self.last[0].start  # the settlement before it was said for the street
            self.last = []
        self._close()
        self.are_settlements = False
        self.last = [
            _Street(self.settlement, name.kind, name.text, name.start if place else start, name.end)
            for place, name in enumerate(names)
        ]
        if self.ahead is not None:
            self.last[0].start, self.last[0].houses = self.ahead
            self.ahead = None
        return True

    def _unknown(self) -> None:
        """Words that say nothing to us; what they may limit is not taken either."""
        word, before = self.words[self.at], self.words[self.at - 1] if self.at else None
        is_apart = before is None or before.sort in (Sort.COMMA, Sort.STOP, Sort.COLON)
        start, place = word.start, self.at
        self.at += 1
        while self.at < len(self.words) and not self._begins_anew():
            self.at += 1
        is_about_house = any(one.number for one in self.words[place : self.at]) and not word.is_capital
        is_bare = bool(self.last) and self.last[-1].houses is None
        why = Why.NOT_UNDERSTOOD
        if self.last and (not is_apart or word.low in _LIMITING or (is_about_house and is_bare)):
            start, why, self.last = self.last[0].start, Why.LIMIT_NOT_UNDERSTOOD, []
        self._close()
        self.found.append(Found(start, self.words[self.at - 1].end, why=why))

    def _begins_anew(self) -> bool:
        """Whether the unknown words end here: at a stop, or where a kind is named behind a comma."""
        word = self.words[self.at]
        if word.sort is Sort.STOP:
            return True
        after = self.words[self.at + 1] if self.at + 1 < len(self.words) else None
        return word.sort is Sort.COMMA and after is not None and after.street_kind is not None
