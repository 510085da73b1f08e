"""What was learnt, applied: numpy alone, so that who only guesses never carries scikit-learn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nasvyazi.domain.understanding.calibration import Calibration
from nasvyazi.domain.understanding.learning.features import Features, Vector
from nasvyazi.domain.understanding.learning.untaught import Untaught
from nasvyazi.domain.understanding.suggestion import Suggestion

_SHOWN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model: immutable, and the same arrays that are stored."""

    labels: tuple[str, ...]
    features: Features
    weights: NDArray[np.float16]
    """A row for each feature, a column for each label; half as large as with 32 bits; figures are of these."""
    bias: NDArray[np.float32]
    calibration: Calibration
    untaught: Untaught

    def suggest(
        self,
        text: str,
        *,
        unlearnt: Sequence[Suggestion] = (),
        offered: Collection[str] | None = None,
        count: int = 3,
    ) -> list[Suggestion]:
        """The likeliest labels, best first; of `offered` alone, where it is given (a retired topic is not offered).

        What a label that is not offered had of the confidence goes to nobody: the guess is less sure.
        `unlearnt` is what is said of the text without learning. It speaks alone where no word of the text was learnt
        that could explain a guess. Where its first is a label that was not learnt, that one takes its confidence
        (`untaught`) before the learnt ones share what is left.
        """
        vector = self.features.vector(text)
        if not self.features.words(vector, kind="lemma"):
            return list(unlearnt[:count])
        first = self.not_learnt(unlearnt)
        learnt = self._learnt(vector, offered, count, 1 - (first.confidence if first is not None else 0.0))
        found = learnt if first is None else [first, *learnt]
        return sorted(found, key=lambda one: -one.confidence)[:count]

    def not_learnt(self, unlearnt: Sequence[Suggestion]) -> Suggestion | None:
        """The first of what is said without learning, as far as it is believed; None where it was learnt."""
        if not unlearnt or unlearnt[0].label in self.labels:
            return None
        return replace(unlearnt[0], confidence=self.untaught.believed(unlearnt[0]))

    def _learnt(
        self, vector: Vector, offered: Collection[str] | None, count: int, left: float
    ) -> list[Suggestion]:
        """What was learnt, in so much confidence as is `left` for it."""
        likely = left * self.calibration.confidences(self.scores(vector))
        best = [
            place
            for place in np.argsort(-likely, kind="stable")
            if offered is None or self.labels[place] in offered
        ]
        said = self.features.words(vector)
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


def _without_parts(words: Sequence[str]) -> list[str]:
    """Words best first, without those that a better one holds or is a part of: «горячая вода», then not «вода» too."""
    kept: list[str] = []
    for word in words:
        parts = set(word.split())
        if not any(parts & set(better.split()) for better in kept):
            kept.append(word)
    return kept
