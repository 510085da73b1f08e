"""One comment under moderation: what can be done to it and its author, why not, what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.moderation import selectors as moderation_reads
from nasvyazi.domain.moderation.models import Evidence
from nasvyazi.flows import answering, moderating
from nasvyazi.networks.optional import Deed
from nasvyazi.toolbox.clock import now

from .. import forms_moderation as forms
from .. import measures
from ..measures import Trouble
from ..photos import of_message
from .frame import user_of

_USUAL_REVIEW = timedelta(days=30)
_COPY_SHOWS = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Action:
    """A form, what is done with it, and what is said then."""

    form: type[forms.MeasureForm]
    perform: Callable[[Message, Mapping[str, Any], User, forms.MeasureForm], object]
    done: Promise


def _hide(message: Message, told: Mapping[str, Any], by: User, form: forms.MeasureForm) -> object:
    return moderating.hide(
        message=message,
        rule_id=told["rule"],
        reason=told["reason"],
        is_complaint=told["is_complaint"],
        by=by,
    )


def _warn(message: Message, told: Mapping[str, Any], by: User, form: forms.MeasureForm) -> object:
    rule = moderation_reads.rules_of(message.thread.channel).filter(pk=told["rule"]).first()
    text = told["text"] or (moderating.warning_words(rule) if rule is not None else " ")
    return moderating.warn(message=message, rule_id=told["rule"], text=text, by=by)


def _ban(message: Message, told: Mapping[str, Any], by: User, form: forms.MeasureForm) -> object:
    review_at = form.review_at() if isinstance(form, forms.BanForm) else None
    return moderating.ban(
        message=message,
        rule_id=told["rule"],
        reason=told["reason"],
        until=told["until"],
        review_at=review_at,
        by=by,
    )


ACTIONS: Mapping[str, Action] = {
    "hide": Action(forms.HideForm, _hide, _("The comment is being hidden: it takes a few seconds.")),
    "warn": Action(forms.WarnForm, _warn, _("The warning is on its way.")),
    "ban": Action(forms.BanForm, _ban, _("The ban is on its way: it takes a few seconds.")),
}


@require_GET
def moderate(request: HttpRequest, message_id: int) -> HttpResponse:
    """A comment with what can be done to it."""
    return _page(request, _the_message(request, message_id))


@require_POST
def act(request: HttpRequest, message_id: int, action: str) -> HttpResponse:
    """Do one of ACTIONS; what is refused is said beside its form."""
    known = ACTIONS.get(action)
    if known is None:
        raise Http404
    message = _the_message(request, message_id)
    form = known.form(request.POST)
    if not form.is_valid():
        return _page(request, message, trouble=_trouble(request, action, form.complaint()))
    try:
        known.perform(message, form.cleaned_data, user_of(request), form)
    except measures.REFUSED as error:
        return _page(request, message, trouble=_trouble(request, action, measures.refusal(error)))
    messages.success(request, str(known.done))
    decision = getattr(Message.objects.select_related("decision").get(pk=message.pk), "decision", None)
    if decision is not None and decision.appeal_id is not None:
        return redirect(f"{reverse('desk:appeal', args=[decision.appeal_id])}#m-{message.pk}")
    return redirect("desk:moderate", message.pk)


@require_GET
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """The copy of a comment as it was: a page that loads nothing and runs nothing."""
    row: Evidence = get_object_or_404(
        access.evidence(user_of(request)).select_related("copy"), pk=evidence_id
    )
    try:
        body = moderation_reads.copy_of(row)
    except OSError:
        raise Http404 from None
    answer = HttpResponse(body, content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = _COPY_SHOWS
    answer["Cache-Control"] = "private, no-store"
    return answer


def _the_message(request: HttpRequest, message_id: int) -> Message:
    rows = access.moderated(user_of(request)).select_related(
        "thread__channel", "thread__post", "resident", "decision__appeal", "answer_thread__channel"
    )
    message = get_object_or_404(rows, pk=message_id)
    if not access.may(request.user, access.MODERATE, message.thread.channel):
        raise Http404
    return message


def _trouble(request: HttpRequest, action: str, text: str) -> Trouble:
    return Trouble(text=text, action=action, values=request.POST.dict())


def _page(request: HttpRequest, message: Message, *, trouble: Trouble | None = None) -> HttpResponse:
    channel, moment = message.thread.channel, now()
    done = list(moderation_reads.of_message(message.pk))
    standing = moderation_reads.standing([message.pk]).get(message.pk)
    appeal = measures.appeal_of(message)
    rules = list(moderation_reads.rules_of(channel))
    context = {
        "message": message,
        "photos": of_message(message, list(message.attachments.select_related("file"))),
        "appeal": appeal,
        "is_worked_on": measures.is_worked_on(appeal),
        "rules": rules,
        "fate": measures.fate(standing, network=channel.network, now=moment) if standing else None,
        "measures": done,
        "hiding_means": measures.in_words(moderating.hiding_means(channel)),
        "why_not_hide": measures.in_words(moderating.refused(Deed.REMOVE, message.thread)),
        "why_not_ban": measures.in_words(moderating.refused(Deed.BAN, message.thread)),
        "why_not_warn": measures.in_words(answering.refused(message.answer_thread or message.thread)),
        "usual_warning": measures.usual_warning(rules),
        "terms": forms.TERMS,
        "usual_review": timezone.localdate() + _USUAL_REVIEW,
        "farthest_review": timezone.localdate() + timedelta(days=settings.NASVYAZI_BAN_REVIEW_DAYS),
        "trouble": trouble,
        "values": trouble.values if trouble else {},
        "may_set_rules": access.may(request.user, access.SET_PAGE_RULES),
        "now": moment,
    }
    return render(request, "desk/moderate.html", context, status=422 if trouble is not None else 200)
