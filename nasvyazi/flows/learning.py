"""Whether there is anything to learn: appeals count what people decided, understanding says whether that is enough."""

from __future__ import annotations

from nasvyazi.domain.appeals import lessons
from nasvyazi.domain.appeals.models_guess import Aspect
from nasvyazi.domain.understanding import nightly, selectors


def is_worth_it(target: str) -> bool:
    """Whether people have decided enough about a target («topic», «kind») since it was learnt last. Two queries."""
    learnt_at = selectors.learnt_at(target)
    fresh = lessons.fresh(Aspect(target), since=learnt_at)
    return nightly.is_enough(fresh=fresh, is_first=learnt_at is None)
