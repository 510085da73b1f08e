"""The desk: views with counts, the list, one appeal, and what came meanwhile."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.toolbox.clock import now

from .. import live
from ..alarms import alarms
from ..screen import Case, nav, rows
from ..selection import Selection
from ..words import present_words
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
    """Who has the appeal open is noted; what changed since the page was told last is told, and mostly nothing did."""
    user, moment, shown = user_of(request), now(), live.Shown.of(request.GET)
    version = None
    if shown.opened is not None:
        version = appeal_reads.changed_at(access.appeals(user), appeal_id=shown.opened)
    if shown.opened is not None and version is not None:
        appeals.note_present(appeal_id=shown.opened, user=user, is_typing=shown.is_typing, now=moment)
    world = live.look(shown, version=version, user=user, now=moment)
    if shown.since is not None and world.stamp(since=shown.since) == shown.stamp:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _told(request, shown, world)


def _told(request: HttpRequest, shown: live.Shown, world: live.World) -> HttpResponse:
    user, selection = user_of(request), Selection.of(request.GET)
    counts = lists.counts(access.appeals(user), user=user, now=world.now)
    since = world.now - live.LATE
    context = {
        "nav": nav(selection, counts),
        "newest": counts,
        "selection": selection,
        "news": live.news(shown, world, selection, counts, user=user),
        "present": present_words(world.present),
        "state": f"{since.isoformat()}|{world.stamp(since=since)}",
        "alarms": alarms(user),
        "alarms_shown": shown.alarms,
        "now": world.now,
        "is_search": bool(selection.words),
    }
    if shown.opened is not None and world.version not in (None, shown.version):
        context["case"] = Case(the_appeal(request, shown.opened), user=user, now=world.now)
    return render(request, "desk/pulse.html", context)
