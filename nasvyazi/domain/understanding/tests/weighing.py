"""How words come to weigh as they do in `urgency.csv`, and how well they tell danger from calm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nasvyazi.domain.understanding import urgency, words
from nasvyazi.domain.understanding.tests.invented import CALM, Told

_FEWEST_TEXTS = 3
_STRENGTH = 10.0
"""How far a few texts move a weight (scikit-learn's C): 30 finds as many and doubles the false ones of long texts."""
_SMALLEST = 0.3
"""A weight for a name that is smaller says nothing and is left out."""


class Judged(NamedTuple):
    """Shares: of messages of danger those that were found, and those named rightly; of calm ones those told."""

    found: float
    named: float
    false: float


def terms(text: str) -> list[str]:
    """What of a text can speak."""
    return list(urgency.terms(words.read(words.clean(text))))


def weigh(told: Sequence[Told]) -> dict[str, urgency.Weight]:
    """What each term says, by logistic regression: danger or calm, and of the dangers which."""
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, min_df=_FEWEST_TEXTS)
    vectors = vectorizer.fit_transform([one.text for one in told])
    is_danger = np.array([CALM not in one.codes for one in told])
    danger = _fit(vectors, is_danger)
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


def _fit(vectors: object, labels: object) -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=3000).fit(vectors, labels)


def _weight(
    rarity: float, danger: float, named: LogisticRegression, weights: Sequence[float]
) -> urgency.Weight:
    names: Mapping[str, float] = {
        code: round(float(weight), 2)
        for code, weight in zip(named.classes_, weights, strict=True)
        if rarity == 0 or abs(weight) >= _SMALLEST
    }
    return urgency.Weight(round(float(rarity), 2), round(float(danger), 2), names)
