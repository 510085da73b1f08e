"""One's own: language and theme of the screen, photos of one's letters."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.files import selectors as files
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.toolbox.clock import now

from .frame import user_of

THEME_COOKIE = "theme"
THEMES = ("light", "dark", "auto")
_SHOWN = ("image/", "audio/", "video/")
_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the interface; kept in a cookie."""
    answer: HttpResponse = set_language(request)
    return answer


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the system does; kept in a cookie."""
    chosen = request.POST.get("theme", "")
    answer = redirect(_back(request))
    if chosen in THEMES:
        answer.set_cookie(
            THEME_COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return answer


@login_not_required
def ask_the_administrator(request: HttpRequest) -> HttpResponse:
    """Nobody signs up here, and no mail is sent: whom to ask instead."""
    return render(request, "account/closed.html")


@require_GET
def photo(request: HttpRequest, file_id: int) -> HttpResponse | FileResponse:
    """A photo that went with a letter the user may see."""
    file = get_object_or_404(access.files(user_of(request)), pk=file_id)
    try:
        handle = files.path_of(file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(handle, content_type=file.content_type)
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse | FileResponse:
    """What a resident attached, from our own storage. Only pictures, sounds and films open in the browser."""
    row = _attachment(request, attachment_id)
    if row.file is None:
        raise Http404
    try:
        handle = files.path_of(row.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    is_shown = row.file.content_type.startswith(_SHOWN)
    answer = FileResponse(
        handle, content_type=row.file.content_type, as_attachment=not is_shown, filename=row.file.name
    )
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_GET
def attachment_line(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """An attachment as the conversation shows it now, for htmx: it may have come meanwhile."""
    return _line_of(request, attachment_id)


@require_POST
def attachment_again(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Ask once more for a file that was given up."""
    row = _attachment(request, attachment_id)
    inbox.want_again(attachment=row, now=now())
    if request.headers.get("HX-Request"):
        return _line_of(request, attachment_id)
    decision = getattr(row.message, "decision", None)
    return (
        redirect("desk:appeal", decision.appeal_id)
        if decision and decision.appeal_id
        else redirect("desk:home")
    )


def _line_of(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """The line of an attachment as it is now."""
    return render(request, "desk/talk/file.html", {"row": _attachment(request, attachment_id)})


def _attachment(request: HttpRequest, attachment_id: int) -> Attachment:
    rows = access.attachments(user_of(request)).select_related("file", "message__thread__channel")
    return get_object_or_404(rows, pk=attachment_id)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("desk:home")
