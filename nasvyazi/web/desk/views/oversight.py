"""What nobody attends to, how the channels are, which events could not be read."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.channels import services as channel_services
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.toolbox.clock import now

from .. import words
from .frame import require, user_of

_PER_PAGE = 50
_BODY_SHOWN = 200_000


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Everything that nobody attends to, with what to do about it."""
    require(request, access.SEE_ATTENTION)
    moment = now()
    lines = attention.ledger(user=user_of(request), now=moment)
    return render(
        request,
        "desk/attention.html",
        {
            "lines": [(line, words.LEDGER[line.kind], _things(line)) for line in lines],
            "now": moment,
            "may_see_channels": access.may(request.user, access.SEE_CHANNELS),
        },
    )


@require_POST
def notice_missed(request: HttpRequest, backfill_id: int) -> HttpResponse:
    """A person has looked in the network for what was missed while the program was away."""
    require(request, access.SEE_ATTENTION)
    channel_services.notice_missed(backfill_id=backfill_id, by=user_of(request), now=now())
    return redirect("desk:attention")


@require_GET
def set_aside(request: HttpRequest) -> HttpResponse:
    """Messages that were set aside, and those that nothing has been decided about."""
    user = user_of(request)
    mine = access.channels(user)
    undecided = appeal_reads.undecided(before=now()).filter(thread__channel__in=mine)
    decisions = access.set_aside(user, appeal_reads.set_aside())
    page = Paginator(decisions, _PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/set_aside.html",
        {
            "undecided": undecided.select_related("thread__channel", "resident")[:_PER_PAGE],
            "page": page,
            "now": now(),
        },
    )


@require_POST
def take_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message that was set aside, or never decided about, needs attention after all."""
    user = user_of(request)
    message = get_object_or_404(
        Message, pk=message_id, outgoing=False, thread__channel__in=access.channels(user)
    )
    decision = appeals.take_back(message=message, by=user, now=now())
    return redirect("desk:appeal", decision.appeal_id)


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Events by their state: broken ones first of all."""
    require(request, access.SEE_EVENTS)
    states = Event.State.values
    state = request.GET.get("state") if request.GET.get("state") in states else Event.State.BROKEN.value
    after = request.GET.get("after", "")
    rows = inbox_reads.events(state=state).defer("body")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: _PER_PAGE + 1])
    more = found[_PER_PAGE - 1].pk if len(found) > _PER_PAGE else None
    context = {"events": found[:_PER_PAGE], "more": more, "state": state, "states": Event.State.choices}
    return render(request, "desk/events.html", {**context, "now": now()})


@require_GET
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event, byte for byte."""
    require(request, access.SEE_EVENTS)
    row = get_object_or_404(Event.objects.select_related("channel"), pk=event_id)
    return render(
        request, "desk/event.html", {"event": row, "body": _readable(bytes(row.body)), "now": now()}
    )


@require_POST
def replay(request: HttpRequest, event_id: int) -> HttpResponse:
    """Take an event again, after a fix."""
    require(request, access.SEE_EVENTS)
    row = get_object_or_404(Event.objects.defer("body"), pk=event_id)
    inbox.replay_event(event=row)
    messages.success(
        request, _("The event waits for the worker, which takes it at once. Reload to see the result.")
    )
    return redirect("desk:event", row.pk)


def _things(line: attention.Line) -> list[tuple[attention.Item, str]]:
    """The things of a line, each with why it is there."""
    return [(item, words.ledger_reason(line.kind, item.code)) for item in line.items]


def _readable(body: bytes) -> str:
    """An event's body laid out for reading; what is no JSON is shown as it came."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "backslashreplace")
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _BODY_SHOWN else text[:_BODY_SHOWN] + "\n…"
