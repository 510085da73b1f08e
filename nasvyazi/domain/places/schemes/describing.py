"""A district's description, turned into rules: streets in lists, with runs, sides, single houses and exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from nasvyazi.domain.places.kinds import SHORT, StreetKind
from nasvyazi.domain.places.schemes.houses import WHOLE, Houses
from nasvyazi.domain.places.schemes.housing import HouseReader, speaks_of_houses
from nasvyazi.domain.places.schemes.lexing import Sort, Token, tokens
from nasvyazi.domain.places.schemes.names import MASCULINE, NameReader
from nasvyazi.domain.places.schemes.passages import Passage
from nasvyazi.domain.places.schemes.rules import Rule, Why

_BETWEEN = (Sort.COMMA, Sort.DASH, Sort.BRACKET, Sort.COLON)
_BEFORE_LIST = (Sort.DASH, Sort.BRACKET, Sort.COLON)
_AND = frozenset(["и", "а", "также", "включая"])
_EXCEPTING = frozenset(["кроме", "исключая", "исключением"])
_BORDERS = frozenset(["границах", "границами"])
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
        "без",
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
    why: Why | None = None
    """Why nothing of it is taken, whatever houses still follow."""
    is_told_ahead: bool = False
    """Its houses were told before its name."""

    def found(self) -> Found:
        if self.why is not None:
            return Found(self.start, self.end, why=self.why)
        rule = Rule(self.settlement, self.kind, self.name, self.houses or WHOLE)
        return Found(self.start, self.end, rule=rule)

    def begin(self, ahead: _Ahead, at: int) -> None:
        """Houses were told before the name, which stands at a place: right behind them, else it is not sure whose."""
        self.start, self.houses, self.is_told_ahead = ahead.start, ahead.houses, True
        self.why = ahead.why if at == ahead.at else Why.LIMIT_NOT_UNDERSTOOD

    def take(self, houses: Houses, end: int) -> None:
        """Houses behind the name; a side that was told before it is theirs."""
        self.end = end
        if self.houses is None or not self.is_told_ahead:
            self.houses = houses if self.houses is None else self.houses.and_also(houses)
            return
        restricted = houses.on(self.houses.side) if self.houses.side else None
        if restricted is None:
            self.why = self.why or Why.LIMIT_NOT_UNDERSTOOD
        self.houses = restricted or houses


class _Whose(Enum):
    """To which street houses belong."""

    LAST = auto()
    NEXT = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Houses that were told before their street, and the place of the words where its name has to begin."""

    start: int
    end: int
    houses: Houses
    at: int
    why: Why | None = None


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
    ahead: _Ahead | None = None
    is_shared: bool = False
    """Houses were told before the last street: bare names behind it may have them, too."""
    settled: int = 0
    """Up to this place each street is known to have its houses behind it."""
    found: list[Found] = field(default_factory=list)

    def read(self) -> list[Found]:
        while self.at < len(self.words):
            word = self.words[self.at]
            if self.ahead is not None and word.sort in _BEFORE_LIST:
                start, self.ahead = self.ahead.start, None
                self._leave(start)  # «чётная сторона: ул. Мира, ул. Труда»
            elif word.sort in _BETWEEN or word.low in _AND:
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
        self.is_shared = False
        if self.last and not self.last[0].name:
            self.settlement = ""  # the settlement was meant as a whole: what follows lies elsewhere
        self._close()
        self.kind, self.are_settlements = None, False

    def _close(self) -> None:
        """What was read so far gets no more houses, and houses no street."""
        self.found.extend(street.found() for street in self.last)
        self.last = []
        self._end_ahead()

    def _end_ahead(self) -> None:
        """The houses that wait for their street get none."""
        if self.ahead is not None:
            self.found.append(Found(self.ahead.start, self.ahead.end, why=Why.NO_STREET))
        self.ahead = None

    def _leave(self, start: int) -> None:
        """Everything from a place of the text to the next stop, or to the end of its bracket, is not understood."""
        depth = 0
        while self.at < len(self.words) and self.words[self.at].sort is not Sort.STOP:
            if self.words[self.at].sort is Sort.BRACKET:
                depth += 1 if self.words[self.at].text in "([" else -1
            if depth < 0:
                break
            self.at += 1
        if self.last and not self.last[0].name:
            self.settlement = ""
        self.last = []
        self._end_ahead()
        self.found.append(Found(start, self.words[self.at - 1].end, why=Why.LIMIT_NOT_UNDERSTOOD))

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
            ahead, self.ahead = self.ahead, None
            self._close()
            self.settlement, self.are_settlements, self.kind = said, True, None
            self.last = [_Street(said, None, "", start, self.words[place - 1].end)]
            if ahead is not None:
                self.last[0].begin(ahead, self.at)  # «дома 1-9 д. Петровка»
        self.at = place
        return True

    def _is_name(self, at: int) -> bool:
        if at >= len(self.words):
            return False
        word = self.words[at]
        return word.sort is Sort.QUOTED or (word.sort is Sort.WORD and word.is_capital)

    def _houses(self) -> bool:
        """Houses of the streets before them, or of the one behind them."""
        reader, first = HouseReader(self.words, self.at), self.at
        if not reader.begins():
            return False
        houses = reader.read()
        self.at = max(reader.at, self.at + 1)
        start, end = self.words[first].start, self.words[self.at - 1].end
        whose = self._whose(first, reader, houses)
        if self._leaves_out_streets(reader, houses):
            self._leave(self.last[0].start if self.last else start)
        elif whose is not _Whose.LAST:
            self._tell_ahead(start, houses, whose, is_broken=reader.broken)
        elif reader.broken:
            self.found.append(Found(self.last[0].start, end, why=Why.BROKEN_RUN))
            self.last = []
        else:
            for street in self.last:
                street.take(houses, end)
        return True

    def _whose(self, first: int, reader: HouseReader, houses: Houses) -> _Whose:
        """Whether houses from `first` to here are the last street's, the next one's, or may be either's."""
        if not self.last:
            return _Whose.UNCLEAR if self._are_several(self.at) else _Whose.NEXT
        if not self._street_follows(self.at):
            return _Whose.LAST
        before, last = self.words[first - 1], self.last[-1]
        if self._are_several(self.at):
            return _Whose.UNCLEAR
        if not self._is_apart(before):
            return _Whose.UNCLEAR if reader.begins_again or houses.side else _Whose.LAST
        is_complete = (
            last.is_told_ahead or not last.name or (last.houses is not None and last.houses.is_whole)
        )
        is_ended = last.houses is None and before.sort is Sort.STOP
        is_over = (is_complete or is_ended) and last.why is not Why.LIMIT_NOT_UNDERSTOOD
        if is_over or self._is_by(self.at):
            return _Whose.NEXT
        return _Whose.LAST if last.houses is None and self._next_has_its_own(houses) else _Whose.UNCLEAR

    def _next_has_its_own(self, before: Houses) -> bool:
        """«ул. Мира, 1, 3 ул. Труда, 2, 4»: the last houses have no street behind them, so none of them has."""
        at = self.at
        while at >= self.settled:
            name = NameReader(self.words, at, None).read()
            reader = HouseReader(self.words, name[1] if name else len(self.words))
            if not reader.begins():
                return False
            is_apart = self._is_apart(self.words[reader.at])
            houses = reader.read()
            if _may_be_of_one(before, houses):
                return False
            if not self._street_follows(reader.at):
                break
            if not is_apart:
                return not (reader.begins_again or houses.side)
            if self._are_several(reader.at) or self._is_by(reader.at):
                return False
            at, before = reader.at, houses
        self.settled = max(self.settled, at + 1)
        return True

    def _is_apart(self, word: Token) -> bool:
        """Whether houses behind the word may be another street's than the one before it."""
        return word.sort in (Sort.STOP, Sort.COMMA) or word.low in _AND

    def _street_follows(self, at: int) -> bool:
        """Whether a street is named right there: «дома N 1, 3 по ул. Мира», «нечётная сторона Садовой»."""
        place = at + self._is_by(at)
        if place >= len(self.words) or self.words[place].settlement_kind is not None:
            return False
        is_kind = self.words[place].street_kind is not None
        return (is_kind or place == at) and NameReader(self.words, place, None).read() is not None

    def _are_several(self, at: int) -> bool:
        """«1, 2, 3 проезды Мира»: their numbers, or the houses of streets that a list of passages begins with."""
        word = self.words[at] if at < len(self.words) else None
        # «дома 1, 3 улицы Мира» is the genitive of one.
        return word is not None and word.street_kind in MASCULINE and word.low.endswith(("ы", "и"))

    def _is_by(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].low == "по"

    def _tell_ahead(self, start: int, houses: Houses, whose: _Whose, *, is_broken: bool) -> None:
        """The houses wait for the name of their street."""
        why = Why.BROKEN_RUN if is_broken else None
        if whose is _Whose.UNCLEAR:
            why = Why.LIMIT_NOT_UNDERSTOOD
            for street in self.last:
                street.why = why
        self._end_ahead()
        end = self.words[self.at - 1].end
        self.at += self._street_follows(self.at) and self._is_by(self.at)
        self.ahead = _Ahead(start, end, houses, self.at, why)

    def _leaves_out_streets(self, reader: HouseReader, houses: Houses) -> bool:
        """«с. Ивановка, кроме ул. Мира»: how far the list of what is left out goes, nothing tells."""
        if not reader.lacks_exception:
            return bool(houses.excepted or houses.excepted_runs) and self._street_follows(self.at)
        after = self.words[self.at] if self.at < len(self.words) else None
        is_street = after is not None and (after.street_kind is not None or self._is_name(self.at))
        return is_street or not self.last or not self.last[0].name

    def _names(self) -> bool:
        """A street's name, several with «1-й, 2-й», or numbers of quarters."""
        first = self.at
        read = NameReader(self.words, self.at, self.kind).read()
        if read is None:
            return False
        names, self.at, self.kind = read
        start = names[0].start
        if self.last and not self.last[0].name and not self.last[0].houses:
            start = self.last[0].start  # the settlement before it was said for the street
            self.last = []
        ahead, self.ahead = self.ahead, None
        self._close()
        self.are_settlements = False
        self.last = [
            _Street(self.settlement, name.kind, name.text, name.start if place else start, name.end)
            for place, name in enumerate(names)
        ]
        self._share(ahead, first)
        return True

    def _share(self, ahead: _Ahead | None, first: int) -> None:
        """Houses that were told before a list of names are the first one's; of the others nothing is sure."""
        if ahead is not None:
            self.last[0].begin(ahead, first)
        is_bare = not any(
            word.street_kind is not None and not word.is_capital for word in self.words[first : self.at]
        )
        self.is_shared = ahead is not None or (self.is_shared and is_bare)
        if self.is_shared:
            for street in self.last[ahead is not None :]:
                street.why = Why.LIMIT_NOT_UNDERSTOOD

    def _unknown(self) -> None:
        """Words that say nothing to us; what they may limit is not taken either."""
        word, before = self.words[self.at], self.words[self.at - 1] if self.at else None
        is_apart = before is None or before.sort in (Sort.COMMA, Sort.STOP, Sort.COLON)
        start, place = word.start, self.at
        self.at += 1
        while self.at < len(self.words) and not self._begins_anew():
            self.at += 1
        is_border = word.low.startswith("границ")  # «мкр. Южный, границы: ул. Мира, ул. Труда»
        if is_border or any(map(_opens_another_list, self.words[place : self.at])):
            self._leave(self.last[0].start if self.last else start)  # «все улицы, кроме ул. Мира, ул. Труда»
            return
        is_about_house = any(map(speaks_of_houses, self.words[place : self.at])) and not word.is_capital
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


def _may_be_of_one(ahead: Houses, behind: Houses) -> bool:
    """«нечётная сторона ул. Мира, 1-15»: whether a side on one end of a name may be said of the houses on the other."""
    return any(
        one.side is not None and other.on(one.side) is not None
        for one, other in ((ahead, behind), (behind, ahead))
    )


def _opens_another_list(word: Token) -> bool:
    """«кроме ул. Мира», «территория в границах ул. Мира»: streets behind it are no streets of the district."""
    return word.low in _EXCEPTING or word.low in _BORDERS or word.low.startswith("ограничен")
