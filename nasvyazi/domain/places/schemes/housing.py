"""The houses behind a street's name: «с N 15 по 37 и с N 14 по 42, кроме домов N 21, 23», «нечётная сторона»."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.buildings import buildings
from nasvyazi.domain.places.schemes.houses import Houses, Run, Side
from nasvyazi.domain.places.schemes.lexing import Sort, Token, begins_name

_AND = frozenset(["и", "а", "также"])
_NOUNS = frozenset(
    [
        *("дом", "дома", "домов", "домам", "домами", "д", "дд", "номер", "номера", "номеров", "номерам"),
        *("жилой", "жилые", "жилых", "здание", "здания", "строение", "строения"),
        *("сторона", "стороны", "стороне", "сторон", "стор", "включительно", "под"),
    ]
)
_FILLERS = _NOUNS | _AND
_MARKS = (Sort.MARK, Sort.COMMA, Sort.COLON, Sort.BRACKET)
_LISTED = frozenset(["дома", "домов", "номера", "номеров", "сторона", "стороны", "стороне"])
"""Behind these a dash stands for a colon."""
_WHOLE = frozenset(["полностью", "целиком", "вся", "все", "весь"])
_EXCEPT = frozenset(["кроме", "исключая", "искл"])
_FROM = frozenset(["с", "со", "от"])
_TO = frozenset(["по", "до"])
_ON = frozenset(["далее", "выше", "конца", "конец"])
_BEGINNINGS = frozenset(["за", "обе", "обеих", "начиная"])
_VOCABULARY = _FILLERS | _WHOLE | _EXCEPT | _FROM | _TO | _BEGINNINGS
_SIDE = re.compile(r"(?P<odd>не)?чет(?:н\w*)?")
_SHORT = re.compile(r"(?:не)?четн?|стор")
_ORDINAL = re.compile(r"(\d+)-?(?:го|й|ый|ой|ий)")


def speaks_of_houses(word: Token) -> bool:
    """Whether the word is a number or one of those that stand with numbers: «дома», «стороны»."""
    return word.sort in (Sort.NUMBER, Sort.ORDINAL) or word.low in _NOUNS - {"д", "под"}


@dataclass(slots=True)
class _Part:
    """What is taken, or what is left out."""

    runs: list[Run] = field(default_factory=list)
    singles: set[HouseNumber] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.runs or self.singles)


@dataclass(slots=True)
class HouseReader:
    """Reads on from `at` as long as the words speak of houses; `at` is then behind the last of them."""

    words: list[Token]
    at: int
    broken: bool = False
    """A run had no end or ended before it began, words contradict each other or may be understood in two ways."""
    begins_again: bool = False
    """Behind a comma «дома» or a side was said once more: there another street's houses may begin."""
    _taken: _Part = field(default_factory=_Part)
    _left_out: _Part = field(default_factory=_Part)
    _excepting: bool = False
    _side: Side | None = None
    _is_side_alone: bool = False
    _are_sides_first: bool = False
    """A side was named before its houses, not behind them."""
    _open: list[Run | HouseNumber] = field(default_factory=list)
    """What was read since a side was named."""
    _end: int = 0
    """The place behind the last run or house."""

    def begins(self) -> bool:
        """Whether houses are spoken of at `at`."""
        if (low := self._low(self.at)) and low not in _VOCABULARY and not _SIDE.fullmatch(low):
            return False  # most words are names
        place = self._skip(self.at)
        return self._is_exception(place) > 0 or self._is_element(place)

    def read(self) -> Houses:
        """The houses. Where only exceptions are named, the rest of the street is taken."""
        start = self._end = self.at
        while self._step(self._skip(self.at)):
            pass
        self._end_side()
        self._close_bracket(start)
        self.broken = self.broken or self.lacks_exception
        if self._excepting and not self._taken:
            self._taken.runs.append(Run(None, None, Side.BOTH))
        return Houses(
            tuple(self._taken.runs),
            frozenset(self._taken.singles),
            tuple(self._left_out.runs),
            frozenset(self._left_out.singles),
        )

    def _close_bracket(self, start: int) -> None:
        """What closes a bracket that was opened among the houses belongs to them."""
        is_open = [word.text for word in self.words[start : self.at] if word.sort is Sort.BRACKET][-1:] == [
            "("
        ]
        self.at += is_open and self.at < len(self.words) and self.words[self.at].text == ")"

    @property
    def lacks_exception(self) -> bool:
        """Whether no house follows «кроме»: what does is not known here."""
        return self._excepting and not self._left_out

    def _word(self, at: int) -> Token | None:
        return self.words[at] if 0 <= at < len(self.words) else None

    def _low(self, at: int) -> str:
        word = self._word(at)
        return word.low if word is not None and word.sort is Sort.WORD else ""

    def _skip(self, at: int) -> int:
        while (word := self._word(at)) is not None and (
            word.sort in _MARKS or self._low(at) in _FILLERS or self._is_colon(at) or self._is_shortening(at)
        ):
            at += 1
        if self._low(at) in _TO and _SIDE.fullmatch(self._low(at + 1)):  # «по нечётной стороне»
            at += 1
        return at

    def _is_colon(self, at: int) -> bool:
        """«дома – 1, 3», «чётная сторона – с N 2 по N 20»: a dash that ends no run."""
        word, before = self._word(at), self._low(at - 1)
        is_dash = word is not None and word.sort is Sort.DASH
        return is_dash and (before in _LISTED or _SIDE.fullmatch(before) is not None)

    def _is_shortening(self, at: int) -> bool:
        """«чет. с N 2 по N 20»: a full stop that ends a word, no sentence."""
        word, after = self._word(at), self._word(at + 1)
        is_within = after is not None and not after.is_capital
        return (
            word is not None and word.text == "." and is_within and bool(_SHORT.fullmatch(self._low(at - 1)))
        )

    def _is_followed(self, at: int) -> bool:
        """Whether houses stand right there, with no comma or closing bracket before them."""
        while (word := self._word(at)) is not None and (
            word.sort in (Sort.MARK, Sort.COLON)
            or word.text in ("(", "[")
            or self._low(at) in _NOUNS
            or self._is_colon(at)
            or self._is_shortening(at)
        ):
            at += 1
        is_by_side = self._low(at) in _TO and _SIDE.fullmatch(self._low(at + 1)) is not None
        at += is_by_side
        return word is not None and word.sort in (Sort.WORD, Sort.NUMBER) and self._is_element(at)

    def _number(self, at: int) -> tuple[HouseNumber, int] | None:
        """The number at a place or behind «дома N», and the place behind it."""
        at = self._skip(at)
        word = self._word(at)
        if word is None or word.number is None or begins_name(self.words, at):
            return None
        return word.number, at + 1

    def _end_of_run(self, at: int) -> tuple[HouseNumber, int] | None:
        """The number behind «с» or «по», which may be «1-го», «15-й» where no name begins with that."""
        if found := self._number(at):
            return found
        at = self._skip(at)
        word, after = self._word(at), self._word(at + 1)
        if word is None or word.sort is not Sort.ORDINAL or not (match := _ORDINAL.fullmatch(word.text)):
            return None
        if after is not None and after.sort is Sort.WORD and after.low not in _VOCABULARY | _ON:
            return None
        return HouseNumber(int(match[1])), at + 1

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
            return self._end_of_run(at + 1 + (low == "начиная")) is not None
        return self._number(at) is not None

    def _step(self, at: int) -> bool:
        """Read what stands at a place; False where it is nothing of ours."""
        if length := self._is_exception(at):
            self._except(at + length)
            return True
        if not self._is_element(at):
            return False
        low = self._low(at)
        self._look_for_beginning(at)
        if low in _WHOLE:
            self._whole(at)
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

    def _except(self, at: int) -> None:
        """What follows is left out."""
        self._end_side()
        self._excepting, self._side, self._are_sides_first = True, None, False
        self._open, self._end, self.at = [], at, at

    def _look_for_beginning(self, at: int) -> None:
        between = self.words[self.at : at + 1]
        is_listed = any(word.sort is Sort.COMMA or word.low in _AND for word in between)
        is_said = any(word.low in _NOUNS or _SIDE.fullmatch(word.low) for word in between)
        self.begins_again = self.begins_again or (bool(self._taken) and is_listed and is_said)

    def _whole(self, at: int) -> None:
        """«полностью», «все дома»; in «все чётные», «все дома с N 1 по N 15» it is what follows that counts."""
        self.at = at + 1
        if not self._is_followed(self.at):
            self.at = self._past_house_words(self.at)
            self._add_run(None, None)

    def _from_beginning(self, at: int) -> int:
        """«от начала улицы до дома N 25»: the place of what stands behind «до»; 0 where it is not said."""
        if self._low(at) not in _FROM or self._low(at + 1) != "начала":
            return 0
        place = at + 2 + (self._low(at + 2) == "улицы")
        return place + 1 if self._low(place) in _TO and self._number(place + 1) else 0

    def _past_house_words(self, at: int) -> int:
        while self._low(at) in _NOUNS - {"д"}:
            at += 1
        return at

    def _begin_side(self, side: Side, at: int) -> None:
        """A side may be named before its houses, behind them, or alone."""
        self._end_side()
        between = self.words[self._end : at]
        is_added = any(word.low in _AND for word in between)
        is_apart = is_added or any(word.sort is Sort.COMMA for word in between)
        self.at = self._past_house_words(at + 1)
        is_followed = self._is_followed(self.at)
        is_behind = bool(self._open) and not is_added and not is_followed
        if is_behind and not (is_apart and self._are_sides_first):
            self._put_on(side)
            return
        # Nothing tells to which the side belongs in «с 1 по 17 нечётная с 2 по 10», what to in «1-50 чётная, нечётная».
        is_between = bool(self._open) and is_followed and not (is_apart or self._are_sides_first)
        is_left_over = bool(self._part) and not self._open and not is_followed
        self.broken = self.broken or is_between or is_left_over
        self._side, self._is_side_alone, self._are_sides_first, self._open = side, True, True, []

    def _put_on(self, side: Side) -> None:
        """«с N 2 по N 50 (чётная сторона)», «дома 1-17, нечётная сторона»: it was said of what stands before it."""
        *before, last = self._open
        run = last.on(side) if isinstance(last, Run) else None
        agrees = run is not None or not (
            isinstance(last, Run)
            or any(isinstance(one, HouseNumber) and not side.has(one) for one in self._open)
        )
        is_said_of_more = any(isinstance(one, Run) and one.side is Side.BOTH for one in before)
        if not agrees or is_said_of_more or (side is Side.BOTH and before):
            self.broken = True
        elif run is not None:
            self._part.runs[-1] = run
        self._open, self._end = [], self.at

    def _end_side(self) -> None:
        """A side that nothing followed is all of it."""
        if self._is_side_alone and self._side is not None:
            self._add_run(None, None)
        self._is_side_alone = False

    def _run(self, at: int, *, is_from: bool) -> None:
        """«с N 15 по 37», «от 23 и до конца», «до N 20»; `at` is behind the first word."""
        found = self._end_of_run(at)
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
        elif (low in _TO or is_dash) and (found := self._end_of_run(at + 1)):
            last, self.at = found
            # «9 корп. 1-3»: houses or buildings
            self.broken = self.broken or (is_dash and first != first.house and last == last.house)
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
            return
        more = buildings(self.words, self.at - 1)
        self.at, self.broken = more.at, self.broken or more.is_unclear
        self._add_singles(number, *more.numbers)

    @property
    def _part(self) -> _Part:
        return self._left_out if self._excepting else self._taken

    def _add_singles(self, *numbers: HouseNumber) -> None:
        self._is_side_alone = False
        self.broken = self.broken or not all(map((self._side or Side.BOTH).has, numbers))
        self._part.singles.update(numbers)
        self._open.extend(numbers)
        self._end = self.at

    def _add_run(self, first: HouseNumber | None, last: HouseNumber | None) -> None:
        self._is_side_alone = False
        self.at += self._low(self.at) == "включительно"
        self._end = self.at
        if first is not None and last is not None:
            is_off_side = self._side is not None and not any(map(self._side.has, (first, last)))
            if last < first or is_off_side:
                self.broken = True
                return
        self._part.runs.append(Run.between(first, last, self._side))
        self._open.append(self._part.runs[-1])
