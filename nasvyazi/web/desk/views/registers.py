"""A register of houses on its way: brought, its columns and what would come of it confirmed, its report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.places import selectors as reads
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.importers.columns import Field
from nasvyazi.domain.places.models import RegisterImport
from nasvyazi.domain.places.remarks import Code
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.tables import MAX_BYTES

from .. import registers as words
from .frame import is_partial, require, user_of

_PER_PAGE = 50
_SHOWN = 10


@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """Where to bring a register, and what was brought lately."""
    return _overview(request)


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Keep a file; a worker tries it, and its page says what would come of it."""
    require(request, access.IMPORT_PLACES)
    form = words.BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, complaint=words.complaint(form))
    file = form.cleaned_data["register"]
    if file.size > MAX_BYTES:
        return _overview(
            request,
            complaint=_(
                "The file is larger than 30 MB. Such a one is taken in on the server: nasvyazi places import."
            ),
        )
    register = places.bring(body=file.read(), name=file.name, by=user_of(request), now=now())
    return redirect("desk:register", register.pk)


@require_GET
def register(request: HttpRequest, register_id: int) -> HttpResponse:
    """Where a register is: being tried, waiting for a person, being taken in, or done. Progress alone for htmx."""
    found = _the_register(request, register_id)
    if is_partial(request, "progress"):
        answer = render(request, "desk/territory/progress.html", {"register": found})
        if not found.is_under_way:
            answer["HX-Refresh"] = "true"
        return answer
    return _page(request, found)


@require_POST
def change(request: HttpRequest, register_id: int) -> HttpResponse:
    """Try it with other columns, or as lying elsewhere."""
    found = _the_register(request, register_id)
    form = words.WhereForm(request.POST)
    if not form.is_valid():
        return _page(request, found, complaint=words.complaint(form))
    said = [request.POST.get(f"column_{place}", "") for place in range(len(found.headers))]
    try:
        places.change(register_id=found.pk, said=said, told=form.cleaned_data)
    except places.ColumnTwice as error:
        return _page(request, found, complaint=words.refusal(error), said=said)
    except places.NotWaiting as error:
        messages.warning(request, words.refusal(error))
    return redirect("desk:register", found.pk)


@require_POST
def confirm(request: HttpRequest, register_id: int) -> HttpResponse:
    """A person has seen what would come of it: the worker takes it in. What they have changed since is tried first."""
    found = _the_register(request, register_id)
    if _is_otherwise(found, request.POST):
        messages.warning(request, _("You have changed something: look at what would come of it now."))
        return change(request, register_id)
    try:
        places.confirm(register_id=found.pk)
    except places.NotWaiting as error:
        messages.warning(request, words.refusal(error))
    return redirect("desk:register", found.pk)


@require_POST
def again(request: HttpRequest, register_id: int) -> HttpResponse:
    """The same file once more, to be read otherwise."""
    found = _the_register(request, register_id)
    fresh = places.again(register=found, by=user_of(request), now=now())
    return redirect("desk:register", fresh.pk)


def _is_otherwise(found: RegisterImport, told: Mapping[str, str]) -> bool:
    """Whether a person says something else of it now than when it was tried."""
    chosen = {title: name for name, title in found.columns.items()}
    known = {f"column_{place}": chosen.get(title, "") for place, title in enumerate(found.headers)}
    known |= {name: getattr(found, name) for name in ("municipality", "settlement", "oktmo")}
    return any(told.get(name, value).strip() != value for name, value in known.items())


def _the_register(request: HttpRequest, register_id: int) -> RegisterImport:
    require(request, access.IMPORT_PLACES)
    rows = access.register_imports(user_of(request)).select_related("file", "by")
    return get_object_or_404(rows, pk=register_id)


def _overview(request: HttpRequest, *, complaint: str = "") -> HttpResponse:
    require(request, access.IMPORT_PLACES)
    shown = reads.imports(access.register_imports(user_of(request)))[:_SHOWN]
    context = {"registers": shown, "complaint": complaint, "now": now()}
    return render(request, "desk/territory/registers.html", context, status=422 if complaint else 200)


def _page(
    request: HttpRequest, found: RegisterImport, *, complaint: str = "", said: list[str] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"register": found, "complaint": complaint or words.why(found), "now": now()}
    if not found.is_under_way:
        context |= _preview(found, said) | _report(request, found)
    return render(request, "desk/territory/register.html", context, status=422 if complaint else 200)


def _preview(found: RegisterImport, said: list[str] | None) -> dict[str, Any]:
    chosen = {title: name for name, title in found.columns.items()}
    names = said or [chosen.get(title, "") for title in found.headers]
    width = len(found.headers)
    return {
        "columns": list(zip(found.headers, names, strict=True)),
        "fields": Field.choices,
        "rows": [(line, [*cells, *[""] * width][:width]) for line, cells in found.head],
        "municipalities": reads.municipalities(),
    }


def _report(request: HttpRequest, found: RegisterImport) -> dict[str, Any]:
    try:
        remarks, following = reads.remarks(register=found, after=request.GET.get("after", ""), size=_PER_PAGE)
    except ValueError:
        raise Http404 from None
    counts = found.report.get("remark_counts", {})
    return {
        "remarks": [(row, words.remark(row)) for row in remarks],
        "remark_counts": [(Code(code).label, count) for code, count in counts.items()],
        "next": following,
    }
