"""A table of another system on its way: brought, its columns confirmed, its progress and its report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.external import columns as layouts
from nasvyazi.domain.external import selectors as reads
from nasvyazi.domain.external import services as external
from nasvyazi.domain.external.columns import Field
from nasvyazi.domain.external.models import ExternalImport, ExternalSystem, ImportRemark
from nasvyazi.domain.external.rows import in_order
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.tables import MAX_BYTES

from .. import external_words as words
from ..external_forms import UploadForm
from .external import overview_page
from .frame import is_partial, require, user_of

_PER_PAGE = 50
_PREVIEW_ROWS = 8


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Keep a table; a worker looks at it, and its page says what comes of that."""
    require(request, access.WORK_ON_EXTERNAL)
    form = UploadForm(request.POST, request.FILES)
    name = request.POST.get("name", "")
    if not form.is_valid():
        return overview_page(request, complaint=form.complaint(), name=name)
    file = form.cleaned_data["table"]
    if file.size > MAX_BYTES:
        complaint = _("The file is larger than 30 MB. Export less at once: a week, or only what is open.")
        return overview_page(request, complaint=complaint, name=name)
    try:
        system: ExternalSystem = form.cleaned_data["system"] or external.ensure_system(name=name)
    except external.NameMissing as error:
        return overview_page(request, complaint=words.refusal(error), name=name)
    table = external.bring(system=system, body=file.read(), name=file.name, by=user_of(request), now=now())
    return redirect("desk:external_table", table.pk)


@require_GET
def table(request: HttpRequest, table_id: int) -> HttpResponse:
    """Where a table is: being looked at, waiting for its columns, being read, or read. Its progress alone for htmx."""
    found = _the_table(request, table_id)
    if is_partial(request, "progress"):
        answer = render(request, "desk/external/progress.html", {"table": found})
        if not found.is_under_way:
            answer["HX-Refresh"] = "true"
        return answer
    return _table_page(request, found)


@require_POST
def choose(request: HttpRequest, table_id: int) -> HttpResponse:
    """The columns are confirmed: the worker reads the table."""
    found = _the_table(request, table_id)
    said = [request.POST.get(f"column_{place}", "") for place in range(len(found.headers))]
    closed = [word.strip() for word in request.POST.get("closed_words", "").split(",") if word.strip()]
    try:
        external.choose(table_id=found.pk, said=said, closed_words=closed)
    except external.NotWaiting:
        return redirect("desk:external_table", found.pk)
    except (external.NumberColumnMissing, external.ColumnTwice) as error:
        return _table_page(request, found, complaint=words.refusal(error), said=said)
    return redirect("desk:external_table", found.pk)


@require_POST
def sheet(request: HttpRequest, table_id: int) -> HttpResponse:
    """Another sheet of the file is the one."""
    found = _the_table(request, table_id)
    try:
        external.choose_sheet(table_id=found.pk, sheet=int(request.POST.get("sheet", "")))
    except ValueError:
        raise Http404 from None
    except external.NotWaiting as error:
        messages.warning(request, words.refusal(error))
    return redirect("desk:external_table", found.pk)


@require_POST
def again(request: HttpRequest, table_id: int) -> HttpResponse:
    """The same file once more, with other columns."""
    found = _the_table(request, table_id)
    fresh = external.again(table=found, by=user_of(request), now=now())
    return redirect("desk:external_table", fresh.pk)


def _the_table(request: HttpRequest, table_id: int) -> ExternalImport:
    require(request, access.SEE_EXTERNAL)
    rows = access.external_imports(user_of(request)).select_related("system", "file", "by")
    return get_object_or_404(rows, pk=table_id)


def _table_page(
    request: HttpRequest, found: ExternalImport, *, complaint: str = "", said: list[str] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"table": found, "complaint": complaint, "now": now()}
    if found.state == ExternalImport.State.LOOKED:
        context |= _preview(found, said)
    elif not found.is_under_way:
        context |= _report(request, found)
    return render(request, "desk/external/table.html", context, status=422 if complaint else 200)


def _preview(found: ExternalImport, said: list[str] | None) -> dict[str, Any]:
    head = reads.head_of(found, found.sheet)
    places = {place: name for name, place in found.columns.items()}
    chosen = said or [places.get(place, "") for place in range(len(found.headers))]
    layout = layouts.guess(head.lines, known=found.system.columns, seen=found.system.headers)
    shown = [line for line in head.lines if line.number > found.header_line][:_PREVIEW_ROWS]
    width = len(found.headers)
    return {
        "columns": list(zip(found.headers, chosen, strict=True)),
        "fields": Field.choices,
        "rows": [(line.number, [*line.cells, *[""] * width][:width]) for line in shown],
        "sheets": [(one["sheet"], one["name"]) for one in found.heads] if len(found.heads) > 1 else [],
        "gone": [
            words.gone(field, title, found.headers[layout.columns[field]] if field in layout.columns else "")
            for field, title in layout.gone.items()
        ],
        "closed_words": ", ".join(found.system.closed_words),
    }


def _report(request: HttpRequest, found: ExternalImport) -> dict[str, Any]:
    try:
        remarks, following = reads.remarks(table=found, after=request.GET.get("after", ""), size=_PER_PAGE)
    except ValueError:
        raise Http404 from None
    counts = reads.remark_counts(table=found)
    return {
        "why": words.unreadable(found),
        "remarks": [(row, words.remark(row), _in_short(row, found.headers)) for row in remarks],
        "remark_counts": [(ImportRemark.Code(code).label, count) for code, count in counts.items()],
        "next": following,
    }


def _in_short(row: ImportRemark, headers: Sequence[str]) -> str:
    """What a person recognises the row by."""
    return " · ".join(cell for _title, cell in in_order(row.raw, headers))
