"""How words come to weigh as they do in `urgency.csv`, and how well they tell danger from calm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nasvyazi.domain.understanding import urgency, words
from nasvyazi.domain.understanding.tests.invented import CALM, Told

_FEWEST_TEXTS = 3
_STRENGTH = 10.0
"""How far a few texts move a weight (scikit-learn's C): 30 finds as many and doubles the false ones of long texts."""
_ROUNDS = 2
_OF_DANGER, _OF_CALM = 1, 2
_PIECE_COUNTS = 0.3
"""How often pieces are chosen anew, how many of a text, and how much one counts beside a text."""
_SMALLEST = 0.3
"""A weight for a name that is smaller says nothing and is left out."""


class Judged(NamedTuple):
    """Shares: of messages of danger those that were found, and those named rightly; of calm ones those told."""

    found: float
    named: float
    false: float


def weigh(told: Sequence[Told]) -> dict[str, urgency.Weight]:
    """What each term says, by logistic regression: danger or calm, and of the dangers which."""
    texts = [words.read(words.clean(one.text)) for one in told]
    vectorizer = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=_FEWEST_TEXTS)
    vectors = vectorizer.fit_transform(texts)
    is_danger = np.array([CALM not in one.codes for one in told])
    danger = _fit_pieces(vectorizer, texts, vectors, is_danger)
    named = _fit(vectors[is_danger], [one.codes[0] for one in told if CALM not in one.codes])
    found = {urgency.BIAS: _weight(0.0, danger.intercept_[0], named, named.intercept_)}
    for term, column in sorted(vectorizer.vocabulary_.items()):
        found[term] = _weight(vectorizer.idf_[column], danger.coef_[0, column], named, named.coef_[:, column])
    return found


def judged(told: Sequence[Told]) -> Judged:
    """How the weights of the product do on messages."""
    found = [[one.rule.code for one in urgency.find(words.read(words.clean(told_.text)))] for told_ in told]
    pairs = list(zip(told, found, strict=True))
    dangers = [(one, codes) for one, codes in pairs if CALM not in one.codes]
    calm = [codes for one, codes in pairs if CALM in one.codes]
    return Judged(
        sum(bool(codes) for _one, codes in dangers) / len(dangers),
        sum(codes[0] in one.codes for one, codes in dangers if codes) / len(dangers),
        sum(map(bool, calm)) / len(calm),
    )


def _terms(said: Sequence[words.Word]) -> list[str]:
    return list(urgency.terms(said))


def _fit_pieces(
    vectorizer: TfidfVectorizer,
    texts: Sequence[Sequence[words.Word]],
    vectors: csr_matrix,
    is_danger: NDArray[np.bool_],
) -> LogisticRegression:
    """Danger or calm, of texts and of their pieces.

    Every piece of a calm text is calm, and those that sound least so are learnt from; which piece of a dangerous one
    tells of the danger nobody has written down: it is the one that sounds so most.
    """
    cut = [(index, piece) for index, text in enumerate(texts) for piece in urgency.pieces(text)]
    owners = np.array([index for index, _piece in cut])
    pieces = vectorizer.transform([piece for _index, piece in cut])
    fitted = _fit(vectors, is_danger)
    for _round in range(_ROUNDS):
        chosen = _loudest(owners, fitted.decision_function(pieces), is_danger)
        weights = [1.0] * len(texts) + [_PIECE_COUNTS] * len(chosen)
        labels = np.concatenate([is_danger, is_danger[owners[chosen]]])
        fitted = _fit(vstack([vectors, pieces[chosen]]), labels, weights)
    return fitted


def _loudest(
    owners: NDArray[np.int_], loudness: NDArray[np.float64], is_danger: NDArray[np.bool_]
) -> list[int]:
    """Which pieces are learnt from: of each text the loudest few."""
    chosen: list[int] = []
    taken = Counter[int]()
    for piece in np.argsort(-loudness, kind="stable"):
        owner = int(owners[piece])
        if taken[owner] < (_OF_DANGER if is_danger[owner] else _OF_CALM):
            taken[owner] += 1
            chosen.append(int(piece))
    return chosen


def _fit(vectors: object, labels: object, weights: Sequence[float] | None = None) -> LogisticRegression:
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000)
    return model.fit(vectors, labels, sample_weight=weights)


def _weight(
    rarity: float, danger: float, named: LogisticRegression, weights: Sequence[float]
) -> urgency.Weight:
    names: Mapping[str, float] = {
        code: round(float(weight), 2)
        for code, weight in zip(named.classes_, weights, strict=True)
        if rarity == 0 or abs(weight) >= _SMALLEST
    }
    return urgency.Weight(round(float(rarity), 2), round(float(danger), 2), names)
