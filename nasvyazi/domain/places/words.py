"""A text as a row of words, numbers and signs, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nasvyazi.domain.places.gazetteer import plain
from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, STREET_WORDS, SettlementKind, StreetKind
from nasvyazi.domain.places.numbers import LATIN_TWINS

_INNER_CAPITAL = re.compile(r"(?<=[^\s.!?…])[^\S\n]+[«\"(]?[А-ЯЁ]")
"""A capital that begins no sentence."""
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_HYPHENATED = "|".join(
    sorted((re.escape(word) for word in STREET_WORDS if "-" in word), key=len, reverse=True)
)
_WORD = re.compile(rf"(?:{_HYPHENATED})(?![^\W\d_])|\d+|[^\W\d_]+|\n|[^\s\w]|_")
_ONLY_WITH_STOP = frozenset(("у", "с", "х", "ст"))
"""Short forms that are prepositions or letters without a full stop: «у Минской», «с Песков»."""
VILLAGE_WORDS = frozenset(word for word, kind in SETTLEMENT_WORDS.items() if kind != SettlementKind.CITY)
_PASSED_OVER = frozenset(".\"«»“”„'")


@dataclass(frozen=True, slots=True)
class Words:
    """The text in lower case (`plain`, Cyrillic for Latin twins; the same length), and its words in order."""

    original: str
    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    is_careless: bool
    """Whether capitals stand at the beginning of sentences at most: without one a name may be a name all the same."""

    @classmethod
    def of(cls, original: str) -> Words:
        """The words of a text."""
        text = plain(original)
        if _LATIN_LETTER.search(original):
            text = text.translate(LATIN_TWINS)
        matches = list(_WORD.finditer(text))
        return cls(
            original,
            text,
            [match.group() for match in matches],
            [match.start() for match in matches],
            [match.end() for match in matches],
            _INNER_CAPITAL.search(original) is None,
        )

    def at(self, index: int) -> str:
        """The word, "" beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_capital(self, index: int) -> bool:
        """Whether the word begins with a capital."""
        return self.original[self.starts[index]].isupper()

    def left_of(self, index: int) -> int:
        """The index of the next word to the left, full stops and quotation marks passed over."""
        index -= 1
        while self.at(index) in _PASSED_OVER and index >= 0:
            index -= 1
        return index

    def right_of(self, index: int) -> int:
        """The index of the next word to the right, likewise."""
        index += 1
        while self.at(index) in _PASSED_OVER and index < len(self.words):
            index += 1
        return index

    def kind_at(self, index: int) -> StreetKind | None:
        """The kind of street that the word is: «ул» → street."""
        word = self.at(index)
        kind = STREET_WORDS.get(word)
        return None if word in _ONLY_WITH_STOP and self.at(index + 1) != "." else kind

    def next_kind(self, index: int, end: int) -> int:
        """Where, behind the word and before the character `end`, the next kind of street stands; else `end`."""
        while (index := index + 1) < len(self.words) and self.starts[index] < end:
            if self.kind_at(index):
                return self.starts[index]
        return end

    def is_village_at(self, index: int) -> bool:
        """Whether the word is a kind of village: «д», «деревне», «посёлок»."""
        word = self.at(index)
        return word in VILLAGE_WORDS and (word not in _ONLY_WITH_STOP or self.at(index + 1) == ".")
