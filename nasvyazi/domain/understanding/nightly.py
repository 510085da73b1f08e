"""When the program learns by itself: at night, where people have decided enough since it learnt last."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from nasvyazi.domain.understanding.contest import FEWEST_DECISIONS

BEGINS, ENDS = time(3), time(5)
"""Of the town's own time: the hours in which the fewest write."""
FEWEST_FRESH = 50
"""So many appeals have to be decided since it learnt last: fewer change a version by less than it errs."""
LONGEST = timedelta(minutes=30)
"""A training that takes longer is stopped: 3,000 decisions take a minute of processor."""


def is_night(local: datetime) -> bool:
    """Whether it is time to learn. `local` is in the town's time zone."""
    return BEGINS <= local.time() < ENDS


def is_enough(*, fresh: int, is_first: bool) -> bool:
    """Whether so many decisions since the last time (since ever, for the first) are worth learning from."""
    return fresh >= (FEWEST_DECISIONS if is_first else FEWEST_FRESH)
