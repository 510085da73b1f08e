"""Settlements that the register does not have: «пос. Кугеси, ул. Гагарина 5», «живу в Канаше. На Ленина яма»."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from nasvyazi.domain.places.gazetteer import Gazetteer
from nasvyazi.domain.places.grammar import is_person, is_place, is_settlement_like
from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS
from nasvyazi.domain.places.stems import stem
from nasvyazi.domain.places.towns import BESIDE
from nasvyazi.domain.places.words import VILLAGE_WORDS, Words

_INTO = frozenset(("в", "во", "из", "под"))
"""Prepositions of settlements."""
_LEADING = _INTO | VILLAGE_WORDS
_BETWEEN = frozenset((",", ".", ":", "-", "–", "—", "(", "на", "по", "вдоль"))
"""What may stand between a settlement and the street behind it: «в Канаше, на Ленина», «Кугеси. Ленина»."""
_REGIONS = ("район", "микрорайон", "округ", "област", "респ", "край", "края", "крае")
_DISTRICT = re.compile(r"\s(?:муниципальн[а-я]{2,3}\s|м\.?\s?)?(?:район|р-н|округ|о(?![а-я]))")
_TOWN_DISTRICTS = frozenset(
    (
        *("ленинск", "калининск", "московск", "кировск", "октябрьск", "советск", "первомайск", "свердловск"),
        *("фрунзенск", "куйбышевск", "дзержинск", "заводск", "пролетарск", "орджоникидзевск", "городск"),
    )
)
"""Stems of what districts within towns are called."""
_QUOTES = frozenset("\"«“„'")
"""Shops and companies stand behind them: «у "Пятёрочки"»."""
_ENDS = frozenset((",", ".", ";", ":", "!", "?", "(", ")", "–", "—", "\n", ""))
"""What stands before and behind a name that stands alone."""
_CUT = 3
"""Letters of the longest word whose full stop ends no sentence: «им. Петрикова»."""
_LONGEST = 6
"""Words and hyphens to the last word of the longest name."""
_ABBREVIATED = 4
"""Letters of the longest abbreviation in capitals: «ЖЭУ», «МФЦ», «СЗР» are no settlements."""


class Unknown:
    """The places of a text where such a settlement is named.

    Whatever street follows may be there, until one of our settlements is named. It may be ours all the same: nobody can
    tell «Лапсары», a part of the town, from a village beside it. There are none where the register does not say in
    which settlements its streets lie.
    """

    def __init__(
        self, words: Words, gazetteer: Gazetteer, streets: Collection[int], towns: Sequence[int]
    ) -> None:
        """`streets` are the words that may name one; `towns` the characters where another town is named for sure."""
        self._words = words
        self._ours = gazetteer.settlements_beginning
        self._streets = streets
        self._towns = towns

    def has(self, street: int, start: int, end: int) -> bool:
        """Whether the street at the word `street`, with its houses at the characters `start` … `end`, may lie there."""
        if not self._ours:
            return False
        firsts, are_unknown = self._marks
        behind = bisect_right(firsts, start)
        first = firsts[behind] if behind < len(firsts) else None
        if first is not None and end <= first and BESIDE.fullmatch(self._words.text, end, first):
            return are_unknown[behind]
        return self._is_right_before(street) or (behind > 0 and are_unknown[behind - 1])

    @cached_property
    def _marks(self) -> tuple[Sequence[int], Sequence[bool]]:
        """The characters where settlements are named, in order, and whether the register does not have them."""
        marks = dict.fromkeys(self._towns, True) | dict(self._named())
        firsts = sorted(marks)
        return firsts, [marks[first] for first in firsts]

    def _named(self) -> Iterator[tuple[int, bool]]:
        """Where settlements are named, and whether the register does not have them."""
        words, original = self._words, self._words.original
        ours = {word for word in set(words.words) if stem(word) in self._ours}
        for index, (word, first) in enumerate(zip(words.words, words.starts, strict=True)):
            if word in ours and self._is_ours(index):
                yield words.starts[self._begin(index)], False
            elif word in _LEADING:
                if self._leads_to_name(index):
                    yield first, True
            elif original[first].isupper() and (self._stands_alone(index) or self._is_district(index)):
                yield first, True

    def _leads_to_name(self, index: int) -> bool:
        """«пос. Кугеси», «в Канаше»; behind a kind of settlement any word is a name that begins with a capital.

        Behind a preposition a small letter begins only one that the dictionary has: «в подьезеде» looks the same.
        """
        words = self._words
        is_into = words.at(index) in _INTO
        name = words.right_of(index)
        last = self._last(name) if is_into or self._is_kind(index) else None
        if last is None:
            return False
        if not words.is_capital(name):
            return words.is_careless and (is_place(words.at(last)) if is_into else self._is_like(last))
        return self._is_like(last) or (not is_into and len(words.at(name)) > 1)

    def _is_district(self, index: int) -> bool:
        """«Яльчикский район»: one that is called after a place is no part of a town, as «Ленинский» may be."""
        said = stem(self._words.at(index))
        if not said.endswith("ск") or said in _TOWN_DISTRICTS:
            return False
        return bool(_DISTRICT.match(self._words.text, self._words.ends[index]))

    def _is_kind(self, index: int) -> bool:
        """«пос. Кугеси», and not «и т. д. Просим»."""
        return self._words.is_village_at(index) and self._words.at(self._words.left_of(index)) != "т"

    def _is_ours(self, index: int) -> bool:
        names = self._ours.get(stem(self._words.at(index)), ())
        return any(self._reads(index, name) for name in names)

    def _begin(self, index: int) -> int:
        """Where what leads to the name of ours begins: «Гагарина 5 в Минусово»; behind a sign it is another's."""
        begin = index
        while (left := self._words.left_of(begin)) >= 0 and self._words.at(left) in SETTLEMENT_WORDS:
            begin = left
        is_led = self._words.at(begin - 1) in _INTO and self._words.at(begin - 2) not in _ENDS
        return begin - 1 if is_led else index

    def _reads(self, index: int, name: Sequence[Sequence[str]]) -> bool:
        """Whether the words of a name follow each other there."""
        for stems in name:
            if stem(self._words.at(index)) not in stems:
                return False
            index += 1
            while self._words.at(index) in ("-", "."):
                index += 1
        return True

    def _stands_alone(self, index: int) -> bool:
        """«Канаш, Ленина 15», «Ленина 15, Канаш»: with signs on both sides, or a number before."""
        words, before = self._words, self._words.at(index - 1)
        if not (before in _ENDS or before.isdigit()):
            return False
        if words.at(index + 1).isalpha() and not words.is_capital(index + 1):
            return False
        if before == "." and words.at(index - 2).isalpha() and len(words.at(index - 2)) <= _CUT:
            return False
        last = self._last(index)
        return last is not None and words.at(last + 1) in _ENDS and self._is_like(last)

    def _is_right_before(self, street: int) -> bool:
        """«Канаш Ленина 15», «живу в кугесях на гагарина 5»; of a small letter only behind a preposition, or first."""
        words, index = self._words, street - 1
        while words.at(index) in _BETWEEN:
            index -= 1
        if not words.at(index).isalpha() or words.at(index - 1) in _QUOTES or self._last(index) is None:
            return False
        is_name = words.is_capital(index) or index == 0 or words.at(index - 1) in _INTO
        return is_name and self._is_like(index)

    def _last(self, index: int) -> int | None:
        """The last word of the name that begins there: «Мариинский Посад», «Йошкар-Ола».

        None where it is that of a street, of one of our settlements, of a person or of a region.
        """
        words, last = self._words, index
        if (
            not words.at(index).isalpha()
            or index in self._streets
            or words.kind_at(index)
            or self._is_ours(index)
        ):
            return None
        while last < index + _LONGEST and (following := self._goes_on(last)) is not None:
            last = following
        is_region = any(words.at(one).startswith(_REGIONS) for one in (index, last, last + 1))
        is_other = is_region or any(is_person(words.at(one)) for one in range(index, last + 1))
        return None if is_other else last

    def _goes_on(self, last: int) -> int | None:
        """The next word of a name: one with a capital, or behind a hyphen."""
        words = self._words
        following = last + 2 if words.at(last + 1) == "-" else last + 1
        if not words.at(following).isalpha() or following in self._streets:
            return None
        return following if words.is_capital(following) or following == last + 2 else None

    def _is_like(self, index: int) -> bool:
        word = self._words.original[self._words.starts[index] : self._words.ends[index]]
        is_short = word.isupper() and len(word) <= _ABBREVIATED
        is_whole = is_settlement_like(self._words.at(index))
        is_half = self._words.at(index - 1) == "-" and self._words.is_capital(index)  # «Йошкар-Ола»
        return not is_short and (is_whole or (is_half and is_settlement_like(self._words.at(index - 2))))
