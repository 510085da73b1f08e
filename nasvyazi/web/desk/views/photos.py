"""Photos and files of conversations, from our own storage: who sees the conversation sees them, nobody else."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.files import copies, kinds
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.files import services as file_services
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.toolbox.clock import now

from ..photos import Shot
from .frame import user_of

_KEPT = "private, max-age=31536000, immutable"
"""An address shows the same bytes for ever, to those who may see them."""


@require_GET
def original(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A photo as it came, with everything its camera wrote into it: for our own people."""
    return _original(request, get_object_or_404(access.files(user_of(request)), pk=file_id))


@require_GET
def copy(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """A copy of a photo to look at: `preview` or `thumb`."""
    file = get_object_or_404(access.files(user_of(request)), pk=file_id)
    if name not in copies.SHOWN or not file.is_shown:
        raise Http404
    return _served(request, files.copy_path(file, name), file=file, content_type=file.copies_type, name=name)


@require_POST
def turn(request: HttpRequest, file_id: int) -> HttpResponse:
    """Turn a photo for everybody: `degrees` clockwise, 0, 90, 180 or 270."""
    file = get_object_or_404(access.files_at_work(user_of(request)), pk=file_id)
    try:
        file_services.turn(file=file, degrees=int(request.POST.get("degrees", "")))
    except ValueError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """What a resident attached, as it came. Only pictures, sounds and films open in the browser."""
    row = _attachment(request, attachment_id)
    if row.file is None:
        raise Http404
    return _original(request, row.file)


@require_GET
def line(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """An attachment as the list of a message's files shows it now, for htmx: it may have come meanwhile."""
    return _line_of(request, attachment_id)


@require_GET
def shot(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """A photo in its place among those of a message, for htmx: it may have come meanwhile."""
    return _shot_of(request, attachment_id)


@require_POST
def again(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Ask once more for a file that was given up."""
    row = _attachment(request, attachment_id)
    inbox.want_again(attachment=row, now=now())
    if request.headers.get("HX-Request"):
        is_shot = request.POST.get("as") == "shot"
        return (_shot_of if is_shot else _line_of)(request, attachment_id)
    decision = getattr(row.message, "decision", None)
    return (
        redirect("desk:appeal", decision.appeal_id)
        if decision and decision.appeal_id
        else redirect("desk:home")
    )


def _original(request: HttpRequest, file: File) -> HttpResponseBase:
    return _served(request, files.path_of(file), file=file, content_type=file.content_type, name="")


def _served(
    request: HttpRequest, path: Path, *, file: File, content_type: str, name: str
) -> HttpResponseBase:
    """The bytes; what a browser does not show by itself is handed over to be saved."""
    etag = quote_etag(f"{file.sha256[:32]}{name}")
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            handle = path.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        is_shown = content_type in kinds.SHOWN
        answer = FileResponse(
            handle,
            content_type=content_type,
            as_attachment=not is_shown,
            filename=f"{name}-{file.pk}" if name else file.name,
        )
    answer["ETag"] = etag
    answer["Cache-Control"] = _KEPT
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _line_of(request: HttpRequest, attachment_id: int) -> HttpResponse:
    row = _attachment(request, attachment_id)
    context = {"row": row, "shot": _as_shot(request, row) if row.is_photo else None, "now": now()}
    return render(request, "desk/talk/file.html", context)


def _shot_of(request: HttpRequest, attachment_id: int) -> HttpResponse:
    row = _attachment(request, attachment_id)
    return render(request, "desk/talk/shot.html", {"shot": _as_shot(request, row), "now": now()})


def _as_shot(request: HttpRequest, row: Attachment) -> Shot:
    number = request.GET.get("number", "")
    return Shot(
        who=str(row.message.resident or ""),
        at=row.message.sent_at,
        number=int(number) if number.isdecimal() and len(number) < 4 else 1,
        file=row.file,
        attachment=row,
    )


def _attachment(request: HttpRequest, attachment_id: int) -> Attachment:
    rows = access.attachments(user_of(request)).select_related(
        "file", "message__thread__channel", "message__resident"
    )
    return get_object_or_404(rows, pk=attachment_id)
