"""The words, numbers and marks of a scheme's text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, STREET_WORDS, SettlementKind, StreetKind
from nasvyazi.domain.places.numbers import HouseNumber


class Sort(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    ORDINAL = auto()
    """«22-го», «1-я», «500-летия»: the beginning of a name."""
    MARK = auto()
    """№, N."""
    QUOTED = auto()
    DASH = auto()
    COMMA = auto()
    BRACKET = auto()
    STOP = auto()
    """What ends a list: a semicolon, the end of a sentence, a line in a list of lines."""
    COLON = auto()
    OTHER = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it says, mended where a line broke it; `start` and `end` are where it stands."""

    sort: Sort
    text: str
    start: int
    end: int
    number: HouseNumber | None = None
    low: str = field(init=False, compare=False)
    """The word for comparing: lower case, е for ё, without its full stop."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", self.text.rstrip(".").lower().replace("ё", "е"))

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def street_kind(self) -> StreetKind | None:
        """The kind of street that the word names."""
        if self.sort is not Sort.WORD or (self.low in _ONLY_WITH_STOP and not self.text.endswith(".")):
            return None
        return STREET_WORDS.get(self.low)

    @property
    def settlement_kind(self) -> SettlementKind | None:
        """The kind of settlement that the word names; a capital letter is somebody's initial."""
        is_short = len(self.low) <= 2
        if self.sort is not Sort.WORD or (is_short and (self.is_capital or not self.text.endswith("."))):
            return None
        return _SETTLEMENTS.get(self.low)


_ONLY_WITH_STOP = {"у", "ш", "тер", "туп"}
_SETTLEMENTS = SETTLEMENT_WORDS | {
    "деревни": SettlementKind.HAMLET,
    "села": SettlementKind.VILLAGE,
    "поселки": SettlementKind.TOWNSHIP,
    "хутора": SettlementKind.FARMSTEAD,
}
_SHORT = {"им", "корп", "стр", "лит", "св", "ак", "акад", "ген", "марш"}
"""Words that may end in a full stop without ending a sentence; so may kinds and initials."""

_TOKENS = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<mark>(?:№|\bN[oº]?(?=[\s.\dN№]))[.]?)
  | (?P<ordinal>\d{1,4}(?:-?(?:летия|лет|й|го|ая|ый|ой|ое|ий)|-я|(?-i:я(?=\s+[А-ЯЁ])))(?![а-яё]))
  | (?P<number>\d{1,4}(?!\d))
  | (?P<other>\d+)
  | (?P<quoted>[«"„“]\s*(?P<inside>\w[^«»"„“”;|\n]{0,60}?)\s*[»"“”])
  | (?P<word>[a-zа-яё]+(?:-(?:\s*\n\s*(?=[а-яё]))?[a-zа-яё]+|'[а-яё]+)*\.?)
  | (?P<dash>[-‐‑‒–—−]+)
  | (?P<comma>,)
  | (?P<bracket>[()\[\]])
  | (?P<stop>[;.…])
  | (?P<colon>:)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BROKEN_WORD = re.compile(r"-\s*\n\s*")
_NUMBER_ENDS = re.compile(
    r"\s*,(?!\s*(?:корп|стр\b|строен|лит))|\s+(?:с|со|и|в|у|о|а)\s|[;:|)]|\s[-–—]\s|\n", re.IGNORECASE
)
_LONGEST_NUMBER = 40


def tokens(text: str, *, lines_end: bool = False) -> Iterator[Token]:
    """Every token of the text; with `lines_end` the end of a line is a stop, else a space."""
    at = 0
    while match := _TOKENS.match(text, at):
        name, at = match.lastgroup or "", match.end()
        name = "quoted" if name == "inside" else name
        if name == "space":
            if lines_end and "\n" in match.group():
                yield Token(Sort.STOP, "\n", match.start(), at)
        elif name == "number":
            token = _number(text, match)
            at = token.end
            yield token
        elif name == "word":
            token = _word(match)
            at = token.end
            yield token
        else:
            said = match["inside"] if name == "quoted" else match.group()
            yield Token(Sort[name.upper()], said, match.start(), at)


def _number(text: str, match: re.Match[str]) -> Token:
    """A house number, as far as it goes: «9, с 19» is a nine, «13, корп. 2» is all of it."""
    start = match.start()
    window = text[start : start + _LONGEST_NUMBER]
    stop = _NUMBER_ENDS.search(window)
    found = HouseNumber.at_start(window[: stop.start()] if stop else window)
    if found is None:
        return Token(Sort.OTHER, match.group(), start, match.end())
    number, length = found
    return Token(Sort.NUMBER, window[:length], start, start + length, number)


def _word(match: re.Match[str]) -> Token:
    """A word; its full stop is its own where it is short for something."""
    text, end = _BROKEN_WORD.sub("", match.group()), match.end()
    token = Token(Sort.WORD, text, match.start(), end)
    if not text.endswith("."):
        return token
    is_short = len(text) == 2 or token.low in _SHORT or token.low in STREET_WORDS or token.settlement_kind
    is_long_kind = len(token.low) > 4 and token.low in STREET_WORDS
    if is_short and not is_long_kind:
        return token
    return Token(Sort.WORD, text[:-1], match.start(), end - 1)


_MONTHS = frozenset(
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
)


def begins_name(words: list[Token], at: int) -> bool:
    """Whether the number at a place begins a name, as in «22-го Партсъезда», «40 лет Победы», «8 Марта»."""
    word = words[at]
    if word.sort is Sort.ORDINAL:
        return True
    after = words[at + 1] if at + 1 < len(words) else None
    is_bare = word.number is not None and word.number == HouseNumber(word.number.base)
    if not is_bare or after is None or after.sort is not Sort.WORD:
        return False
    if after.low == "лет" or after.low in _MONTHS:
        return True
    is_marked = at > 0 and words[at - 1].sort is Sort.MARK
    return after.is_capital and not is_marked and after.street_kind is None
