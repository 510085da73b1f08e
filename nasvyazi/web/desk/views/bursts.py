"""Bursts: what looks like an accident, seen by a person or made one problem."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.toolbox.clock import now

from ..alarms import alarms
from ..selection import Selection
from .frame import is_partial, user_of

_APPEALS_SHOWN = 200


@require_GET
def burst(request: HttpRequest, burst_id: int) -> HttpResponse:
    """A burst with its appeals, as far as they are the user's to see."""
    found = _the_burst(request, burst_id)
    mine = access.appeals(user_of(request)).filter(bursts=found)
    rows = appeal_reads.first_cards(mine, order=("-pk",), limit=_APPEALS_SHOWN)
    context = {"burst": found, "appeals": rows, "unseen": found.appeal_count - len(rows), "now": now()}
    return render(request, "desk/burst.html", context)


@require_POST
def see(request: HttpRequest, burst_id: int) -> HttpResponse:
    """The user has seen it: the alarm goes out."""
    found = _the_burst(request, burst_id, permission=access.WORK_ON_BURST)
    appeals.see_burst(burst_id=found.pk, by=user_of(request), now=now())
    selection = Selection.of(request.GET)
    if not is_partial(request, "alarms"):
        return redirect(reverse("desk:home") + selection.tail)
    context = {"alarms": alarms(user_of(request)), "selection": selection, "now": now()}
    return render(request, "desk/alarms_answer.html", context)


@require_POST
def make_problem(request: HttpRequest, burst_id: int) -> HttpResponse:
    """All its appeals become one problem, which is shown."""
    found = _the_burst(request, burst_id, permission=access.WORK_ON_BURST)
    problem = appeals.make_problem_of_burst(burst_id=found.pk, by=user_of(request), now=now())
    return redirect("desk:problem", problem.pk)


def _the_burst(request: HttpRequest, burst_id: int, *, permission: str = access.SEE_BURST) -> Burst:
    rows = access.bursts(user_of(request)).select_related("topic", "place__street", "seen_by", "problem")
    found = get_object_or_404(rows, pk=burst_id)
    if permission != access.SEE_BURST and not access.may(request.user, permission, found):
        raise Http404
    return found
