"""Names of streets in a list: «ул. К.Маркса», «Московский проспект», «1-й, 2-й проезды Коняева», «кварталы 9, 10»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.schemes.housing import HouseReader
from nasvyazi.domain.places.schemes.lexing import Sort, Token, begins_name

_LISTED_BY_NUMBER = (StreetKind.QUARTER, StreetKind.ESTATE)
MASCULINE = (
    StreetKind.LANE, StreetKind.AVENUE, StreetKind.BOULEVARD, StreetKind.PASSAGE, StreetKind.DEAD_END,
    StreetKind.DESCENT, StreetKind.ESTATE, StreetKind.QUARTER,
)  # fmt: skip
_FEMININE = (StreetKind.STREET, StreetKind.ROAD, StreetKind.SQUARE, StreetKind.EMBANKMENT, StreetKind.ALLEY)
_ALL = ("вся", "весь")
_LONGEST_LIST = 200
_IN_NO_NAME = re.compile(
    r"""по|от|до|со|во|на|за|из|для|при|без|под|между|вдоль|[вскуоп]|все|всего|итого|примечание
      |вход(?:ит|ят|ящие)|включа(?:ет|ют|я)|включен[аоы]?|относ(?:ит|ят)ся|располож\w+|наход\w+|ограничен\w*|прожива\w+
      |дом(?:а|ов|ам|ами|е)?|жил(?:ой|ые|ых|ая|ое)|многоквартирн\w+|общежити\w+|здани[ея]|строени[ея]|квартир[аы]?
      |сектор\w*|помещени\w+|подъезд[аы]?|школ[аы]|больниц[аы]|магазин[аы]?|казарм[аы]
      |адрес[аы]?|телефон[аы]?|тел|председатель|секретарь|комисси[яи]|место\w*|участ(?:ок|ка|ки|ков)
      |центр|границ[аы]|состав|описани[ея]|округ[аи]?|избират\w+|жители|население|депутат\w*|мандат\w*
      |количество|численность|число""",
    re.VERBOSE,
)
"""Words of sentences about streets. An initial has its full stop: «В. Терешковой»."""
_GARDENS = frozenset(["СТ", "СО", "СК", "ОНТ", "ДНП", "СНП"])
_TAKES_LOWER_CASE = re.compile(r"(?:ой|ых|ая|ий|ый|ого|их|ые|ие|яя|лет|летия|го|й|я|\d)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands from one place of the text to another."""

    kind: StreetKind | None
    text: str
    start: int
    end: int


Names = tuple[list[Name], int, StreetKind | None]
"""What was read, the place behind it, the kind that bare names after it have."""


@dataclass(slots=True)
class NameReader:
    """Reads what begins at `at`; `kind` is what bare names of the list are."""

    words: list[Token]
    at: int
    kind: StreetKind | None

    def read(self) -> Names | None:
        """The names there, None where there is none."""
        start = self.words[self.at].start
        after = self._word(1)
        if self.words[self.at].low in _ALL and after is not None and after.street_kind is not None:
            self.at += 1  # «вся ул. Мира»
        is_said = self._kind()
        if self.at >= len(self.words):
            return None
        is_said = self._closer_kind(is_said=is_said) or is_said
        if ordinals := self._ordinals():
            return self._behind_ordinals(ordinals, start)
        if (
            self.kind in _LISTED_BY_NUMBER
            and self.words[self.at].number
            and (numbers := self._numbers(start))
        ):
            return numbers, self.at, self.kind
        return self._one(start, is_said=is_said)

    def _one(self, start: int, *, is_said: bool) -> Names | None:
        """A name by itself; `is_said`: its kind stands before it."""
        if not is_said and _is_in_no_name(self.words[self.at]):
            return None
        first = self.at
        suffix = self._run_of_words(is_said=is_said)
        if self.at == first or not (suffix or is_said or self._ends_as_listed()):
            return None
        words = [word for word in self.words[first : self.at] if word is not suffix]
        if suffix is None and not is_said:
            suffix = self._kind_behind_comma()
        text = _joined(words)
        inherited = self.kind if is_said or _may_be_called(self.kind, text) else None
        kind = suffix.street_kind if suffix else inherited
        name = Name(kind, text, start, self.words[self.at - 1].end)
        return [name], self.at, self.kind

    def _word(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else None

    def _kind(self) -> bool:
        """«ул.», «улицы:», where a name follows."""
        word = self.words[self.at]
        if word.street_kind is None:
            return False
        behind = 1
        while (after := self._word(behind)) is not None and after.sort in (Sort.COLON, Sort.MARK):
            behind += 1
        if after is None or not (
            after.sort in (Sort.QUOTED, Sort.NUMBER, Sort.ORDINAL)
            or (after.sort is Sort.WORD and (after.is_capital or after.low == "им"))
        ):
            return False
        is_house = after.sort is Sort.NUMBER and not begins_name(self.words, self.at + behind)
        if is_house and word.is_capital and word.street_kind not in _LISTED_BY_NUMBER:
            return False  # «Набережная 5»: a name and its house
        self.kind, self.at = word.street_kind, self.at + behind
        return True

    def _closer_kind(self, *, is_said: bool) -> bool:
        """«территория СТ «Мичуринец»»: what stands right before a name in quotation marks is its kind, no name."""
        word, after = self._word(), self._word(1)
        if word is None or after is None or after.sort is not Sort.QUOTED:
            return False
        is_short = word.sort is Sort.WORD and word.text.isupper()
        if word.street_kind is None and not is_short:
            return False
        in_general = self.kind if is_said else None
        self.kind = word.street_kind or (StreetKind.GARDENS if word.text in _GARDENS else in_general)
        self.at += 1
        return True

    def _ends_as_listed(self) -> bool:
        """Whether a name without its kind ends where a list may end a name: else it begins a sentence.

        Behind a colon are its houses: «Мира: 1, 3», but not «Собственники: ул. Мира».
        """
        after = self._word()
        if after is not None and after.sort is Sort.COLON:
            return HouseReader(self.words, self.at).begins()
        is_place = after is not None and after.settlement_kind is not None  # «Мира с. Ивановка»
        return is_place or self._ends_name(0)

    def _ordinals(self) -> list[Token]:
        """«1-й, 2-й» where there are at least two of them."""
        found, place = [], self.at
        while place < len(self.words) and self.words[place].sort is Sort.ORDINAL:
            found.append(self.words[place])
            place += 1
            if place + 1 < len(self.words) and self.words[place + 1].sort is Sort.ORDINAL:
                place += self.words[place].sort is Sort.COMMA or self.words[place].low == "и"
        if len(found) < 2:
            return []
        self.at = place
        return found

    def _behind_ordinals(self, ordinals: list[Token], start: int) -> Names | None:
        kind, word = self.kind, self._word()
        is_said = word is not None and word.street_kind is not None
        if word is not None and is_said:
            kind, self.at = word.street_kind, self.at + 1
        first = self.at
        suffix = self._run_of_words(is_said=is_said)
        words = [one for one in self.words[first : self.at] if one is not suffix]
        if not words:
            return None
        kind = suffix.street_kind if suffix else kind
        end = self.words[self.at - 1].end
        texts = [_of_several(f"{ordinal.text} {_joined(words)}") for ordinal in ordinals]
        if not all(texts):
            return None
        return [Name(kind, text, start, end) for text in texts], self.at, self.kind

    def _numbers(self, start: int) -> list[Name]:
        """«кварталы 9, 10-12, 15»: each is a name."""
        names: list[Name] = []
        while (word := self._word()) is not None and word.number and not begins_name(self.words, self.at):
            dash, last = self._word(1), self._word(2)
            if dash is not None and dash.sort is Sort.DASH and last is not None and last.number:
                bases = range(word.number.base, min(last.number.base, word.number.base + _LONGEST_LIST) + 1)
                names.extend(Name(self.kind, str(base), word.start, last.end) for base in bases)
                self.at += 3
            else:
                names.append(Name(self.kind, str(word.number), word.start, word.end))
                self.at += 1
            comma, after = self._word(), self._word(1)
            if comma is None or after is None or not (comma.sort is Sort.COMMA or comma.low == "и"):
                break
            if not after.number or begins_name(self.words, self.at + 1):
                break
            self.at += 1
        return [
            Name(one.kind, one.text, start if place == 0 else one.start, one.end)
            for place, one in enumerate(names)
        ]

    def _run_of_words(self, *, is_said: bool) -> Token | None:
        """Go on to the end of the name; a kind behind the name is given back."""
        first = self.at
        while (word := self._word()) is not None:
            if word.street_kind is not None and not self._is_alone(first):
                if not is_said and self._ends_name(1) and self.at > first:
                    self.at += 1
                    return word
                only_ordinal = self.at == first + 1 and self.words[first].sort is Sort.ORDINAL
                if not (only_ordinal and not self._ends_name(1)):
                    return None
                self.at += 1
                self._run_of_words(is_said=True)
                return word
            if not self._belongs(word, first):
                return None
            self.at += 1
        return None

    def _kind_behind_comma(self) -> Token | None:
        """«Бажова, ул.», as registers write it."""
        comma, word, after = self._word(), self._word(1), self._word(2)
        if comma is None or comma.sort is not Sort.COMMA or word is None:
            return None
        if after is not None and after.sort is Sort.COLON:
            return None  # «Горная, переулки: Тихий»
        if word.street_kind is None or word.is_capital or not self._ends_name(2):
            return None
        self.at += 2
        return word

    def _is_alone(self, first: int) -> bool:
        """«ул. Набережная», «Заречная, Набережная», «Набережная улица»: a kind that is the whole name."""
        after = self._word(1)
        is_before_kind = after is not None and after.street_kind is not None and self._ends_name(2)
        return self.at == first and (self._ends_name(1) or is_before_kind)

    def _ends_name(self, ahead: int) -> bool:
        word = self._word(ahead)
        if word is None or word.sort in (Sort.COMMA, Sort.STOP, Sort.COLON, Sort.BRACKET, Sort.DASH):
            return True
        return word.low == "и" or HouseReader(self.words, self.at + ahead).begins()

    def _belongs(self, word: Token, first: int) -> bool:
        """Whether the word is a part of the name that began at `first`."""
        if self.at == first:
            is_number = word.number is not None and begins_name(self.words, self.at)
            is_word = word.sort is Sort.WORD and (word.is_capital or word.low == "им")
            return word.sort in (Sort.QUOTED, Sort.ORDINAL) or is_number or is_word
        if word.sort is Sort.ORDINAL:
            return True
        if word.sort is not Sort.WORD or HouseReader(self.words, self.at).begins():
            return False
        is_lower = not word.is_capital or (word.text.isupper() and len(word.text) > 1)
        if is_lower and _is_in_no_name(word):
            return False
        before = self.words[self.at - 1]
        goes_on = (
            bool(_TAKES_LOWER_CASE.search(before.low)) or before.low == "им" or before.text.endswith(".")
        )
        return word.settlement_kind is None and (word.is_capital or (goes_on and word.low != "и"))


def _of_several(name: str) -> str:
    """«1-я Южные» is «1-я Южная»; "" for «1-й Луговые», which is «Луговой» or «Луговый»."""
    if not name.endswith(("ые", "ие")):
        return name
    if not name.split(maxsplit=1)[0].endswith("я"):
        return ""
    is_soft = name.endswith("ие") and name[-3] not in "гкхжшчщ"
    return name[:-2] + ("яя" if is_soft else "ая")


def _is_in_no_name(word: Token) -> bool:
    is_initial = word.text.endswith(".") or (word.is_capital and len(word.text) == 1)
    return not is_initial and _IN_NO_NAME.fullmatch(word.low) is not None


def _may_be_called(kind: StreetKind | None, name: str) -> bool:
    """Whether the name agrees with a kind that stands further ahead: «Железнодорожная» after «пер.» is no lane."""
    word = name.rsplit(maxsplit=1)[-1].lower()
    if kind in MASCULINE:
        return not word.endswith(("ая", "яя"))
    return not (kind in _FEMININE and word.endswith(("ый", "ий")))


def _joined(words: list[Token]) -> str:
    """The name with one space between its words."""
    return " ".join(word.text for word in words)
