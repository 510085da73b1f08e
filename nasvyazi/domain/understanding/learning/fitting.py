"""Fitting: the only place that needs scikit-learn, imported when it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nasvyazi.domain.understanding import calibration
from nasvyazi.domain.understanding.learning.examples import Example
from nasvyazi.domain.understanding.learning.features import Features, Vector
from nasvyazi.domain.understanding.learning.model import Model
from nasvyazi.domain.understanding.learning.untaught import Unlearnt, Untaught, named
from nasvyazi.domain.understanding.lexicon import Entry

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SEED = 42
_HARDNESS = 0.3
"""The SVM's C. Measured with words and pieces alone, macro F1: .633 at .1, .605 at .3, .582 at 1; weighted .804, .804,
.800. With lemmas and the lexicon beside them .3 is the better one for the frequent labels."""
INNER_FOLDS = 4
"""A model learns how sure it is by holding out so many parts in turn."""


def fit(
    examples: Sequence[Example],
    entries: Sequence[Entry],
    *,
    rare: Sequence[Example] = (),
    unlearnt: Unlearnt | None = None,
    seed: int = SEED,
) -> Model:
    """A model of examples that are `learnable`; `entries` are the lexicon's, whose guesses are features too.

    It has to be no surer than it is right on those decisions, too, whose labels it does not know (`rare`); and knows
    from all of them how far to believe what is said without learning (`unlearnt`).
    """
    labels = tuple(sorted({example.label for example in examples}))
    features = Features.of((example.text for example in examples), entries)
    matrix = _matrix([features.vector(example.text) for example in examples], features.size)
    truth = np.array([labels.index(example.label) for example in examples], np.int64)
    weights, bias = _svm(matrix, truth, len(labels), seed)
    held_out = _held_out_scores(matrix, truth, len(labels), seed)
    if rare:
        others = _matrix([features.vector(example.text) for example in rare], features.size)
        held_out = np.concatenate([held_out, others @ weights.T + bias])
        truth = np.concatenate([truth, np.full(len(rare), calibration.NONE)])
    told = [*examples, *rare]
    said = named(told, unlearnt, learnt=labels)
    # What is named rightly without learning takes its confidence first: what was learnt shares the rest of it.
    is_left = np.array([name != example.label for name, example in zip(said, told, strict=True)])
    return Model(
        labels,
        features,
        np.ascontiguousarray(weights.T, dtype=np.float16),
        bias.astype(np.float32),
        calibration.fit(held_out[is_left], truth[is_left]),
        Untaught.of(said, [example.label for example in told]),
    )


def _matrix(vectors: Sequence[Vector], size: int) -> csr_matrix[Any]:
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(numbers) for numbers, _amounts in vectors)])
    numbers = np.concatenate([numbers for numbers, _amounts in vectors])
    amounts = np.concatenate([amounts for _numbers, amounts in vectors])
    return csr_matrix((amounts.astype(np.float64), numbers, ends), shape=(len(vectors), size))


def _svm(
    matrix: csr_matrix[Any], truth: NDArray[np.int64], count: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A row of weights and a bias for each label; of two labels scikit-learn gives one, the other is its opposite."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_HARDNESS, class_weight="balanced", random_state=seed).fit(matrix, truth)
    weights, bias = machine.coef_, machine.intercept_
    if count == 2:
        weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _held_out_scores(
    matrix: csr_matrix[Any], truth: NDArray[np.int64], count: int, seed: int
) -> NDArray[np.float64]:
    """Scores of each text by a machine that had not seen it."""
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(truth), count))
    for seen, unseen in StratifiedKFold(INNER_FOLDS, shuffle=True, random_state=seed).split(matrix, truth):
        weights, bias = _svm(matrix[seen], truth[seen], count, seed)
        scores[unseen] = matrix[unseen] @ weights.T + bias
    return scores
