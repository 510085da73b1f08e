"""How sure a guess is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nasvyazi.domain.understanding import calibration
from nasvyazi.domain.understanding.calibration import Calibration

SCORES = arrays(np.float64, st.integers(2, 8), elements=st.floats(-5, 5))
SETTINGS = st.builds(
    Calibration, lead=st.floats(0, 5), best=st.floats(-1, 5), bias=st.floats(-3, 3), sharpness=st.floats(0.5, 10)
)  # fmt: skip


@given(SETTINGS, SCORES)
def test_confidences_are_shares_that_keep_the_order_of_the_scores(
    how: Calibration, scores: np.ndarray
) -> None:
    sure = how.confidences(scores)
    assert (sure >= 0).all()
    assert sure.sum() <= 1 + 1e-9
    assert sure[scores.argmax()] == pytest.approx(sure.max())


def noisy(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores in which the true label leads, by an amount that says how often it does."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 4, count)
    scores = draw.normal(0, 1, (count, 4))
    scores[np.arange(count), labels] += draw.uniform(0, 3, count)
    return scores, labels


def test_confidence_is_right_as_often_as_it_says_on_scores_that_it_was_not_fitted_on() -> None:
    how = calibration.fit(*noisy(4000, 1))
    scores, labels = noisy(4000, 2)
    sure = [float(how.confidences(row).max()) for row in scores]
    right = [bool(row.argmax() == label) for row, label in zip(scores, labels, strict=True)]
    assert calibration.error(sure, right) < 0.03
    assert max(sure) - min(sure) > 0.3


def test_the_error_is_how_far_confidence_and_truth_lie_apart() -> None:
    assert calibration.error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert calibration.error([0.9] * 10, [True] * 4 + [False] * 6) == pytest.approx(0.5)
    assert calibration.error([], []) == 0


def test_fitting_survives_guesses_that_were_all_right() -> None:
    scores = np.eye(3).repeat(5, axis=0)
    how = calibration.fit(scores, np.arange(3).repeat(5))
    assert 0.5 < how.confidences(scores[0]).max() < 1
