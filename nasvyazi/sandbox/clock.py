"""Wall-clock time as the networks count it; it can be moved, so that a world gets a past (control API: /clock)."""

from __future__ import annotations

import time

_moved = [0.0]


def now() -> float:
    """Unix time in seconds, with fractions."""
    return time.time() + _moved[0]


def real() -> float:
    """Unix time that nobody can move: when deliveries are due, how long pauses last."""
    return time.time()


def move(moment: float | None) -> None:
    """From here on it is this moment, and time goes on; None = the real time again, as after every start."""
    _moved[0] = 0.0 if moment is None else moment - time.time()
