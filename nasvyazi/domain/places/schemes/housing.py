"""The houses behind a street's name: «с N 15 по 37 и с N 14 по 42, кроме домов N 21, 23», «нечётная сторона»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.houses import Houses, Run, Side
from nasvyazi.domain.places.schemes.lexing import Sort, Token, begins_name

_FILLERS = frozenset(
    [
        "дом",
        "дома",
        "домов",
        "домам",
        "домами",
        "д",
        "дд",
        "номер",
        "номера",
        "номеров",
        "номерам",
        "жилой",
        "жилые",
        "жилых",
        "здание",
        "здания",
        "строение",
        "строения",
        "сторона",
        "стороны",
        "стороне",
        "сторон",
        "включительно",
        "и",
        "а",
        "также",
        "под",
    ]
)
_MARKS = (Sort.MARK, Sort.COMMA, Sort.COLON, Sort.BRACKET)
_WHOLE = frozenset(["полностью", "целиком", "вся", "все", "весь"])
_EXCEPT = frozenset(["кроме", "исключая", "искл"])
_FROM = frozenset(["с", "со", "от"])
_TO = frozenset(["по", "до"])
_ON = frozenset(["далее", "выше", "конца", "конец"])
_BEGINNINGS = frozenset(["за", "обе", "обеих", "начиная"])
_VOCABULARY = _FILLERS | _WHOLE | _EXCEPT | _FROM | _TO | _BEGINNINGS
_SIDE = re.compile(r"(?P<odd>не)?чет(?:н\w+)?")


@dataclass(slots=True)
class _Part:
    """What is taken, or what is left out."""

    runs: list[Run] = field(default_factory=list)
    singles: set[HouseNumber] = field(default_factory=set)


@dataclass(slots=True)
class HouseReader:
    """Reads on from `at` as long as the words speak of houses; `at` is then behind the last of them."""

    words: list[Token]
    at: int
    broken: bool = False
    """A run had no end, or ended before it began, or nothing followed «кроме»."""
    _taken: _Part = field(default_factory=_Part)
    _left_out: _Part = field(default_factory=_Part)
    _excepting: bool = False
    _side: Side | None = None
    _is_side_alone: bool = False

    def begins(self) -> bool:
        """Whether houses are spoken of at `at`."""
        if (low := self._low(self.at)) and low not in _VOCABULARY and not _SIDE.fullmatch(low):
            return False  # most words are names
        place = self._skip(self.at)
        return self._is_exception(place) > 0 or self._is_element(place)

    def read(self) -> Houses:
        """The houses. Where only exceptions are named, the rest of the street is taken."""
        while self._step(self._skip(self.at)):
            pass
        self._end_side()
        if self._excepting and not (self._left_out.runs or self._left_out.singles):
            self.broken = True
        if self._excepting and not (self._taken.runs or self._taken.singles):
            self._taken.runs.append(Run(None, None, Side.BOTH))
        return Houses(
            tuple(self._taken.runs),
            frozenset(self._taken.singles),
            tuple(self._left_out.runs),
            frozenset(self._left_out.singles),
        )

    def _word(self, at: int) -> Token | None:
        return self.words[at] if at < len(self.words) else None

    def _low(self, at: int) -> str:
        word = self._word(at)
        return word.low if word is not None and word.sort is Sort.WORD else ""

    def _skip(self, at: int) -> int:
        while (word := self._word(at)) is not None and (word.sort in _MARKS or self._low(at) in _FILLERS):
            at += 1
        if self._low(at) in _TO and _SIDE.fullmatch(self._low(at + 1)):  # «по нечётной стороне»
            at += 1
        return at

    def _number(self, at: int) -> tuple[HouseNumber, int] | None:
        """The number at a place or behind «дома N», and the place behind it."""
        at = self._skip(at)
        word = self._word(at)
        if word is None or word.number is None or begins_name(self.words, at):
            return None
        return word.number, at + 1

    def _is_exception(self, at: int) -> int:
        """How many words say that something is left out."""
        if self._low(at) in _EXCEPT:
            return 1
        return 2 if self._low(at) == "за" and self._low(at + 1).startswith("исключени") else 0

    def _is_element(self, at: int) -> bool:
        low = self._low(at)
        if low in _WHOLE:
            after = self._word(at + 1)
            return after is None or after.street_kind is None  # «вся ул. Мира» begins a street
        if _SIDE.fullmatch(low) or low in ("обе", "обеих"):
            return True
        if self._from_beginning(at):
            return True
        if low in _FROM or low in _TO or low == "начиная":
            return self._number(at + 1 + (low == "начиная")) is not None
        return self._number(at) is not None

    def _step(self, at: int) -> bool:
        """Read what stands at a place; False where it is nothing of ours."""
        if length := self._is_exception(at):
            self._end_side()
            self._excepting, self._side, self.at = True, None, at + length
            return True
        if not self._is_element(at):
            return False
        low = self._low(at)
        if low in _WHOLE:
            self._add_run(None, None)
            self.at = self._past_house_words(at + 1)
        elif match := _SIDE.fullmatch(low):
            self._begin_side(Side.ODD if match["odd"] else Side.EVEN, at)
        elif low in ("обе", "обеих"):
            self._begin_side(Side.BOTH, at)
        elif place := self._from_beginning(at):
            self._run(place, is_from=False)
        elif low:
            self._run(at + 1 + (low == "начиная"), is_from=low not in _TO)
        else:
            self._number_or_run(at)
        return True

    def _from_beginning(self, at: int) -> int:
        """«от начала улицы до дома N 25»: the place of what stands behind «до»; 0 where it is not said."""
        if self._low(at) not in _FROM or self._low(at + 1) != "начала":
            return 0
        place = at + 2 + (self._low(at + 2) == "улицы")
        return place + 1 if self._low(place) in _TO and self._number(place + 1) else 0

    def _past_house_words(self, at: int) -> int:
        while self._low(at) in _FILLERS - {"и", "а", "д"}:
            at += 1
        return at

    def _begin_side(self, side: Side, at: int) -> None:
        self._end_side()
        is_said_behind = self._follows_number(at)
        self.at = self._past_house_words(at + 1)
        if is_said_behind and not self._is_element(self.at):
            self._put_last_run_on(side)
        else:
            self._side, self._is_side_alone = side, True

    def _follows_number(self, at: int) -> bool:
        """«с N 2 по N 50 (чётная сторона)», without a comma between."""
        before = at - 1
        while before >= 0 and (self.words[before].sort is Sort.BRACKET or self.words[before].low == "по"):
            before -= 1
        return before >= 0 and (self.words[before].number is not None or self.words[before].low in _ON)

    def _put_last_run_on(self, side: Side) -> None:
        if self._part.runs:
            last = self._part.runs.pop()
            self._part.runs.append(Run(last.first, last.last, side))

    def _end_side(self) -> None:
        """A side that nothing followed is all of it."""
        if self._is_side_alone and self._side is not None:
            self._add_run(None, None)
        self._is_side_alone = False

    def _run(self, at: int, *, is_from: bool) -> None:
        """«с N 15 по 37», «от 23 и до конца», «до N 20»; `at` is behind the first word."""
        found = self._number(at)
        if found is None:
            return
        number, self.at = found
        if not is_from:
            self._add_run(None, number)
            return
        self._close_run(number)

    def _close_run(self, first: HouseNumber) -> None:
        """The other end of a run, if it is there."""
        at = self._skip(self.at)
        low = self._low(at)
        is_dash = (word := self._word(at)) is not None and word.sort is Sort.DASH
        if low in _ON or (low in _TO and self._low(at + 1) in _ON):
            self.at = at + 1 + (low in _TO)
            self.at += self._low(self.at) == "улицы"
            self._add_run(first, None)
        elif (low in _TO or is_dash) and (found := self._number(at + 1)):
            last, self.at = found
            self._add_run(first, last)
        else:
            self.broken = True

    def _number_or_run(self, at: int) -> None:
        found = self._number(at)
        if found is None:
            return
        number, self.at = found
        word = self._word(self.at)
        if word is not None and (word.sort is Sort.DASH or word.low in _TO) and self._number(self.at + 1):
            self._close_run(number)
        else:
            self._part.singles.add(number)
            self._is_side_alone = False

    @property
    def _part(self) -> _Part:
        return self._left_out if self._excepting else self._taken

    def _add_run(self, first: HouseNumber | None, last: HouseNumber | None) -> None:
        self._is_side_alone = False
        self.at += self._low(self.at) == "включительно"
        if first is not None and last is not None and last < first:
            self.broken = True
            return
        self._part.runs.append(Run.between(first, last, self._side))
