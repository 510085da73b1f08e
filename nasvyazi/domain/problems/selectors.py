"""Reads of problems."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from .models import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """Some problems and where the next page begins ("" = this is the last)."""

    rows: list[Problem]
    next: str


def page(rows: QuerySet[Problem], *, after: str = "", size: int) -> Page:
    """Open problems of which several appeals speak, those of the most people first. One query.

    `after` is the `next` of the page before. Raises ValueError when it is none.
    """
    rows = rows.filter(closed_at=None, appeal_count__gte=Problem.SPOKEN_OF_BY)
    if after:
        people_text, _, number = after.partition("_")
        people, problem_id = int(people_text), int(number)
        rows = rows.filter(people_count__lte=people)
        rows = rows.filter(Q(people_count__lt=people) | Q(people_count=people, pk__lt=problem_id))
    found = list(rows.order_by("-people_count", "-pk")[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, f"{shown[-1].people_count}_{shown[-1].pk}" if more else "")


def merged_into(problem: Problem) -> QuerySet[Problem]:
    """Problems that turned out to be this one, oldest first."""
    return problem.merged.order_by("pk")
