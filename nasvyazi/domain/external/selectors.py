"""Reads of cases in other systems: of an appeal, in lists, what differs there and here, how a table went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import FINAL, State
from nasvyazi.toolbox.tables import Head, Line

from .models import ExternalCase, ExternalImport, ExternalSystem, ImportRemark

_OVER = (*FINAL, State.RESOLVED)
"""States in which nothing is to be done here any more."""


class View(models.TextChoices):
    """A list of cases."""

    OPEN = "open", _("Open there")
    UNMATCHED = "unmatched", _("Without an appeal")
    SUGGESTED = "suggested", _("Perhaps known")
    OVERDUE = "overdue", _("Overdue there")
    CLOSED = "closed", _("Closed there")


class Difference(models.TextChoices):
    """How a case there and its appeal here can differ."""

    DONE_HERE = "done-here", _("Open there, answered here")
    DONE_THERE = "done-there", _("Closed there, open here")
    EARLIER = "earlier", _("Due there earlier than here")


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases and where the next page begins ("" = this is the last)."""

    rows: list[ExternalCase]
    next: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A system: how many of its cases are open there, of those without an appeal and overdue; when it was read last."""

    system: ExternalSystem
    open: int
    unmatched: int
    overdue: int
    read_at: datetime | None


def with_known(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with `is_external` (they, or one that was merged into them, are cases in other systems) and `systems`,
    the numbers and names of those that there are.
    """
    own = ExternalCase.objects.filter(appeal=OuterRef("pk"))
    brought = ExternalCase.objects.filter(appeal__merged_into=OuterRef("pk"))
    systems = ExternalSystem.objects.order_by("pk").values(told=JSONObject(number="pk", name="name"))
    return appeals.annotate(is_external=Q(Exists(own)) | Q(Exists(brought)), systems=ArraySubquery(systems))


def of_appeals(*, appeal_ids: Collection[int]) -> QuerySet[ExternalCase]:
    """The cases that appeals are in other systems: what is open there first, by deadline."""
    rows = ExternalCase.objects.filter(appeal__in=appeal_ids).select_related("system", "appeal")
    return rows.order_by("is_closed", "due_order", "pk")


def in_view(cases: QuerySet[ExternalCase], view: View, *, now: datetime) -> QuerySet[ExternalCase]:
    """Those of the cases that belong to a list."""
    if view == View.CLOSED:
        return cases.filter(is_closed=True)
    narrowed = {
        View.OPEN: Q(),
        View.UNMATCHED: Q(appeal__isnull=True),
        View.SUGGESTED: Q(suggestion__isnull=False),
        View.OVERDUE: Q(due_order__lt=now),
    }
    return cases.filter(narrowed[view], is_closed=False)


def differing(cases: QuerySet[ExternalCase], difference: Difference) -> QuerySet[ExternalCase]:
    """Those of the cases whose appeals stand otherwise here."""
    matched = _with_matter(cases.filter(appeal__isnull=False))
    if difference == Difference.DONE_HERE:
        return matched.filter(_IS_ANSWERED, is_closed=False)
    if difference == Difference.DONE_THERE:
        return matched.filter(~_IS_OVER, is_closed=True)
    return matched.filter(_IS_UNANSWERED, is_closed=False, due_order__lt=F("due_here"))


def overdue(cases: QuerySet[ExternalCase], *, now: datetime) -> QuerySet[ExternalCase]:
    """Those of the cases whose deadline there has passed and that nobody has answered here, oldest first."""
    late = _with_matter(cases.filter(is_closed=False, due_order__lt=now))
    return late.filter(Q(appeal=None) | _IS_UNANSWERED).select_related("system").order_by("due_order", "pk")


def page(cases: QuerySet[ExternalCase], *, newest_first: bool = False, after: str = "", size: int) -> Page:
    """One page of cases with all that a line shows: by deadline, or the latest known first. One query.

    `after` is the `next` of the page before. Raises ValueError when it is none.
    """
    if after:
        cases = cases.filter(_beyond(after, newest_first=newest_first))
    order = ("-pk",) if newest_first else ("due_order", "pk")
    rows = cases.select_related("system", "appeal__merged_into", "appeal__resident", "suggestion__resident")
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    shown = found[:size]
    return Page(shown, f"{shown[-1].due_order.isoformat()}_{shown[-1].pk}" if more else "")


def difference_counts(cases: QuerySet[ExternalCase]) -> dict[Difference, int]:
    """How many cases differ in each way. A query for each."""
    return {one: differing(cases, one).count() for one in Difference}


def standings(cases: QuerySet[ExternalCase], *, now: datetime) -> list[Standing]:
    """Every system and how these cases of it stand. Three queries."""
    counted = cases.filter(is_closed=False).order_by().values_list("system")
    counts = {
        system_id: (open_there, unmatched, late)
        for system_id, open_there, unmatched, late in counted.annotate(
            open=Count("pk"),
            unmatched=Count("pk", filter=Q(appeal__isnull=True)),
            overdue=Count("pk", filter=Q(due_order__lt=now)),
        )
    }
    done = ExternalImport.objects.filter(state=ExternalImport.State.DONE).order_by().values_list("system")
    read_at = dict(done.annotate(at=Max("at")))
    return [
        Standing(system, *counts.get(system.pk, (0, 0, 0)), read_at.get(system.pk))
        for system in ExternalSystem.objects.order_by("pk")
    ]


def imports(tables: QuerySet[ExternalImport]) -> QuerySet[ExternalImport]:
    """Tables that were brought, the latest first, without their first rows."""
    return tables.select_related("system", "file", "by").defer("heads").order_by("-pk")


def remarks(*, table: ExternalImport, after: str = "", size: int) -> tuple[list[ImportRemark], str]:
    """What has to be said about a table's rows, by line, and where the next page begins ("" = this is the last).

    `after` is where the page before says that this one begins. Raises ValueError when it is no such place.
    """
    rows = ImportRemark.objects.filter(table=table)
    if after:
        line_text, _underscore, code = after.partition("_")
        line = int(line_text)
        rows = rows.filter(Q(line__gte=line) & (Q(line__gt=line) | Q(code__gt=code)))
    found = list(rows.order_by("line", "code")[: size + 1])
    shown = found[:size]
    return shown, f"{shown[-1].line}_{shown[-1].code}" if len(found) > size else ""


def remark_counts(*, table: ExternalImport) -> dict[str, int]:
    """How many rows there is something of each kind to say about."""
    counted = ImportRemark.objects.filter(table=table).order_by().values_list("code")
    return dict(counted.annotate(count=Count("pk")).order_by("code"))


def head_of(table: ExternalImport, sheet: int) -> Head:
    """The first rows of one sheet, as a worker saw them. Raises ValueError when it saw no such sheet."""
    for told in table.heads:
        if told["sheet"] == sheet:
            return Head(**{**told, "lines": [Line(**line) for line in told["lines"]]})
    raise ValueError(sheet)


def _with_matter(cases: QuerySet[ExternalCase]) -> QuerySet[ExternalCase]:
    """Cases with how the appeal stands that holds the matter now: the one it was merged into, or its own."""

    def of_matter(name: str) -> Case:
        target = F(f"appeal__merged_into__{name}")
        return Case(When(appeal__merged_into=None, then=F(f"appeal__{name}")), default=target)

    return cases.alias(
        state_here=of_matter("state"),
        answered_at=of_matter("first_answered_at"),
        waits_until=of_matter("answer_due_at"),
        due_here=of_matter("next_due_at"),
    )


_IS_OVER = Q(state_here__in=_OVER)
_IS_ANSWERED = Q(appeal__isnull=False) & (_IS_OVER | Q(answered_at__isnull=False, waits_until=None))
"""The matter is over here, or the last word in it is ours."""
_IS_UNANSWERED = ~_IS_OVER & (Q(answered_at=None) | Q(waits_until__isnull=False))


def _beyond(mark: str, *, newest_first: bool) -> Q:
    moment_text, _underscore, number = mark.rpartition("_")
    moment, case_id = datetime.fromisoformat(moment_text), int(number)
    if moment.tzinfo is None:
        raise ValueError(mark)
    if newest_first:
        return Q(pk__lt=case_id)
    # The outer bound lets the database begin at the right place of its index.
    return Q(due_order__gte=moment) & (Q(due_order__gt=moment) | Q(due_order=moment, pk__gt=case_id))
