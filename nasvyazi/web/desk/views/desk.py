"""The desk: views with counts, the list, one appeal, and what came meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
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
    """What changed since the page was made: counts, and quiet lines that offer to show it. Nothing moves."""
    user, moment, selection = user_of(request), now(), Selection.of(request.GET)
    counts = lists.counts(access.appeals(user), user=user, now=moment)
    context = {
        "nav": nav(selection, counts),
        "selection": selection,
        "came": _came(request, counts, moment),
        "news_of": _news_of(request),
    }
    return render(request, "desk/pulse.html", context)


def _came(request: HttpRequest, counts: lists.Counts, moment: datetime) -> int:
    """How much of the list is newer than the page. Most pulses find nothing and cost no query."""
    try:
        newest_id, newest_at = int(request.GET["id"]), datetime.fromisoformat(request.GET["at"])
        if (counts.newest_id, counts.newest_at) == (newest_id, newest_at):
            return 0
        here = chosen(Selection.of(request.GET), user=user_of(request), now=moment)
        return lists.came_since(here, newest_id=newest_id, newest_at=newest_at)
    except (KeyError, ValueError):
        return 0


def _news_of(request: HttpRequest) -> int | None:
    """The opened appeal, if something was said in it since it was shown."""
    number, _underscore, shown_at = request.GET.get("case", "").partition("_")
    try:
        since, appeal_id = datetime.fromisoformat(shown_at), int(number)
        has_news = appeal_reads.has_news(
            access.appeals(user_of(request)), appeal_id=appeal_id, reader=user_of(request), since=since
        )
    except ValueError:
        return None
    return appeal_id if has_news else None
