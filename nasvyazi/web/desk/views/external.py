"""Cases in other systems: what there is, lists of them, one of them, what differs there and here, the way back."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.external import answers, export
from nasvyazi.domain.external import selectors as reads
from nasvyazi.domain.external import services as external
from nasvyazi.domain.external.models import ExternalCase, ExternalSystem
from nasvyazi.domain.external.rows import in_order
from nasvyazi.domain.external.selectors import Difference, View
from nasvyazi.toolbox.clock import now

from ..external_selection import CaseSelection
from .frame import require, user_of

_PER_PAGE = 50
_IMPORTS_SHOWN = 10
_CANDIDATES = 12


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every system: how its cases stand, what was brought lately, and where to bring a table."""
    return overview_page(request)


def overview_page(request: HttpRequest, *, complaint: str = "", name: str = "") -> HttpResponse:
    """The same, with why a table that was just brought was not taken."""
    require(request, access.SEE_EXTERNAL)
    user, moment = user_of(request), now()
    context = {
        "standings": reads.standings(access.external_cases(user), now=moment),
        "tables": reads.imports(access.external_imports(user))[:_IMPORTS_SHOWN],
        "complaint": complaint,
        "name": name,
        "chosen": request.POST.get("system", ""),
        "now": moment,
    }
    return render(request, "desk/external/overview.html", context, status=422 if complaint else 200)


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """A list of cases: of one system or of all, by deadline; what is closed there newest first."""
    require(request, access.SEE_EXTERNAL)
    selection, moment = CaseSelection.of(request.GET), now()
    found = selection.chosen(access.external_cases(user_of(request)), now=moment)
    page = _page(found, after=request.GET.get("after", ""), newest_first=selection.view == View.CLOSED)
    return render(
        request,
        "desk/external/cases.html",
        {
            "page": page,
            "selection_of_cases": selection,
            "views": [(view, selection.at(view).tail) for view in View],
            "systems": [
                (one, selection.of_system(one.pk).tail) for one in ExternalSystem.objects.order_by("pk")
            ],
            "all_systems": selection.of_system(None).tail,
            "now": moment,
        },
    )


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: all that its system told, and which appeal it is or may be."""
    return _case_page(request, _the_case(request, case_id))


@require_POST
def attach(request: HttpRequest, case_id: int) -> HttpResponse:
    """A person says which appeal a case is: one of those that they see."""
    found = _the_case(request, case_id)
    told = request.POST.get("appeal", "").strip().lstrip("№# ")
    appeal = lists.search(access.appeals(user_of(request)), f"№ {told}").filter(merged_into=None).first()
    if appeal is None or str(appeal.pk) != told:
        return _case_page(
            request, found, complaint=_("There is no such appeal. Give the number of one that is.")
        )
    external.attach(case_id=found.pk, appeal_id=appeal.pk, by=user_of(request), now=now())
    return redirect("desk:external_case", found.pk)


@require_POST
def detach(request: HttpRequest, case_id: int) -> HttpResponse:
    """A person says that a case is not the appeal that was found or suggested."""
    found = _the_case(request, case_id)
    external.detach(case_id=found.pk, by=user_of(request), now=now())
    return redirect("desk:external_case", found.pk)


@require_GET
def reconcile(request: HttpRequest) -> HttpResponse:
    """What is open there and answered here, closed there and open here, due there earlier than here."""
    require(request, access.SEE_EXTERNAL)
    asked = request.GET.get("list", "")
    difference = Difference(asked) if asked in Difference.values else Difference.DONE_HERE
    mine = access.external_cases(user_of(request))
    newest_first = difference == Difference.DONE_THERE
    page = _page(
        reads.differing(mine, difference), after=request.GET.get("after", ""), newest_first=newest_first
    )
    matters = {row.matter_id for row in page.rows if row.matter_id is not None}
    given = answers.final(matters) if difference == Difference.DONE_HERE else {}
    counts = reads.difference_counts(mine)
    return render(
        request,
        "desk/external/reconcile.html",
        {
            "rows": [(row, row.matter, given.get(row.matter_id or 0)) for row in page.rows],
            "next": page.next,
            "difference": difference,
            "differences": [(one, counts[one]) for one in Difference],
            "now": now(),
        },
    )


@require_GET
def export_cases(request: HttpRequest, system_id: int, kind: str) -> HttpResponseBase:
    """A system's cases as a table of its own, `xlsx` or `csv`, with how each stands here and what was answered."""
    require(request, access.SEE_EXTERNAL)
    system = get_object_or_404(ExternalSystem, pk=system_id)
    selection, moment = CaseSelection.of(request.GET), now()
    mine = access.external_cases(user_of(request)).filter(system=system)
    chosen = selection.chosen(mine, now=moment) if "view" in request.GET else mine
    name = f"{system.name} {localdate(moment):%Y-%m-%d}.{kind}"
    rows = export.rows(system, chosen)
    if kind == "csv":
        answer = StreamingHttpResponse(export.as_csv(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = content_disposition_header(True, name)
        return answer
    if kind != "xlsx":
        raise Http404
    if chosen[export.MAX_WORKBOOK_ROWS :].exists():
        text = _(
            "More than %(count)d cases do not go into one workbook. Take the CSV, or only what is open there."
        )
        messages.error(request, text % {"count": export.MAX_WORKBOOK_ROWS})
        return redirect("desk:external")
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it when it has gone
    export.write_workbook(rows, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name)


def _the_case(request: HttpRequest, case_id: int) -> ExternalCase:
    require(request, access.SEE_EXTERNAL)
    rows = access.external_cases(user_of(request)).select_related(
        "system", "appeal__merged_into", "suggestion__resident", "seen_in", "matched_by", "changed_by"
    )
    return get_object_or_404(rows, pk=case_id)


def _case_page(request: HttpRequest, found: ExternalCase, *, complaint: str = "") -> HttpResponse:
    user, moment = user_of(request), now()
    mine = access.appeals(user)
    words = request.GET.get("q", found.author).replace("\0", "").strip()[:200]
    context: dict[str, Any] = {
        "one": found,
        "words": words,
        "complaint": complaint,
        "cells": in_order(found.raw, found.system.headers),
        "suggestion": appeal_reads.card(appeal_reads.for_card(mine), appeal_id=found.suggestion_id or 0),
        "now": moment,
    }
    if found.appeal is None:
        alike = lists.search(mine, words).filter(merged_into=None) if words else mine.none()
        context["candidates"] = appeal_reads.first_cards(alike, order=("-pk",), limit=_CANDIDATES)
    elif found.matter_id is not None:
        context["answer"] = answers.final([found.matter_id]).get(found.matter_id)
    return render(request, "desk/external/case.html", context, status=422 if complaint else 200)


def _page(cases: QuerySet[ExternalCase], *, after: str, newest_first: bool) -> reads.Page:
    try:
        return reads.page(cases, newest_first=newest_first, after=after, size=_PER_PAGE)
    except ValueError:
        raise Http404 from None
