"""The desk: views with counts, the list, one appeal, and what came meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import lists
from nasvyazi.toolbox.clock import now

from ..screen import Case, chosen, nav, rows
from ..selection import Selection
from .frame import desk_page, is_partial, the_appeal, user_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The desk without an appeal opened; further pages of its list for htmx."""
    after = request.GET.get("after", "")
    try:
        if after and is_partial(request, "more"):
            context = rows(Selection.of(request.GET), user=user_of(request), now=now(), after=after)
            return render(request, "desk/rows.html", context)
        return desk_page(request, now=now(), after=after)
    except ValueError:
        raise Http404 from None


@require_GET
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """An appeal: alone for htmx, else with the whole desk around."""
    moment = now()
    case = Case(the_appeal(request, appeal_id), user=user_of(request), now=moment)
    if is_partial(request, "case"):
        context = {"case": case, "selection": Selection.of(request.GET), "now": moment}
        return render(request, "desk/case.html", context)
    return desk_page(request, now=moment, case=case)


@require_GET
def pulse(request: HttpRequest) -> HttpResponse:
    """What changed since the page was made: counts, and a quiet line that offers to show it. Nothing moves."""
    user, moment, selection = user_of(request), now(), Selection.of(request.GET)
    counts = lists.counts(access.appeals(user), user=user, now=moment)
    came = 0
    try:
        newest_id, newest_at = int(request.GET["id"]), datetime.fromisoformat(request.GET["at"])
    except (KeyError, ValueError):
        pass_by = True
    else:
        pass_by = (counts.newest_id, counts.newest_at) == (newest_id, newest_at)
        if not pass_by:
            here = chosen(selection, user=user, now=moment)
            came = lists.came_since(here, newest_id=newest_id, newest_at=newest_at)
    return render(
        request,
        "desk/pulse.html",
        {"nav": nav(selection, counts), "selection": selection, "came": came},
    )
