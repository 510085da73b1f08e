"""Schemes of districts: the list, one pasted, looked over, put in force, withdrawn. For the administrator."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.organisations import selectors as organisation_reads
from nasvyazi.domain.organisations import services as organisations
from nasvyazi.domain.places.models import DistrictSet
from nasvyazi.domain.places.schemes import selectors as reads
from nasvyazi.domain.places.schemes import services
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Verdict
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.refusal import Refusal

from ..schemes import SchemeForm, WithdrawForm, marked, sentence, with_rules
from .frame import require, user_of

_SHOWN = 50
"""How many doubtful things of a sort a page shows; their number is told."""


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme with its days and where it stands today."""
    require(request, access.SET_DISTRICTS)
    today = localdate()
    rows = [(scheme, scheme.state_on(today)) for scheme in reads.schemes()[:200]]
    return render(request, "desk/schemes/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Paste a scheme: it is kept to be looked over, and answers nobody yet."""
    require(request, access.SET_DISTRICTS)
    complaint = ""
    form = SchemeForm(request.POST, request.FILES) if request.method == "POST" else SchemeForm()
    if form.is_bound:
        try:
            if form.is_valid():
                told = form.cleaned_data
                scheme = services.bring(
                    body=told["body"],
                    source=told["source"],
                    first_day=told["first_day"],
                    last_day=told["last_day"],
                    polygons=told["drawn"],
                    now=now(),
                )
                return redirect("desk:scheme", scheme.pk)
            complaint = form.complaint()
        except Refusal as refusal:
            complaint = sentence(refusal)
    context = {"form": form, "complaint": complaint, "bodies": reads.bodies()}
    return render(request, "desk/schemes/new.html", context, status=422 if complaint else 200)


@require_GET
def scheme(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """What was understood of a scheme, what is doubtful in it, and a box to try an address."""
    return _scheme_page(request, _the_scheme(request, scheme_id))


@require_POST
def put_in_force(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """A person has looked it over."""
    found = _the_scheme(request, scheme_id)
    try:
        services.put_in_force(scheme_id=found.pk, by=user_of(request), now=now())
    except Refusal as refusal:
        return _scheme_page(request, found, complaint=sentence(refusal))
    messages.success(request, _("The scheme is put in force."))
    return redirect("desk:scheme", found.pk)


@require_POST
def withdraw(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """From a day on a scheme answers nobody, though none follows it."""
    found = _the_scheme(request, scheme_id)
    form = WithdrawForm(request.POST)
    try:
        if not form.is_valid():
            return _scheme_page(request, found, not_withdrawn=form.complaint())
        services.withdraw(scheme_id=found.pk, by=user_of(request), now=now(), **form.cleaned_data)
    except Refusal as refusal:
        found = _the_scheme(request, scheme_id)  # somebody else may have done something to it
        return _scheme_page(request, found, not_withdrawn=sentence(refusal))
    messages.success(request, _("The scheme is withdrawn."))
    return redirect("desk:scheme", found.pk)


@require_POST
def discard(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """A scheme that was never in force is thrown away."""
    found = _the_scheme(request, scheme_id)
    try:
        services.discard(scheme_id=found.pk)
    except Refusal as refusal:
        return _scheme_page(request, found, complaint=sentence(refusal))
    return redirect("desk:schemes")


@require_POST
def elect(request: HttpRequest, scheme_id: int) -> HttpResponse:
    """Who is the deputy of a district: from today on, or from the scheme's first day where that is to come."""
    found = _the_scheme(request, scheme_id)
    number = request.POST.get("number", "")[:20]
    if not found.districts.filter(number=number).exists():
        raise Http404
    since = max(localdate(), found.first_day)
    name = request.POST.get("name", "").replace("\0", "")[:200]
    organisations.elect(body=found.body, number=number, name=name, since=since)
    return redirect("desk:scheme", found.pk)


def _the_scheme(request: HttpRequest, scheme_id: int) -> DistrictSet:
    require(request, access.SET_DISTRICTS)
    return get_object_or_404(DistrictSet.objects.select_related("put_by", "ended_by"), pk=scheme_id)


def _scheme_page(
    request: HttpRequest, found: DistrictSet, *, complaint: str = "", not_withdrawn: str = ""
) -> HttpResponse:
    """The page with a complaint at its top, or with one beside the form by which a scheme is withdrawn."""
    remarks = list(found.remarks.order_by("pk"))
    asked = request.GET.get("address", "").strip()[:300]
    verdict: Verdict | None = None
    trouble = ""
    if asked:
        try:
            verdict = reads.answer_written(reads.compiled(found.pk), Address.read(asked))
        except Refusal as refusal:
            trouble = sentence(refusal)
    judgement, today = reads.judgement(found.pk), localdate()
    deputies = organisation_reads.deputies(body=found.body, on=max(today, found.first_day))
    districts = [
        (district, rules, deputies.get(district.number))
        for district, rules in with_rules(reads.districts(found.pk))
    ]
    context = {
        "scheme": found,
        "state": found.state_on(today),
        "may_withdraw": found.in_force
        and found.ended_at is None
        and (found.last_day is None or found.last_day >= today),
        "since": request.POST.get("since") or str(max(today, found.first_day + timedelta(days=1))),
        "why": request.POST.get("why", ""),
        "districts": districts,
        "rules": sum(len(rules) for _district, rules, _deputy in districts),
        "remarks": remarks,
        "pieces": marked(found.source, remarks),
        "judgement": judgement,
        "overlaps": judgement.overlaps[:_SHOWN],
        "doubles": judgement.doubles[:_SHOWN],
        "disagreements": judgement.disagreements[:_SHOWN],
        "drawn_only": judgement.drawn_only[:_SHOWN],
        "gaps": list(judgement.gaps.items())[:_SHOWN],
        "gap_count": sum(map(len, judgement.gaps.values())),
        "empty": judgement.empty[:_SHOWN],
        "asked": asked,
        "verdict": verdict,
        "trouble": trouble,
        "complaint": complaint,
        "not_withdrawn": not_withdrawn,
        "now": now(),
    }
    status = 422 if complaint or not_withdrawn else 200
    return render(request, "desk/schemes/scheme.html", context, status=status)
