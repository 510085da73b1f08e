"""Patterns of words that stand near each other: the one language in which this app's data files speak of texts.

    запах|пахнуть газ         both, in any order, at most WINDOW places apart
    до_сих_пор                words that follow each other
    провод* лежать            a beginning (of the first word, where several follow each other)
    ^когда                    the first word of a sentence
    <infinitive>              what somebody wishes to be done: «убрать», «построить»
    <?> <link> <emoji> …      marks (`words.py`)

Each word may be given as it is written or by its dictionary form. All patterns of a file are looked for in one pass:
a text costs a look into a table for each of its words, whatever the number of patterns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from nasvyazi.domain.understanding.words import Word

WINDOW = 6
_REMEMBERED = 50_000
_INFINITIVE = ("ать", "ять", "ить", "еть", "оть", "уть", "ыть", "йти", "сти", "зти", "чься", "ться", "тись")
"""A dictionary form that ends so is mostly a verb's; the few nouns («печать») do little harm."""
_SHORTEST_VERB = 4


class Match(NamedTuple):
    """Where a pattern was found: its number, and the words that spoke, in the order of the text."""

    pattern: int
    words: tuple[Word, ...]


class _Term(NamedTuple):
    """A term of a pattern, and the words that have to follow the one that was found."""

    pattern: int
    term: int
    rest: tuple[str, ...]


class _Said(NamedTuple):
    """What a word can mean: terms by itself, and terms that need a next word, by that word."""

    alone: tuple[_Term, ...]
    with_next: Mapping[str, Sequence[_Term]]


_Hits = dict[int, list[tuple[int, tuple[Word, ...]]]]
"""By pattern: its terms that were found, with the words, in the order of the text."""


class Patterns:
    """A set of patterns, known by their place in it. Raises ValueError for an empty one."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._terms = [len(pattern.split()) for pattern in patterns]
        if 0 in self._terms:
            raise ValueError("a pattern without words")
        self._exact: dict[str, list[_Term]] = defaultdict(list)
        self._stems: dict[str, list[_Term]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            for term, alternatives in enumerate(pattern.split()):
                for alternative in alternatives.split("|"):
                    first, *rest = alternative.split("_")
                    table = self._stems if first.endswith("*") else self._exact
                    table[first.removesuffix("*")].append(_Term(number, term, tuple(rest)))
        self._lengths = sorted({len(stem.removeprefix("^")) for stem in self._stems})
        self._meanings = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Every pattern's matches; one word speaks once for a pattern."""
        seen: _Hits = {}
        for index, word in enumerate(words):
            meanings = self._meanings(word.form, word.lemma, word.is_first)
            for number, term, _rest in meanings.alone:
                seen.setdefault(number, []).append((term, (word,)))
            if meanings.with_next and index + 1 < len(words):
                _follow(words, index, meanings.with_next, seen)
        return [
            match
            for number, hits in seen.items()
            if len(hits) >= self._terms[number]
            for match in _joined(number, hits, self._terms[number])
        ]

    def _look_up(self, form: str, lemma: str, is_first: bool) -> _Said:
        found: dict[_Term, None] = {}
        for mark in ("", "^") if is_first else ("",):
            for said in _spellings(form, lemma):
                found.update(dict.fromkeys(self._exact.get(mark + said, ())))
                for stem in {said[:length] for length in self._lengths}:
                    found.update(dict.fromkeys(self._stems.get(mark + stem, ())))
        with_next: dict[str, list[_Term]] = defaultdict(list)
        for term in found:
            if term.rest:
                with_next[term.rest[0]].append(term)
        return _Said(tuple(term for term in found if not term.rest), dict(with_next))


def _spellings(form: str, lemma: str) -> set[str]:
    is_infinitive = form == lemma and len(form) > _SHORTEST_VERB and form.endswith(_INFINITIVE)
    return {form, lemma, "<infinitive>"} if is_infinitive else {form, lemma}


def _follow(words: Sequence[Word], index: int, with_next: Mapping[str, Sequence[_Term]], seen: _Hits) -> None:
    """Add the phrases that begin at a word and go on without a gap."""
    following = words[index + 1]
    for said in {following.form, following.lemma}:
        for number, term, rest in with_next.get(said, ()):
            phrase = tuple(words[index : index + 1 + len(rest)])
            is_whole = len(phrase) == 1 + len(rest) and phrase[-1].place == words[index].place + len(rest)
            if is_whole and all(
                unit in (word.form, word.lemma) for word, unit in zip(phrase[1:], rest, strict=True)
            ):
                seen.setdefault(number, []).append((term, phrase))


def _joined(number: int, hits: list[tuple[int, tuple[Word, ...]]], terms: int) -> Iterator[Match]:
    """Matches of one pattern: hits of all its terms, near each other, each used once."""
    if terms == 1:
        yield from (Match(number, said) for _term, said in hits)
        return
    last: dict[int, tuple[Word, ...]] = {}
    for term, said in hits:
        last[term] = said
        last = {one: words for one, words in last.items() if said[0].place - words[-1].place <= WINDOW}
        if len(last) == len(set(last.values())) == terms:
            spoke = sorted({word for words in last.values() for word in words}, key=lambda word: word.place)
            yield Match(number, tuple(spoke))
            last = {}
