"""Templates of answers: the list, one with its history, its words changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.suggestions import selectors, services
from nasvyazi.domain.suggestions.models import Template
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

from ..forms_templates import TemplateForm, desks_to_choose
from .frame import require, user_of

_PER_PAGE = 50


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The templates that the user answers with, by name; found by words; those out of use on a tab of their own."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    is_retired = request.GET.get("tab") == "retired"
    rows = access.templates(user_of(request)).filter(is_active=not is_retired)
    try:
        after = request.GET.get("after", "").replace("\0", "")
        page = selectors.page(selectors.search(rows, words) if words else rows, after=after, size=_PER_PAGE)
    except ValueError:
        raise Http404 from None
    context = {
        "page": page,
        "words": words,
        "is_retired": is_retired,
        "may_write": access.may(request.user, access.WRITE_TEMPLATES),
        "now": now(),
    }
    return render(request, "desk/templates.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a template."""
    require(request, access.WRITE_TEMPLATES)
    if request.method == "GET":
        return _form(request, None)
    user = user_of(request)
    form = TemplateForm(request.POST, user=user)
    if not form.is_valid():
        return _form(request, None, complaint=form.complaint())
    try:
        template = services.add_template(told=form.wording(), by=user, now=now())
    except Refusal as error:
        return _form(request, None, complaint=_told(error))
    return redirect("desk:template", template.pk)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """A template with its history; whoever may, changes its words, or takes it out of use and back."""
    user = user_of(request)
    rows = access.templates(user).select_related("desk", "topic")
    found = get_object_or_404(rows, pk=template_id)
    if request.method == "GET":
        return _form(request, found)
    if not access.may(user, access.CHANGE_TEMPLATE, found):
        raise Http404
    form = TemplateForm(request.POST, user=user)
    if not form.is_valid():
        return _form(request, found, complaint=form.complaint())
    seen = form.cleaned_data["seen"] or 0
    try:
        services.change_template(template_id=found.pk, told=form.wording(), seen=seen, by=user, now=now())
    except Refusal as error:
        return _form(request, found, complaint=_told(error))
    return redirect("desk:template", found.pk)


def _form(request: HttpRequest, found: Template | None, *, complaint: str = "") -> HttpResponse:
    user = user_of(request)
    history = list(selectors.history(found)) if found is not None else []
    context = {
        "template": found,
        "history": history,
        "told": request.POST.dict() if complaint else _as_typed(found),
        "seen": history[0].pk if history else 0,
        "desks": desks_to_choose(user),
        "topics": Topic.objects.filter(is_active=True, group__isnull=False).order_by("group__name", "name"),
        "may_be_everybodys": access.is_administrator(user),
        "may_change": found is None or access.may(user, access.CHANGE_TEMPLATE, found),
        "complaint": complaint,
        "now": now(),
    }
    return render(request, "desk/template.html", context, status=422 if complaint else 200)


def _as_typed(found: Template | None) -> dict[str, str]:
    if found is None:
        return {}
    return {
        "name": found.name,
        "text": found.text,
        "desk": str(found.desk_id or ""),
        "topic": str(found.topic_id or ""),
    }


def _told(error: Refusal) -> str:
    return _(error.message).format(**error.details)
