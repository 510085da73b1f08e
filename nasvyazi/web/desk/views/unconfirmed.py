"""Answers that may not have arrived, one after another: a person looks in the network and decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import doubts
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.outbox.services import ResendRefused
from nasvyazi.flows import answering
from nasvyazi.toolbox.clock import now

from .. import words
from ..doubt import Card, Decision
from .frame import is_partial, user_of

PAGE_SIZE = 20


@require_GET
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, unconfirmed answers first; further pages for htmx."""
    return _page(request, now=now())


@require_GET
def card(request: HttpRequest, part_id: int) -> HttpResponse:
    """One card as it stands now, for htmx: one that may not be decided about yet asks until it may."""
    return render(request, "desk/unconfirmed_card.html", {"card": _card(request, part_id), "now": now()})


@require_POST
def decide(request: HttpRequest, part_id: int) -> HttpResponse:
    """It arrived, or it is sent again as a new letter; what cannot be done is said on the card."""
    asked = _card(request, part_id)
    if not access.may(request.user, access.WORK_ON_APPEAL, asked.appeal):
        raise Http404
    try:
        decision = Decision(request.POST.get("decision", ""))
    except ValueError:
        raise Http404 from None
    try:
        _carry_out(request, asked, decision)
    except ResendRefused as error:
        return _refused(request, part_id, words.resend_refused(str(error)))
    except answering.PlaceRefused as error:
        return _refused(request, part_id, _(error.why))
    if is_partial(request, f"doubt-{part_id}"):
        context = {"card": asked, "done": asked.decided(decision), "counts": _counts(request), "now": now()}
        return render(request, "desk/unconfirmed_done.html", context)
    told = {"number": asked.appeal.pk, "who": asked.appeal.resident, "done": asked.decided(decision)}
    messages.success(request, _("№ %(number)s, %(who)s: %(done)s") % told)
    after = request.GET.get("after", "")
    return redirect(reverse("desk:unconfirmed") + (f"?{urlencode({'after': after})}" if after else ""))


def _carry_out(request: HttpRequest, asked: Card, decision: Decision) -> None:
    """Raises ResendRefused, PlaceRefused."""
    if decision == Decision.ARRIVED:
        answering.accept_as_delivered(asked.part, by=user_of(request))
        return
    if not asked.is_sendable:
        raise Http404
    try:
        key = UUID(request.POST.get("request_key", ""))
    except ValueError:
        key = uuid4()
    answering.resend(letter=asked.letter, author=user_of(request), request_key=key)


def _refused(request: HttpRequest, part_id: int, why: str) -> HttpResponse:
    """The card as it stands now, with the reason."""
    fresh = _card(request, part_id, refused=why)
    if not is_partial(request, f"doubt-{part_id}"):
        return _page(request, now=fresh.now, refused=fresh)
    context = {"card": fresh, "counts": _counts(request), "now": fresh.now}
    return render(request, "desk/unconfirmed_refused.html", context, status=422)


def _card(request: HttpRequest, part_id: int, *, refused: str = "") -> Card:
    doubt = doubts.one(among=access.appeals(user_of(request)), part_id=part_id)
    if doubt is None:
        raise Http404
    notes = appeal_reads.notes(appeal_id=doubt.part.letter.reply.appeal_id) if refused else ()
    return Card(doubt, now=now(), refused=refused, notes=tuple(notes))


def _counts(request: HttpRequest) -> dict[str, int]:
    return doubts.counts(among=access.appeals(user_of(request)))


def _page(request: HttpRequest, *, now: datetime, refused: Card | None = None) -> HttpResponse:
    """Many cards; one about which nothing could be decided stands first, with the reason."""
    after = request.GET.get("after", "")
    try:
        page = doubts.page(among=access.appeals(user_of(request)), after=after, size=PAGE_SIZE)
    except ValueError:
        raise Http404 from None
    cards = [Card(doubt, now=now) for doubt in page.rows]
    if refused is not None:
        cards = [refused, *(card for card in cards if card.part != refused.part)]
    context = {"cards": cards, "next": page.next, "after": after, "now": now}
    if is_partial(request, "more"):
        return render(request, "desk/unconfirmed_cards.html", context)
    status = 422 if refused is not None else 200
    return render(request, "desk/unconfirmed.html", {**context, "counts": _counts(request)}, status=status)
