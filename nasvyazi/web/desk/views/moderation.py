"""Moderation as a whole: what is proposed, what was done, bans to look at, the page's rules, the switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.moderation import selectors as moderation_reads
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.moderation.models import Measure, SuspicionKind
from nasvyazi.flows import moderating
from nasvyazi.toolbox.clock import now

from .. import forms_moderation as forms
from .. import measures
from .frame import require, user_of

PAGE_SIZE = 50
TABS = {
    "proposals": _("Proposals"),
    "measures": _("What was done"),
    "bans": _("Bans"),
    "rules": _("Rules of the page"),
    "switches": _("Automatic"),
}


@require_GET
def moderation_page(request: HttpRequest) -> HttpResponse:
    """One tab of moderation."""
    return _page(request, tab=request.GET.get("tab", ""))


@require_POST
def decide(request: HttpRequest, suspicion_id: int) -> HttpResponse:
    """A person says whether a comment under suspicion is hidden by a rule, or nothing is wrong with it."""
    rows = access.suspicions(user_of(request)).select_related("message__thread__channel")
    suspicion = get_object_or_404(rows, pk=suspicion_id)
    if request.POST.get("decision") == "reject":
        moderation.reject(suspicion_id=suspicion.pk, by=user_of(request), now=now())
        return _back("proposals")
    form = forms.HideForm(request.POST)
    if not form.is_valid():
        return _page(request, tab="proposals", trouble=(suspicion.pk, form.complaint()))
    told = form.cleaned_data
    try:
        moderating.confirm(
            suspicion_id=suspicion.pk,
            message=suspicion.message,
            rule_id=told["rule"],
            is_complaint=told["is_complaint"],
            by=user_of(request),
        )
    except measures.REFUSED as error:
        return _page(request, tab="proposals", trouble=(suspicion.pk, measures.refusal(error)))
    messages.success(request, gettext("The comment is being hidden: it takes a few seconds."))
    return _back("proposals")


@require_POST
def undo(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Take a measure back."""
    measure = _the_measure(request, measure_id)
    reason = request.POST.get("reason", "")[:1000]
    return _done(
        request,
        measure,
        lambda: moderating.undo(measure=measure, reason=reason, by=user_of(request)),
        gettext("It is being undone: it takes a few seconds."),
    )


@require_POST
def again(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Carry out what has failed once more."""
    measure = _the_measure(request, measure_id)
    return _done(
        request,
        measure,
        lambda: moderation.try_again(measure_id=measure.pk, now=now()),
        gettext("It is tried again."),
    )


@require_POST
def review(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Somebody has looked at a ban and leaves it in force until the next look."""
    measure = _the_measure(request, measure_id)
    form = forms.ReviewForm(request.POST)
    day = form.review_at() if form.is_valid() else None
    return _done(
        request,
        measure,
        lambda: moderation.review(measure_id=measure.pk, review_at=day, by=user_of(request), now=now()),
        gettext("The ban stays until somebody looks at it again."),
    )


@require_POST
def add_rule(request: HttpRequest) -> HttpResponse:
    """Enter a rule of a page as it is published, or other words of one."""
    require(request, access.SET_PAGE_RULES)
    form = forms.RuleForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {}
    channel = access.channels(user_of(request)).filter(pk=told.get("channel") or 0).first()
    replaced = moderation_reads.rules().filter(pk=told.get("replaces") or 0).first()
    try:
        moderation.add_rule(
            channel=replaced.channel if replaced is not None else channel,
            number=told.get("number", ""),
            text=told.get("text", ""),
            url=told.get("url", ""),
            replaces=replaced,
            by=user_of(request),
            now=now(),
        )
    except measures.REFUSED as error:
        trouble = (replaced.pk if replaced is not None else 0, measures.refusal(error))
        return _page(request, tab="rules", trouble=trouble)
    return _back("rules")


@require_POST
def retire_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """The page has this rule no longer."""
    require(request, access.SET_PAGE_RULES)
    moderation.retire_rule(rule_id=rule_id, by=user_of(request), now=now())
    return _back("rules")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Have what is suspected in a channel hidden without a person, or not any more."""
    require(request, access.SET_PAGE_RULES)
    form = forms.SwitchForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {}
    channel = get_object_or_404(access.channels(user_of(request)), pk=told.get("channel") or 0)
    kind = SuspicionKind(told.get("kind") or SuspicionKind.SPAM)
    by, moment = user_of(request), now()
    if not told.get("rule"):
        moderation.switch_off(channel=channel, kind=kind, by=by, now=moment)
        return _back("switches")
    try:
        moderating.switch_on(channel=channel, kind=kind, rule_id=told["rule"], by=by)
    except measures.REFUSED as error:
        return _page(request, tab="switches", trouble=(channel.pk, measures.refusal(error)))
    return _back("switches")


def _the_measure(request: HttpRequest, measure_id: int) -> Measure:
    rows = access.measures(user_of(request)).select_related("channel", "message__thread__channel")
    return get_object_or_404(rows, pk=measure_id)


def _done(request: HttpRequest, measure: Measure, perform: Callable[[], object], told: str) -> HttpResponse:
    """Do it and go back to where it was pressed; what is refused is said there."""
    try:
        perform()
    except measures.REFUSED as error:
        messages.error(request, measures.refusal(error))
    else:
        messages.success(request, told)
    if request.POST.get("from") == "comment":
        return redirect("desk:moderate", measure.message_id)
    return _back("bans" if request.POST.get("from") == "bans" else "measures")


def _back(tab: str) -> HttpResponse:
    return redirect(f"{reverse('desk:moderation')}?tab={tab}")


def _page(request: HttpRequest, *, tab: str, trouble: tuple[int, str] | None = None) -> HttpResponse:
    tab = tab if tab in TABS else "proposals"
    user = user_of(request)
    mine = access.channels(user)
    context = {
        "tab": tab,
        "tabs": TABS.items(),
        "now": now(),
        "trouble": trouble,
        "values": request.POST.dict() if trouble else {},
        "may_set_rules": access.may(user, access.SET_PAGE_RULES),
        "waiting": moderation_reads.suspicions(among=mine).count(),
        **_CONTENTS[tab](request, mine),
    }
    return render(request, "desk/moderation.html", context, status=422 if trouble else 200)


def _proposals(request: HttpRequest, mine: Any) -> dict[str, Any]:
    rows = list(
        moderation_reads.suspicions(among=mine).select_related("message__decision__appeal")[:PAGE_SIZE]
    )
    channels = {row.message.thread.channel_id: row.message.thread.channel for row in rows}
    rules = {number: list(moderation_reads.rules_of(channel)) for number, channel in channels.items()}
    return {
        "proposals": [
            {
                "row": row,
                "why": measures.signs(row),
                "rules": rules[row.message.thread.channel_id],
                "is_worked_on": measures.is_worked_on(measures.appeal_of(row.message)),
            }
            for row in rows
        ]
    }


def _measures(request: HttpRequest, mine: Any) -> dict[str, Any]:
    rows, more = moderation_reads.page(
        moderation_reads.measures(among=mine), after=request.GET.get("after", ""), size=PAGE_SIZE
    )
    return {"rows": rows, "more": more, "failed": list(moderation_reads.failed(among=mine)[:PAGE_SIZE])}


def _bans(request: HttpRequest, mine: Any) -> dict[str, Any]:
    return {"bans": list(moderation_reads.bans(among=mine, now=now())[:200]), "today": timezone.localdate()}


def _rules(request: HttpRequest, mine: Any) -> dict[str, Any]:
    return {"rules": list(moderation_reads.rules()), "channels": list(mine.order_by("title", "pk"))}


def _switches(request: HttpRequest, mine: Any) -> dict[str, Any]:
    on = {(row.channel_id, row.kind): row for row in moderation_reads.switches()}
    return {
        "channels": [
            {
                "channel": channel,
                "rules": list(moderation_reads.rules_of(channel)),
                "why_not": measures.in_words(moderating.automatic_refused(channel)),
                "kinds": [(kind, on.get((channel.pk, kind.value))) for kind in SuspicionKind],
            }
            for channel in mine.order_by("title", "pk")
        ]
    }


_CONTENTS: dict[str, Callable[[HttpRequest, Any], dict[str, Any]]] = {
    "proposals": _proposals,
    "measures": _measures,
    "bans": _bans,
    "rules": _rules,
    "switches": _switches,
}
