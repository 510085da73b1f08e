"""What was learnt, applied: numpy alone, so that who only guesses never carries scikit-learn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nasvyazi.domain.understanding.calibration import Calibration
from nasvyazi.domain.understanding.learning.features import Features, Vector
from nasvyazi.domain.understanding.suggestion import Suggestion

_SHOWN_WORDS = 5
_SHORTEST_REASON = 3
"""Letters: «не», «на», «и» explain nothing to a person."""


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model: immutable, and the same arrays that are stored."""

    labels: tuple[str, ...]
    features: Features
    weights: NDArray[np.float16]
    """A row for each feature, a column for each label; half as large as with 32 bits; figures are of these."""
    bias: NDArray[np.float32]
    calibration: Calibration

    def suggest(
        self, text: str, *, offered: Collection[str] | None = None, count: int = 3
    ) -> list[Suggestion]:
        """The likeliest labels, best first; of `offered` alone, where it is given (a retired topic is not offered).

        What a label that is not offered had of the confidence goes to nobody: the guess is less sure.
        """
        vector = self.features.vector(text)
        likely = self.calibration.confidences(self.scores(vector))
        best = [
            place
            for place in np.argsort(-likely, kind="stable")
            if offered is None or self.labels[place] in offered
        ]
        said = [told for told in self.features.words(vector) if _explains(told[0])]
        return [
            Suggestion(self.labels[place], float(likely[place]), self._reasons(said, place))
            for place in best[:count]
        ]

    def scores(self, vector: Vector) -> NDArray[np.float32]:
        """How much speaks for each label, uncalibrated."""
        numbers, amounts = vector
        scores: NDArray[np.float32] = amounts @ self.weights[numbers].astype(np.float32) + self.bias
        return scores

    def _reasons(self, said: Sequence[tuple[str, int, float]], place: int) -> tuple[str, ...]:
        weighed = [(amount * float(self.weights[number, place]), word) for word, number, amount in said]
        ranked = [word for weight, word in sorted(weighed, reverse=True) if weight > 0]
        return tuple(_without_parts(ranked)[:_SHOWN_WORDS])


def _explains(word: str) -> bool:
    return any(len(part) >= _SHORTEST_REASON and part.isalpha() for part in word.split())


def _without_parts(words: Sequence[str]) -> list[str]:
    """Words best first, without those that a better one holds or is a part of: «горячая вода», then not «вода» too."""
    kept: list[str] = []
    for word in words:
        parts = set(word.split())
        if not any(parts & set(better.split()) for better in kept):
            kept.append(word)
    return kept
