"""What people decide about an appeal: a form each, a service of the domain each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.states import NotAllowed
from nasvyazi.toolbox.clock import now

from .. import forms, words
from ..screen import Trouble
from .frame import case_answer, the_appeal, user_of


@dataclass(frozen=True, slots=True)
class Action:
    """A form and what is done with it: (appeal's number, what the form says, by whom, when)."""

    perform: Callable[[int, Mapping[str, Any], User, datetime], object]
    form: type[forms.ActionForm] = forms.ActionForm


ACTIONS: Mapping[str, Action] = {
    "take": Action(lambda pk, told, by, at: appeals.take(appeal_id=pk, by=by, now=at)),
    "assign": Action(
        lambda pk, told, by, at: appeals.assign(
            appeal_id=pk, person=told["person"], reason=told["reason"], by=by, now=at
        ),
        forms.AssignForm,
    ),
    "due": Action(
        lambda pk, told, by, at: appeals.set_due(
            appeal_id=pk, due=told["due"], reason=told["reason"], by=by, now=at
        ),
        forms.DayForm,
    ),
    "plan": Action(
        lambda pk, told, by, at: appeals.plan(
            appeal_id=pk, day=told["day"], reason=told["reason"], by=by, now=at
        ),
        forms.DayForm,
    ),
    "resolve": Action(
        lambda pk, told, by, at: appeals.resolve(appeal_id=pk, reason=told["reason"], by=by, now=at)
    ),
    "close": Action(
        lambda pk, told, by, at: appeals.close(appeal_id=pk, reason=told["reason"], by=by, now=at)
    ),
    "dismiss": Action(
        lambda pk, told, by, at: appeals.dismiss(appeal_id=pk, reason=told["reason"], by=by, now=at),
        forms.DismissForm,
    ),
    "reopen": Action(
        lambda pk, told, by, at: appeals.reopen(appeal_id=pk, reason=told["reason"], by=by, now=at)
    ),
    "snooze": Action(
        lambda pk, told, by, at: appeals.snooze(
            appeal_id=pk, until=told["until"], reason=told["reason"], by=by, now=at
        ),
        forms.SnoozeForm,
    ),
    "wake": Action(
        lambda pk, told, by, at: appeals.snooze(
            appeal_id=pk, until=None, reason=told["reason"], by=by, now=at
        )
    ),
    "note": Action(
        lambda pk, told, by, at: appeals.add_note(appeal_id=pk, text=told["text"], by=by, now=at),
        forms.NoteForm,
    ),
}


@require_POST
def act(request: HttpRequest, appeal_id: int, action: str) -> HttpResponse:
    """Do one of ACTIONS; what the domain refuses is said beside the form."""
    known = ACTIONS.get(action)
    if known is None:
        raise Http404
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    moment = now()
    form = known.form(request.POST, appeal=appeal)
    trouble = None
    if not form.is_valid():
        trouble = Trouble(form.complaint(), action, request.POST.dict())
    else:
        try:
            known.perform(appeal.pk, form.cleaned_data, user_of(request), moment)
        except appeals.OpenAppealExists as error:
            text = words.refusal(error, now=moment)
            trouble = Trouble(text, action, request.POST.dict(), link=error.appeal)
        except (NotAllowed, appeals.ReasonMissing, appeals.SnoozePastDue) as error:
            trouble = Trouble(words.refusal(error, now=moment), action, request.POST.dict())
    return case_answer(request, appeal_id, now=now(), trouble=trouble)
