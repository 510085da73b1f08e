"""Reads of templates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from nasvyazi.domain.appeals.models import Appeal

from .models import Template, TemplateVersion
from .telling import Weights, shared


@dataclass(frozen=True, slots=True)
class Page:
    """Templates by name, and where the next page begins ("" = this is the last)."""

    rows: list[Template]
    next: str


def search(rows: QuerySet[Template], words: str) -> QuerySet[Template]:
    """Those of the templates that have the words, in any form, or a name with these letters in it."""
    query = SearchQuery(words, config="russian", search_type="websearch")
    return rows.filter(Q(words=query) | Q(name__icontains=words))


def page(rows: QuerySet[Template], *, after: str = "", size: int) -> Page:
    """One page of templates by name with all that a line shows. One query. `after`: the `next` of the page before.

    Raises ValueError when it is none.
    """
    if after:
        number, _colon, name = after.partition(":")
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(number)))
    found = list(rows.select_related("desk", "topic").defer("words").order_by("name", "pk")[: size + 1])
    shown = found[:size]
    return Page(shown, f"{shown[-1].pk}:{shown[-1].name}" if len(found) > size else "")


def fitting(
    rows: QuerySet[Template], *, appeal: Appeal, weights: Weights, topics: Collection[int] = (), limit: int
) -> list[Template]:
    """Those of the templates that fit an appeal best: of its topics, then with most of its words, then used most.

    `topics` are what the appeal is, or may be, about. One query.
    """
    usable = rows.filter(Q(desk=None) | Q(desk=appeal.desk_id), is_active=True).select_related("topic")
    scored = usable.annotate(fits=Q(topic__isnull=False, topic__in=topics), weight=shared(weights)).defer(
        "words"
    )
    return list(scored.order_by("-fits", "-weight", "-use_count", "name", "pk")[:limit])


def history(template: Template) -> QuerySet[TemplateVersion]:
    """How it stood after each change, newest first."""
    return template.versions.select_related("by", "desk", "topic").order_by("-pk")
