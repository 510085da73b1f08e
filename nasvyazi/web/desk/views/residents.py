"""A resident in all their networks: who they are, what they wrote, who else they may be."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.channels.models import Resident
from nasvyazi.flows import people as flow
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

from ..forms_people import ResidentForm
from ..people import candidates, whole
from .frame import is_partial, user_of


@require_GET
def resident(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The resident's page; for htmx only those whom words find."""
    return _page(request, _the_resident(request, resident_id))


@require_POST
def join(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The resident and another one are the same person."""
    one = _the_resident(request, resident_id, permission=access.JOIN_RESIDENT)
    form = ResidentForm(request.POST, user=user_of(request))
    if not form.is_valid():
        return _page(request, one, complaint=form.complaint())
    told = form.cleaned_data
    try:
        flow.join(resident=one, other=told["other"], reason=told["reason"], by=user_of(request), now=now())
    except Refusal as error:
        return _page(request, one, complaint=_(error.message))
    return redirect("desk:resident", one.pk)


@require_POST
def part(request: HttpRequest, resident_id: int) -> HttpResponse:
    """One of the person's identities is somebody else after all."""
    one = _the_resident(request, resident_id, permission=access.JOIN_RESIDENT)
    form = ResidentForm(request.POST, user=user_of(request))
    if not form.is_valid():
        return _page(request, one, complaint=form.complaint())
    other, reason = form.cleaned_data["other"], form.cleaned_data["reason"]
    try:
        flow.part(resident=other, reason=reason, by=user_of(request), now=now())
    except Refusal as error:
        return _page(request, one, complaint=_(error.message), parting=other)
    return redirect("desk:resident", one.pk)


def _the_resident(
    request: HttpRequest, resident_id: int, *, permission: str = access.SEE_RESIDENT
) -> Resident:
    found = get_object_or_404(access.residents(user_of(request)), pk=resident_id)
    if permission != access.SEE_RESIDENT and not access.may(request.user, permission, found):
        raise Http404
    return found


def _page(
    request: HttpRequest, one: Resident, *, complaint: str = "", parting: Resident | None = None
) -> HttpResponse:
    user = user_of(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    try:
        person = whole(one, user=user, after=request.GET.get("after", ""))
    except ValueError:
        raise Http404 from None
    context = {
        "resident": one,
        "person": person,
        "words": words,
        "candidates": candidates(one, person.identities, words=words, user=user),
        "reason": request.POST.get("reason", ""),
        "complaint": complaint,
        "parting": parting,
        "now": now(),
    }
    name = "desk/resident_found.html" if is_partial(request, "found") else "desk/resident.html"
    return render(request, name, context, status=422 if complaint else 200)
