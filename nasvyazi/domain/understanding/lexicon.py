"""What a text is about, told by words alone: needs no data, and is what a town begins with.

A topic is known by words that a person can read and change. A word stands in any form and is compared by its lemma:
«люк+открытый» speaks where both stand near each other, «снег*» wherever a word begins so, «-игра» speaks against.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from nasvyazi.domain.understanding import lemmas
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

NEAR = 6
"""Words that are joined speak together within so many places of the first of them."""
_TOGETHER = {1: 1.0, 2: 2.5, 3: 3.5}
"""How much so many words together say. This and the next three were chosen by hand; the bench judges."""
_GROUP_SHARE = 0.5
"""What a word of a group adds to a topic of it that has words of its own in the text."""
_AGAINST = 3.0
_BEGINNING, _BEGINNING_WEIGHT = 12, 1.5
"""People say in the first words what they write about."""
_SHORTEST_PREFIX = 3
_WRITTEN = re.compile(r"-?{one}(?:\+{one}){{0,2}}".format(one=r"[^\W\d_]+(?:-[^\W\d_]+)*\*?"))


class WordUnreadable(Refusal):
    """A word of a lexicon is written in no form that we know."""

    def __init__(self, word: str) -> None:
        super().__init__(
            gettext_noop(
                "“{word}” is no word of a lexicon: write one word, two or three joined by “+”, “*” at a word's end, "
                "or “-” before one that speaks against the topic."
            ),
            word=word,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic as the lexicon needs it; `group` is the code of its group, "" for a group."""

    code: str
    group: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic that a text may be about: how much speaks for it, and the lexicon's words that do, weightiest first."""

    code: str
    weight: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of the lexicon: its parts (lemmas, or beginnings with «*»), and for whom it speaks how much."""

    parts: tuple[str, ...]
    speaks: tuple[tuple[str, float], ...]
    written: str


@dataclass(slots=True)
class _Tally:
    weight: float = 0.0
    words: list[tuple[float, str]] = field(default_factory=list)

    def add(self, weight: float, word: str) -> None:
        self.weight += weight
        if weight > 0:
            self.words.append((weight, word))


class Lexicon:
    """The words of all topics, ready to be looked up. Immutable; to make one takes 0.1 s, a guess 0.1 ms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Raises WordUnreadable."""
        entries = list(entries)
        self._group = {entry.code: entry.group for entry in entries}
        by_parts: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        written: dict[tuple[str, ...], str] = {}
        for entry in entries:
            for word in entry.words:
                sign, parts = read_word(word)
                by_parts[parts][entry.code] = sign
                written.setdefault(parts, word.lstrip("-"))
        self._by_first: dict[str, list[_Said]] = defaultdict(list)
        for parts, signs in by_parts.items():
            said = _Said(parts, _weights(parts, signs), written[parts])
            self._by_first[parts[0]].append(said)
        self._beginnings = {part for parts in by_parts for part in parts if part.endswith("*")}

    def guess(self, said: Sequence[str]) -> list[Guess]:
        """Topics that a text's lemmas speak of, the likeliest first; none where no word of the lexicon stands in it."""
        places = self._places(said)
        tallies: dict[str, _Tally] = defaultdict(_Tally)
        for first in places.keys() & self._by_first.keys():
            for word in self._by_first[first]:
                if (place := _where(word.parts, places)) is not None:
                    early = _BEGINNING_WEIGHT if place < _BEGINNING else 1.0
                    for code, weight in word.speaks:
                        tallies[code].add(weight * early, word.written)
        return self._ranked(tallies)

    def _places(self, said: Sequence[str]) -> dict[str, list[int]]:
        """Where in the text each lemma stands, and each beginning that the lexicon asks for."""
        places: dict[str, list[int]] = {}
        for place, lemma in enumerate(said):
            places.setdefault(lemma, []).append(place)
            for length in range(_SHORTEST_PREFIX, len(lemma) + 1):
                if (beginning := f"{lemma[:length]}*") in self._beginnings:
                    places.setdefault(beginning, []).append(place)
        return places

    def _ranked(self, tallies: Mapping[str, _Tally]) -> list[Guess]:
        found = []
        for code, tally in tallies.items():
            group = tallies.get(self._group[code]) if self._group[code] else None
            weight = tally.weight * (1.0 if self._group[code] else _GROUP_SHARE)
            words = tally.words
            if group is not None and weight > 0:
                weight += group.weight * _GROUP_SHARE
                words = words + group.words
            if weight > 0:
                ranked = sorted(words, key=lambda one: (-one[0], one[1]))
                found.append(Guess(code, weight, tuple(dict.fromkeys(word for _weight, word in ranked))))
        return sorted(found, key=lambda guess: (-guess.weight, guess.code))


def read_word(written: str) -> tuple[float, tuple[str, ...]]:
    """How a word of a lexicon speaks (1, or less than 0: against), and the parts that a text must hold.

    Raises WordUnreadable.
    """
    if not _WRITTEN.fullmatch(written):
        raise WordUnreadable(written)
    sign = -_AGAINST if written.startswith("-") else 1.0
    parts = written.removeprefix("-").lower().replace("ё", "е").split("+")
    return sign, tuple(sorted(part if part.endswith("*") else lemmas.of_word(part) for part in parts))


def _weights(parts: tuple[str, ...], signs: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """A word that many topics share says little of each."""
    telling = _TOGETHER[len(parts)] / sqrt(len(signs))
    return tuple((code, sign * telling) for code, sign in signs.items())


def _where(parts: tuple[str, ...], places: Mapping[str, Sequence[int]]) -> int | None:
    """The first place of a word near which the others stand, too."""
    others = [places.get(part, ()) for part in parts[1:]]
    for place in places[parts[0]]:
        if all(any(0 < abs(place - near) <= NEAR for near in other) for other in others):
            return place
    return None
