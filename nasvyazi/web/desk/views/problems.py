"""Problems: the list, one with its appeals, and with what an appeal may be joined."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.problems import selectors as problem_reads
from nasvyazi.domain.problems import services as problem_services
from nasvyazi.domain.problems.models import Problem
from nasvyazi.toolbox.clock import now

from ..forms import ProblemForm
from ..joining import candidates
from ..selection import Selection
from .frame import is_partial, the_appeal, user_of

_PER_PAGE = 50
_APPEALS_SHOWN = 200


@require_GET
def problems(request: HttpRequest) -> HttpResponse:
    """Open problems of which several appeals speak, those of the most people first."""
    mine = access.problems(user_of(request))
    topics = list(problem_reads.topics(mine))
    # A topic on which there is no problem any more is as if it were not asked for.
    topic = next((topic for topic in topics if str(topic.pk) == request.GET.get("topic")), None)
    try:
        page = problem_reads.page(
            mine, topic_id=topic.pk if topic else None, after=request.GET.get("after", ""), size=_PER_PAGE
        )
    except ValueError:
        raise Http404 from None
    context = {"page": page, "topics": topics, "topic": topic, "now": now()}
    return render(request, "desk/problems.html", context)


@require_GET
def problem(request: HttpRequest, problem_id: int) -> HttpResponse:
    """A problem with the appeals that speak of it."""
    return _page(request, the_problem(request, problem_id))


@require_POST
def describe(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Call a problem otherwise, or say where it is."""
    found = the_problem(request, problem_id, permission=access.WORK_ON_PROBLEM)
    form = ProblemForm(request.POST)
    if not form.is_valid():
        return _page(request, found, told=request.POST.dict(), complaint=form.complaint())
    try:
        problem_services.describe(problem_id=found.pk, **form.cleaned_data)
    except problem_services.TitleMissing:
        complaint = _("Give it a title by which colleagues know it.")
        return _page(request, found, told=request.POST.dict(), complaint=complaint)
    return redirect("desk:problem", found.pk)


@require_POST
def take_apart(request: HttpRequest, problem_id: int, merged_id: int) -> HttpResponse:
    """A problem that was merged into this one is one by itself after all."""
    found = the_problem(request, problem_id, permission=access.WORK_ON_PROBLEM)
    # One that is apart already (the button was pressed twice) is shown as it is.
    merged = Problem.objects.filter(pk=merged_id, merged_into=found).first()
    if merged is not None:
        appeals.take_problem_apart(problem_id=merged.pk, by=user_of(request), now=now())
    return redirect("desk:problem", found.pk)


@require_GET
def alike(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """With what an appeal may be joined or merged: what the words find, else what is suggested."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "appeal": appeal,
        "words": words,
        "candidates": candidates(appeal, words=words, user=user_of(request), now=now()),
        "selection": Selection.of(request.GET),
        "now": now(),
    }
    return render(request, "desk/alike.html" if is_partial(request, "alike") else "desk/join.html", context)


def the_problem(request: HttpRequest, problem_id: int, *, permission: str = access.SEE_PROBLEM) -> Problem:
    """The problem, if the user may do this with it. Raises Http404: what is not theirs does not exist for them."""
    found = get_object_or_404(_with_where(access.problems(user_of(request))), pk=problem_id)
    if permission != access.SEE_PROBLEM and not access.may(request.user, permission, found):
        raise Http404
    return found


def _with_where(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    return rows.select_related("opened_by", "at", "topic")


def _page(
    request: HttpRequest, found: Problem, *, told: dict[str, str] | None = None, complaint: str = ""
) -> HttpResponse:
    speaking = access.appeals(user_of(request)).filter(problem=found)
    rows = appeal_reads.first_cards(speaking, order=("-pk",), limit=_APPEALS_SHOWN)
    context = {
        "problem": found,
        "appeals": rows,
        "unseen": found.appeal_count - len(rows),
        "merged": problem_reads.merged_into(found),
        "told": told or {"title": found.title, "place": found.place, "topic": str(found.topic_id or "")},
        "topics": problem_reads.choosable_topics(found),
        "complaint": complaint,
        "now": now(),
    }
    return render(request, "desk/problem.html", context, status=422 if complaint else 200)
