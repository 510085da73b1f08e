"""Names of residents in an answer: how one speaks to whom, and where a name stands in whatever case.

No dictionary: what the forms of Russian names tell. What is not certain becomes a blank, which a person fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    "ами|ями|ого|его|ому|ему|ыми|ими|ою|ею|ой|ей|ом|ем|ым|им|ая|яя|ую|юю|ый|ий|ых|их|ам|ям|ах|ях|ов|ев|ия|ии|ию|ие|ья|ью|ье|ьи"
    "|а|я|у|ю|ы|и|е|о|й|ь"
)
_ENDED = [(ending, -len(ending)) for ending in _ENDINGS.split("|")]
_CASE = re.compile(rf"(?:ь?(?:{_ENDINGS}|ием|ией|ьем|ьею))?")
_SHORTEST_STEM = 2
_FLEETING = re.compile(r"(.+)[ео]([^аеиоуыэюяь])")
"""Павел, Павла; Лев, Льва; Любовь, Любви."""
_PATRONYMIC = re.compile(r"[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овн|евн|ичн|иничн)[а-яё]{0,3}")
_GIVEN = re.compile(r"[А-ЯЁ][а-яё]+")
_SURNAME = re.compile(r".{2,}(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|[сц]кий|[сц]кая|енко|ых|их)")
_LIKE_SURNAMES = frozenset(
    ("яков", "константин", "валентин", "мартин", "марина", "карина", "ирина", "полина", "алина", "арина", "екатерина",
     "кристина", "валентина", "галина", "нина", "ангелина", "альбина", "регина", "антонина", "фаина", "амина", "дарина",
     "василина", "сабина", "эвелина", "каролина", "розалина")
)  # fmt: skip
"""First names with the endings of surnames."""
_BETWEEN = re.compile(r"[ \t\u00a0]+|\.[ \t\u00a0]*|-")
_ADJECTIVE = re.compile(r"\b(уважаем(?:ый|ая)|дорог(?:ой|ая))\s+\Z", re.IGNORECASE)
_INITIAL = re.compile(r"[А-ЯЁA-Z]")
_MEN_IN_A = frozenset(
    ("никита", "илья", "фома", "лука", "кузьма", "савва", "данила", "гаврила", "мустафа", "муса", "иса")
)
_EITHER = frozenset(("саша", "женя", "валя", "слава", "шура", "паша", "миша"))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name stands in a text, and whether it is said as one speaks to its bearer."""

    start: int
    end: int
    is_address: bool


def first_name(name: str) -> str:
    """By what a resident is spoken to: «Марина», «Мария Петровна»; "" = their name in the network does not tell."""
    words = name.split()
    for given, patronymic in pairwise(words):
        if _GIVEN.fullmatch(given) and _PATRONYMIC.fullmatch(patronymic):
            return f"{given} {patronymic}"
    known = [word for word in words if _GIVEN.fullmatch(word) and len(word) > 1]
    if not known or len(words) > 3:
        return ""
    is_surname_first = len(known) > 1 and _is_surname(known[0]) and not _is_surname(known[1])
    return known[1] if is_surname_first else known[0]


def addressed(name: str, *, before: str) -> str:
    """A first name as it may stand behind these words; "" = not known, or «Уважаемый» does not go with it."""
    adjective = _ADJECTIVE.search(before)
    return name if adjective is None or _goes_with(adjective.group(1), name) else ""


def _goes_with(adjective: str, name: str) -> bool:
    """As far as the endings tell."""
    given = name.partition(" ")[0].lower()
    if given in _EITHER or given.endswith("ь"):
        return False
    is_woman = given.endswith(("а", "я")) and given not in _MEN_IN_A
    return is_woman == adjective.lower().endswith("ая")


class Name:
    """The name of a resident, found again in whatever case and letters."""

    def __init__(self, name: str) -> None:
        self._words = [plain(word) for word in WORD.findall(name)]
        self._first = plain(first_name(name).partition(" ")[0])

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for word in self._words for stem in _stems(word))

    def is_in(self, word: str) -> bool:
        """Whether a word is one of the name's, in whatever case."""
        told = plain(word)
        return any(_is_case_of(told, stem) for stem in self._stems)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Where the name stands, with the patronymic, the initials and the surname that belong to it."""
        words = list(WORD.finditer(text))
        at = 0
        while at < len(words):
            last = at
            while last + 1 < len(words) and self._goes_on(text, words[at : last + 2]):
                last += 1
            run = words[at : last + 1]
            if any(self.is_in(word.group()) for word in run):
                is_address = bool(self._first) and plain(run[0].group()) == self._first
                end = run[-1].end() + _is_initial(text, run[-1])
                yield Mention(run[0].start(), end, is_address)
            at = last + 1

    def _goes_on(self, text: str, run: list[re.Match[str]]) -> bool:
        """Whether the last word of a run belongs to the name that the others are."""
        first, before, word = run[0], run[-2], run[-1]
        if not _BETWEEN.fullmatch(text[before.end() : word.start()]):
            return False
        if not self.is_in(first.group()) and not _is_initial(text, first):
            return False
        is_patronymic = _PATRONYMIC.fullmatch(word.group()) is not None
        return is_patronymic or self.is_in(word.group()) or _is_initial(text, word)


def plain(word: str) -> str:
    """A word without what tells nothing apart: small letters, е for ё."""
    return word.casefold().replace("ё", "е")


def _is_surname(word: str) -> bool:
    return _SURNAME.fullmatch(word.lower()) is not None and word.lower() not in _LIKE_SURNAMES


def _is_initial(text: str, word: re.Match[str]) -> bool:
    return _INITIAL.fullmatch(word.group()) is not None and text[word.end() : word.end() + 1] == "."


def _stems(word: str) -> Iterator[str]:
    """What of a name may stay in every case: of «Сергей» «серге» and «серг», of «Иванов» all of it, too."""
    stems = [word, *(word[:cut] for ending, cut in _ENDED if word.endswith(ending))]
    for stem in stems:
        if len(stem) < _SHORTEST_STEM:
            continue
        yield stem
        fleeting = _FLEETING.fullmatch(stem)
        if fleeting is not None:
            before, after = fleeting.groups()
            yield before + after
            yield f"{before}ь{after}"


def _is_case_of(word: str, stem: str) -> bool:
    return word.startswith(stem) and _CASE.fullmatch(word[len(stem) :]) is not None
