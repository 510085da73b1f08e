"""What people decide about an appeal: a form each, a service of the domain each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import NotAllowed
from nasvyazi.domain.external import services as external
from nasvyazi.domain.places import services as places
from nasvyazi.flows import answering, describing, entering, notices, staffing
from nasvyazi.toolbox.clock import now

from .. import external_deeds, external_forms, forms
from ..refusals import refusal
from ..screen import Trouble
from ..selection import Selection
from .frame import case_answer, the_appeal, user_of


@dataclass(frozen=True, slots=True)
class Action:
    """A form and what is done with it: (appeal's number, what the form says, by whom, when)."""

    perform: Callable[[int, Mapping[str, Any], User, datetime], object]
    form: type[forms.ActionForm] = forms.ActionForm
    follows: bool = False
    """Whether the appeal that comes of it is shown then, instead of the one it was done to."""


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
    "elsewhere": Action(
        lambda pk, told, by, at: entering.write_down(
            appeal_id=pk, entry=forms.entry_of(told), speaker=told["speaker"], by=by
        ),
        forms.ElsewhereForm,
    ),
    "draft-on": Action(lambda pk, told, by, at: appeals.go_on_with_draft(appeal_id=pk, author=by, now=at)),
    "draft-off": Action(
        lambda pk, told, by, at: appeals.save_draft(appeal_id=pk, text="", author=by, now=at)
    ),
    "private": Action(lambda pk, told, by, at: notices.go_on_in_private(appeal_id=pk, by=by)),
    "public": Action(lambda pk, told, by, at: appeals.go_on_in_public(appeal_id=pk, by=by, now=at)),
    "ours": Action(
        lambda pk, told, by, at: staffing.is_one_of_ours(appeal_id=pk, name=told["reason"], by=by)
    ),
    "join": Action(
        lambda pk, told, by, at: appeals.join_all(
            appeal_ids={pk, *told["others"]}, reason=told["reason"], by=by, now=at
        ),
        forms.JoinForm,
    ),
    "leave": Action(
        lambda pk, told, by, at: appeals.leave_problem(appeal_id=pk, reason=told["reason"], by=by, now=at)
    ),
    "merge": Action(
        lambda pk, told, by, at: appeals.merge(
            appeal_id=pk, other_id=told["other"].pk, reason=told["reason"], by=by, now=at
        ),
        forms.OtherForm,
        follows=True,
    ),
    "apart": Action(lambda pk, told, by, at: appeals.take_apart(appeal_id=pk, by=by, now=at), follows=True),
    "split": Action(
        lambda pk, told, by, at: appeals.split(
            appeal_id=pk, message_ids=told["messages"], reason=told["reason"], by=by, now=at
        ),
        forms.MessagesForm,
    ),
    "move": Action(
        lambda pk, told, by, at: appeals.move_messages(
            appeal_id=pk,
            target_id=told["other"].pk,
            message_ids=told["messages"],
            reason=told["reason"],
            by=by,
            now=at,
        ),
        forms.MoveForm,
    ),
    "matter": Action(
        lambda pk, told, by, at: describing.describe(
            appeal_id=pk,
            kind=told["kind"],
            topic=told["topic"],
            place=told["place"],
            pin=told["pin"],
            opened=told["opened"],
            by=by,
        ),
        forms.MatterForm,
    ),
    "danger-seen": Action(
        lambda pk, told, by, at: appeals.see_danger(
            appeal_id=pk, message_ids=told["messages"], by=by, now=at
        ),
        forms.MessagesForm,
    ),
    "danger-none": Action(
        lambda pk, told, by, at: appeals.deny_danger(
            appeal_id=pk, message_ids=told["messages"], by=by, now=at
        ),
        forms.MessagesForm,
    ),
    "external": Action(external_deeds.add, external_forms.NewCaseForm),
    "external-change": Action(external_deeds.change, external_forms.KnownCaseForm),
    "external-remove": Action(external_deeds.remove, external_forms.KnownCaseForm),
}
_REFUSED = (
    NotAllowed,
    appeals.ReasonMissing,
    appeals.SnoozePastDue,
    appeals.OpenAppealExists,
    appeals.MergedAway,
    appeals.JoinedWithItself,
    appeals.NotOneConversation,
    appeals.NothingChosen,
    appeals.NothingLeft,
    appeals.IsOver,
    appeals.NotPublic,
    appeals.ChangedMeanwhile,
    answering.PlaceRefused,
    describing.NoSuchPlace,
    entering.NothingEntered,
    entering.TooEarly,
    staffing.SaidInPrivate,
    external.NumberMissing,
    external.TakenElsewhere,
    places.RegisterBusy,
)


@require_POST
def act(request: HttpRequest, appeal_id: int, action: str) -> HttpResponse:
    """Do one of ACTIONS; what the domain refuses is said beside the form."""
    known = ACTIONS.get(action)
    if known is None:
        raise Http404
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    form = known.form(request.POST, appeal=appeal, user=user_of(request))
    if not form.is_valid():
        return case_answer(request, appeal.pk, now=now(), trouble=_trouble(request, action, form.complaint()))
    moment = now()
    try:
        done = known.perform(appeal.pk, form.cleaned_data, user_of(request), moment)
    except _REFUSED as error:
        told = refusal(error, now=moment)
        trouble = _trouble(request, action, told, link=getattr(error, "appeal", None))
        if isinstance(error, appeals.NotOneConversation) and action == "merge":
            # What can be done instead is offered at once: the form that joins them, with the other appeal found.
            trouble = replace(trouble, action="join", values={"q": request.POST["other"]})
        return case_answer(request, appeal.pk, now=now(), trouble=trouble)
    shown = done.pk if known.follows and isinstance(done, Appeal) else appeal.pk
    answer = case_answer(request, shown, now=now())
    if known.follows and answer.status_code == HTTPStatus.OK:
        answer["HX-Push-Url"] = reverse("desk:appeal", args=[shown]) + Selection.of(request.GET).tail
    return answer


def _trouble(request: HttpRequest, action: str, text: str, *, link: Appeal | None = None) -> Trouble:
    """Why it could not be done, with what was typed and chosen."""
    picked = request.POST.getlist("messages")
    return Trouble(text, action, request.POST.dict(), link=link, picked=picked)
