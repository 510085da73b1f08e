"""Patterns of words that stand near each other: the one language in which this app's data files speak of texts.

    запах|пахнуть газ         both, in any order, at most WINDOW places apart
    до_сих_пор                words that follow each other
    провод* лежать            a beginning
    ^когда                    the first word of a sentence
    <infinitive>              what somebody wishes to be done: «убрать», «построить»
    <?> <link> <emoji> …      marks (`words.py`)

Each word may be given as it is written or by its dictionary form. All patterns of a file are looked for in one pass:
a text costs a look into a table for each of its words, whatever the number of patterns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from nasvyazi.domain.understanding.words import Word

WINDOW = 6
_REMEMBERED = 50_000
_INFINITIVE = tuple("ать ять ить еть оть уть ыть йти сти зти чься ться тись".split())
"""A dictionary form that ends so is mostly a verb's; the few nouns («печать») do no harm where a pattern asks for one."""
_SHORTEST_VERB = 4


class Match(NamedTuple):
    """Where a pattern was found: its number, and the words that spoke, in the order of the text."""

    pattern: int
    words: tuple[Word, ...]


class _Entry(NamedTuple):
    """What begins with a word: the term of a pattern, and the words that have to follow."""

    pattern: int
    term: int
    rest: tuple[str, ...]


class Patterns:
    """A set of patterns, known by their place in it. Raises ValueError for an empty one."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._terms = [len(pattern.split()) for pattern in patterns]
        if 0 in self._terms:
            raise ValueError("a pattern without words")
        self._exact: dict[str, list[_Entry]] = defaultdict(list)
        self._stems: dict[str, list[_Entry]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            for term, alternatives in enumerate(pattern.split()):
                for alternative in alternatives.split("|"):
                    first, *rest = alternative.split("_")
                    table = self._stems if first.endswith("*") else self._exact
                    table[first.removesuffix("*")].append(_Entry(number, term, tuple(rest)))
        self._lengths = sorted({len(stem.removeprefix("^")) for stem in self._stems})
        self._entries = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Every pattern's matches; one word speaks once for a pattern."""
        seen: dict[int, list[tuple[int, tuple[Word, ...]]]] = {}
        for index, word in enumerate(words):
            for number, term, rest in self._entries(word.form, word.lemma, word.is_first):
                if not rest or _follows(words, index, rest):
                    said = tuple(words[index : index + 1 + len(rest)])
                    seen.setdefault(number, []).append((term, said))
        return [
            match for number, hits in seen.items() for match in _joined(number, hits, self._terms[number])
        ]

    def _look_up(self, form: str, lemma: str, is_first: bool) -> tuple[_Entry, ...]:
        found: dict[_Entry, None] = {}
        for mark in ("", "^") if is_first else ("",):
            for said in _spellings(form, lemma):
                found.update(dict.fromkeys(self._exact.get(mark + said, ())))
                for stem in {said[:length] for length in self._lengths}:
                    found.update(dict.fromkeys(self._stems.get(mark + stem, ())))
        return tuple(found)


def _spellings(form: str, lemma: str) -> set[str]:
    is_infinitive = form == lemma and len(form) > _SHORTEST_VERB and form.endswith(_INFINITIVE)
    return {form, lemma, "<infinitive>"} if is_infinitive else {form, lemma}


def _follows(words: Sequence[Word], index: int, rest: tuple[str, ...]) -> bool:
    following = words[index + 1 : index + 1 + len(rest)]
    return len(following) == len(rest) and all(
        _is(word, unit) and word.place == words[index].place + offset
        for offset, (word, unit) in enumerate(zip(following, rest, strict=True), 1)
    )


def _is(word: Word, unit: str) -> bool:
    if unit.endswith("*"):
        return word.form.startswith(unit[:-1]) or word.lemma.startswith(unit[:-1])
    return unit in (word.form, word.lemma)


def _joined(number: int, hits: list[tuple[int, tuple[Word, ...]]], terms: int) -> Iterator[Match]:
    """Matches of one pattern: hits of all its terms, near each other, each used once."""
    last: dict[int, tuple[Word, ...]] = {}
    for term, said in hits:
        last[term] = said
        last = {one: words for one, words in last.items() if said[0].place - words[-1].place <= WINDOW}
        if len(last) == len(set(last.values())) == terms:
            spoke = sorted({word for words in last.values() for word in words}, key=lambda word: word.place)
            yield Match(number, tuple(spoke))
            last = {}
