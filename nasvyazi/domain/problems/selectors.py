"""Reads of problems."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from nasvyazi.domain.understanding.models import Topic

from .models import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """Some problems and where the next page begins ("" = this is the last)."""

    rows: list[Problem]
    next: str


def page(rows: QuerySet[Problem], *, topic_id: int | None = None, after: str = "", size: int) -> Page:
    """Open problems of which several appeals speak, those of the most people first; of one topic or of any. One query.

    `after` is the `next` of the page before. Raises ValueError when it is none.
    """
    rows = _listed(rows)
    if topic_id is not None:
        rows = rows.filter(topic=topic_id)
    if after:
        people_text, _, number = after.partition("_")
        people, problem_id = int(people_text), int(number)
        rows = rows.filter(people_count__lte=people)
        rows = rows.filter(Q(people_count__lt=people) | Q(people_count=people, pk__lt=problem_id))
    dressed = rows.select_related("at", "topic").order_by("-people_count", "-pk")
    found = list(dressed[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, f"{shown[-1].people_count}_{shown[-1].pk}" if more else "")


def topics(rows: QuerySet[Problem]) -> QuerySet[Topic]:
    """What the listed problems are about, by name. One query."""
    return Topic.objects.filter(pk__in=_listed(rows).values("topic")).order_by("name", "pk")


def choosable_topics(problem: Problem) -> QuerySet[Topic]:
    """What a problem can be about, by group and name: topics in use that are no groups, and the one it has."""
    usable = Q(is_active=True, topics=None) | Q(pk=problem.topic_id)
    return Topic.objects.filter(usable).select_related("group").order_by("group__name", "name", "pk")


def open_at(*, places: Collection[int], topic_id: int) -> QuerySet[Problem]:
    """Open problems on a topic at one of the places."""
    return Problem.objects.filter(closed_at=None, at__in=places, topic=topic_id)


def merged_into(problem: Problem) -> QuerySet[Problem]:
    """Problems that turned out to be this one, oldest first."""
    return problem.merged.order_by("pk")


def _listed(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    return rows.filter(closed_at=None, appeal_count__gte=Problem.SPOKEN_OF_BY)
