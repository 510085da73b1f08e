"""What every view of the desk shares: who asks, what is theirs, how an answer goes back."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import lists
from nasvyazi.domain.appeals.models import Appeal

from ..screen import Answer, Case, Trouble, appeal_or_none, list_pane, nav
from ..selection import Selection


def user_of(request: HttpRequest) -> User:
    """The signed-in user; LoginRequiredMiddleware lets nobody else in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def the_appeal(request: HttpRequest, appeal_id: int, *, permission: str = access.SEE_APPEAL) -> Appeal:
    """The appeal, if the user may do this with it. Raises Http404: what is not theirs does not exist for them."""
    appeal = appeal_or_none(appeal_id, user=user_of(request))
    # What may be seen, the queryset has decided already.
    if appeal is None or (
        permission != access.SEE_APPEAL and not access.may(request.user, permission, appeal)
    ):
        raise Http404
    return appeal


def require(request: HttpRequest, permission: str) -> None:
    """Raises Http404 when the user has not this permission."""
    if not access.may(request.user, permission):
        raise Http404


def is_partial(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for one part of the page only."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == target


def desk_page(
    request: HttpRequest,
    *,
    now: datetime,
    case: Case | None = None,
    after: str = "",
    status: int = 200,
) -> HttpResponse:
    """All three panes."""
    selection = Selection.of(request.GET)
    context = list_pane(selection, user=user_of(request), now=now, after=after)
    return render(request, "desk/desk.html", {**context, "case": case}, status=status)


def case_answer(
    request: HttpRequest,
    appeal_id: int,
    *,
    now: datetime,
    answer: Answer | None = None,
    trouble: Trouble | None = None,
) -> HttpResponse:
    """The case after something was done to it; 422 when it could not be, with what was typed still there.

    A form without scripts that succeeded is answered with a redirect, so that "reload" repeats nothing.
    """
    appeal = the_appeal(request, appeal_id)
    selection = Selection.of(request.GET)
    partial = is_partial(request, "case")
    if trouble is None and answer is None and not partial:
        return redirect(reverse("desk:appeal", args=[appeal.pk]) + selection.tail)
    user = user_of(request)
    case = Case(appeal, user=user, now=now, answer=answer, trouble=trouble)
    status = 422 if trouble is not None else 200
    if not partial:
        return desk_page(request, now=now, case=case, status=status)
    context = {
        "case": case,
        "selection": selection,
        "now": now,
        "nav": nav(selection, lists.counts(access.appeals(user), user=user, now=now)),
    }
    return render(request, "desk/case_answer.html", context, status=status)
