"""One answer to everybody who speaks of a problem: written, sent to each where they wrote, and how it went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals.recipients import Recipient
from nasvyazi.domain.problems.models import Problem
from nasvyazi.flows import answering, answering_all
from nasvyazi.toolbox.clock import now

from ..answering_all import Told, letters, lines, recipients
from ..forms import photos_of
from ..forms_people import AnswerAllForm
from ..kept import kept_mark
from ..screen import looked_at
from .frame import user_of
from .problems import the_problem
from .replies import photos_in


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, problem_id: int) -> HttpResponse:
    """The form, with what became of an answer that was sent with its key; a press of the button sends it."""
    problem = the_problem(request, problem_id, permission=access.WORK_ON_PROBLEM)
    rows = recipients(problem, user=user_of(request))
    if request.method == "POST":
        return _send(request, problem, rows)
    return _page(request, problem, rows, key=_key(request.GET.get("key", "")))


def _send(request: HttpRequest, problem: Problem, rows: Sequence[Recipient]) -> HttpResponse:
    form = AnswerAllForm(request.POST, numbers=[one.appeal.pk for one in rows], user=user_of(request))
    key, text = _key(request.POST.get("request_key", "")), request.POST.get("text", "").replace("\0", "")
    chosen = {int(number) for number in request.POST.getlist("to") if number.isdecimal()}
    is_valid = form.is_valid()
    photos, complaint = photos_in(form.cleaned_data.get("kept", []), photos_of(request.FILES))
    told = Told(chosen=chosen, files=photos)
    if not is_valid or complaint:
        complaint = complaint if is_valid else form.complaint()
        return _page(request, problem, rows, key=key, text=text, told=told, complaint=complaint)
    try:
        outcomes = answering_all.answer_all(
            recipients=[one for one in rows if one.appeal.pk in chosen],
            text=form.cleaned_data["text"],
            author=user_of(request),
            request_key=form.cleaned_data["request_key"],
            seen_at=form.cleaned_data["seen_at"],
            is_looked_at=form.cleaned_data["looked_at"] == _mark(text, chosen),
            files=photos,
        )
    except answering.NothingToSay:
        complaint = _("Write the answer first: there are no words in it.")
        return _page(request, problem, rows, key=key, text=text, told=told, complaint=complaint)
    except answering_all.NeedSecondLooks as error:
        complaint, told = (
            _("Everybody will read some of it. Look once more:"),
            replace(told, cautions=error.cautions),
        )
        return _page(request, problem, rows, key=key, text=text, told=told, complaint=complaint)
    if all(one.letter is not None for one in outcomes):
        return redirect(f"{reverse('desk:problem_answer', args=[problem.pk])}?key={key}")
    complaint = _("Not everybody could be answered. Why stands beside each; the others have their answer.")
    told = replace(told, outcomes=outcomes)
    return _page(request, problem, rows, key=key, text=text, told=told, complaint=complaint)


def _page(
    request: HttpRequest,
    problem: Problem,
    rows: Sequence[Recipient],
    *,
    key: UUID,
    text: str = "",
    told: Told | None = None,
    complaint: str = "",
) -> HttpResponse:
    moment = now()
    sent, files = letters(rows, key=key), told.files if told is not None else ()
    shown = lines(rows, sent=sent, told=told, now=moment)
    context = {
        "problem": problem,
        "lines": shown,
        "unseen": problem.appeal_count - len(rows),
        "text": text or next((letter.text for letter in sent.values()), ""),
        "key": key,
        "files": files,
        "kept": kept_mark(files, user_of(request)),
        "looked_at": _mark(text, told.chosen) if told is not None and told.cautions else "",
        "sent": len(sent),
        "complaint": complaint,
        "now": moment,
    }
    return render(request, "desk/answer_all.html", context, status=422 if complaint else 200)


def _key(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        return uuid4()


def _mark(text: str, chosen: Collection[int]) -> str:
    """A mark of these very words to these very appeals: with other ones, a person has not looked at it."""
    return looked_at(f"{sorted(chosen)} {text.replace(chr(13), '').strip()}")
