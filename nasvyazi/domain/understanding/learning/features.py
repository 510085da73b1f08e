"""A text as numbers: how telling each of its words, lemmas and pieces of words is, and what the lexicon says of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from nasvyazi.domain.understanding import lemmas
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon

LIMIT = 20_000
"""Characters of a text that are looked at; the longest message of a network has 16,384 (VK)."""
_BEGINNING = 12
"""So many first words are counted once more, apart: people say first what they write about."""
_PIECES = (3, 4, 5)
_FEWEST_TEXTS = 2
_MOST_TERMS = {"word": 25_000, "lemma": 25_000, "beginning": 10_000, "pieces": 50_000}
"""Of each kind of term the most frequent are kept: a row of weights for each is what a model consists of."""
_SHARES = {"word": 1.5, "lemma": 1.5, "beginning": 1.0, "pieces": 1.0}
_LEXICON_SHARE = 0.7
"""How much each kind of term counts. Measured on two labellings of one town: with words and lemmas at 1 the finer one
(26 executors) loses .012 of weighted F1, the coarser one (8 categories) gains .002."""
_SHORTEST_REASON = 3
"""Letters: «не», «на», «и» explain nothing to a person."""
_REMEMBERED = 20_000
_WORD = re.compile(r"\w\w+")

Vector = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Which features a text has, and how much of each."""


def _with_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _pieces(word: str) -> Iterator[str]:
    """Pieces of three to five characters of a word, the spaces at its ends included."""
    whole = f" {word} "
    for length in _PIECES:
        for start in range(max(len(whole) - length + 1, 1)):
            yield whole[start : start + length]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text cut up: its lemmas, the terms of each kind, and what stands between spaces, of which pieces are made."""

    lemmas: tuple[str, ...]
    terms: Mapping[str, Sequence[str]]
    chunks: Sequence[str]


def analyse(text: str) -> Analysed:
    """Cut a text up."""
    text = text[:LIMIT]
    lowered = text.lower()
    said = lemmas.of(text)
    terms = {
        "word": _with_pairs(_WORD.findall(lowered)),
        "lemma": _with_pairs(said),
        "beginning": _with_pairs(said[:_BEGINNING]),
    }
    return Analysed(said, terms, lowered.split())


class Features:
    """Turns texts into vectors, by terms and their weights that were counted once over all texts learnt from."""

    def __init__(
        self,
        terms: Mapping[str, Sequence[str]],
        weights: Mapping[str, NDArray[np.float32]],
        entries: Sequence[Entry],
    ) -> None:
        """`terms` and how rare each is (`weights`), by their kind and in one order; `entries` are the lexicon's."""
        self.terms, self.weights, self.entries = terms, weights, entries
        self._index: dict[str, dict[str, int]] = {}
        self._offset: dict[str, int] = {}
        self.size = 0
        for kind, found in terms.items():
            self._offset[kind] = self.size
            self._index[kind] = {term: number for number, term in enumerate(found)}
            self.size += len(found)
        self._of_chunk = lru_cache(_REMEMBERED)(self._pieces_known)
        """People use the same words again."""
        self._lexicon = Lexicon(entries)
        self._topic = {entry.code: self.size + number for number, entry in enumerate(entries)}
        self.size += len(entries)

    @classmethod
    def of(cls, texts: Iterable[str], entries: Sequence[Entry]) -> Features:
        """Count terms over the texts: kept is what stands in at least two of them."""
        within = {kind: Counter[str]() for kind in _MOST_TERMS}
        count = 0
        for text in texts:
            count += 1
            analysed = analyse(text)
            for kind, terms in analysed.terms.items():
                within[kind].update(set(terms))
            within["pieces"].update({piece for chunk in set(analysed.chunks) for piece in _pieces(chunk)})
        kept = {
            kind: sorted(
                term for term, texts in found.most_common(_MOST_TERMS[kind]) if texts >= _FEWEST_TEXTS
            )
            for kind, found in within.items()
        }
        weights = {
            kind: np.array([1 + np.log((1 + count) / (1 + within[kind][term])) for term in terms], np.float32)
            for kind, terms in kept.items()
        }
        return cls(kept, weights, entries)

    def vector(self, text: str) -> Vector:
        """The features of a text; those of each kind have a fixed length together (`_SHARES`)."""
        analysed = analyse(text)
        parts = [
            self._counted(kind, (self._index[kind].get(term) for term in terms))
            for kind, terms in analysed.terms.items()
        ]
        parts.append(self._counted("pieces", chain.from_iterable(map(self._of_chunk, analysed.chunks))))
        parts.append(self._guessed(analysed.lemmas))
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

    def words(self, vector: Vector, *, kind: str = "word") -> list[tuple[str, int, float]]:
        """Those features of a vector that are words as they were written (or lemmas): each with its number and amount.

        Without those that explain nothing to a person.
        """
        start, terms = self._offset[kind], self.terms[kind]
        numbers, amounts = vector
        of_kind = (numbers >= start) & (numbers < start + len(terms))
        return [
            (terms[number - start], number, amount)
            for number, amount in zip(numbers[of_kind].tolist(), amounts[of_kind].tolist(), strict=True)
            if _explains(terms[number - start])
        ]

    def _pieces_known(self, chunk: str) -> tuple[int, ...]:
        index = self._index["pieces"]
        return tuple(number for piece in _pieces(chunk) if (number := index.get(piece)) is not None)

    def _counted(self, kind: str, found: Iterable[int | None]) -> Vector:
        counts = Counter(found)
        del counts[None]
        numbers = np.fromiter(counts.keys(), np.int32, len(counts))
        amounts = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        amounts *= self.weights[kind][numbers]
        return numbers + np.int32(self._offset[kind]), _unit(amounts) * np.float32(_SHARES[kind])

    def _guessed(self, said: Sequence[str]) -> Vector:
        guesses = self._lexicon.guess(said)
        numbers = np.array([self._topic[guess.code] for guess in guesses], np.int32)
        return numbers, _unit(np.array([guess.weight for guess in guesses], np.float32)) * np.float32(
            _LEXICON_SHARE
        )


def _explains(word: str) -> bool:
    return any(len(part) >= _SHORTEST_REASON and part.isalpha() for part in word.split())


def _unit(amounts: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.dot(amounts, amounts))
    return amounts / length if length else amounts
