"""What an appeal is and where: the form with what the program suggests, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.understanding import selectors as topics

from .. import mapping, matter
from ..selection import Selection
from .frame import is_partial, the_appeal, user_of


@require_GET
def what(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """The form in which a person says it, filled with what stands there or was typed, and what is suggested."""
    appeal = the_appeal(request, appeal_id, permission=access.WORK_ON_APPEAL)
    guesses = appeal_reads.understood_of(appeal_id=appeal.pk)
    said = matter.Said.of(request.GET, appeal)
    context = {
        "appeal": appeal,
        "said": said,
        "selection": Selection.of(request.GET),
        "pin": mapping.pin(appeal, by=user_of(request), put=said.pin),
        **matter.choices(said, guesses, topics.by_group(), appeal),
    }
    return render(
        request, "desk/what.html" if is_partial(request, "what") else "desk/what_page.html", context
    )
