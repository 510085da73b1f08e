"""The map: its page with the list beside it, and what its script asks for as it is moved."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nasvyazi.domain.appeals import lists, onmap
from nasvyazi.domain.appeals.lists import Page, Sort
from nasvyazi.domain.places.box import Box
from nasvyazi.domain.understanding import selectors as topics
from nasvyazi.flows import describing
from nasvyazi.toolbox.clock import now

from .. import mapping
from ..forms_map import PinFields, WindowForm
from ..mapping import MapSelection, Territory
from .frame import user_of

_LISTED = 50


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The map, and the list of what stands on it: without scripts the list alone."""
    selection = MapSelection.of(request.GET)
    territory = Territory(selection.scheme)
    listed = _listed(request, selection, territory, box=None)
    config = mapping.config(territory)
    context = {
        "selection": selection,
        "page": listed,
        "config": config,
        "is_empty": not (listed.rows or config["tiles"] or config["extent"]),
        "groups": [(group, selection.with_group(group.pk)) for group, _among in topics.by_group()],
        "any_group": selection.with_group(None),
        "standings": [(one, selection.with_standing(one)) for one in onmap.Standing],
        "districts": [(one, selection.with_district(one.number)) for one in territory.districts],
        "anywhere": selection.with_district(""),
        "scheme": territory.scheme,
        "schemes": [(one, selection.with_scheme(one.pk)) for one in territory.schemes],
        "now": now(),
    }
    return render(request, "desk/map.html", context)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The list of what stands in a part of the map."""
    selection = MapSelection.of(request.GET)
    rows = _listed(request, selection, Territory(selection.scheme), box=_window(request)[0])
    return render(request, "desk/map_rows.html", {"page": rows, "selection": selection, "now": now()})


@require_GET
def marks(request: HttpRequest) -> JsonResponse:
    """The marks in a part of the map."""
    box, zoom = _window(request)
    selection = MapSelection.of(request.GET)
    rows = mapping.shown(selection, Territory(selection.scheme), user=user_of(request), now=now())
    found = [mapping.told_mark(mark) for mark in onmap.marks(rows, box=box, zoom=zoom)]
    return JsonResponse({"marks": found})


@require_GET
def ground(request: HttpRequest) -> JsonResponse:
    """Houses and names of streets in a part of the map."""
    box, zoom = _window(request)
    return JsonResponse(mapping.told_ground(Territory(MapSelection.of(request.GET).scheme), box, zoom))


@require_GET
def districts(request: HttpRequest) -> JsonResponse:
    """The districts of the scheme that is shown."""
    territory = Territory(MapSelection.of(request.GET).scheme)
    return JsonResponse({"districts": mapping.told_districts(territory.drawn())})


@require_GET
def nearest(request: HttpRequest) -> JsonResponse:
    """What a pin means that was put down there, before anything is written."""
    form = PinFields(request.GET)
    if not form.is_valid() or form.cleaned_data["pin"] is None:
        raise Http404
    found = describing.proposal(form.cleaned_data["pin"])
    return JsonResponse({"title": found.title, "away": next(iter(found.words), "")})


def _listed(request: HttpRequest, selection: MapSelection, territory: Territory, *, box: Box | None) -> Page:
    rows = mapping.shown(selection, territory, user=user_of(request), now=now())
    if box is not None:
        rows = rows.filter(box.condition("place__"))
    try:
        return lists.page(rows, sort=Sort.NEWEST, after=request.GET.get("after", ""), size=_LISTED)
    except ValueError:
        raise Http404 from None


def _window(request: HttpRequest) -> tuple[Box, int]:
    """Which part of the map, and how near. Raises Http404: the script asks for no other."""
    form = WindowForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["box"], form.cleaned_data["zoom"]
