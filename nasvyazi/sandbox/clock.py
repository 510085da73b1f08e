"""Wall-clock time as the networks count it."""

from __future__ import annotations

import time


def now() -> float:
    """Unix time in seconds, with fractions."""
    return time.time()
