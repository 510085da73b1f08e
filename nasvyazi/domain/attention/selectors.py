"""The ledger of what nobody has attended to: every line says what it is, since when, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import FINAL
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import LetterPart

EVENT_PATIENCE = timedelta(minutes=1)
"""An event that waits longer means that no worker takes them."""
LETTER_PATIENCE = timedelta(minutes=10)
POLL_PATIENCE = timedelta(minutes=5)
SHOWN = 100
"""At most so many things are listed of one kind; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Item:
    """One unattended thing: its id, since when, and what a person recognises it by."""

    id: int
    since: datetime
    title: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of unattended things. `kind` names the sentence that the desk shows and what to do about it."""

    kind: str
    count: int
    since: datetime | None
    items: tuple[Item, ...]


def ledger(*, user: User | None, now: datetime, shown: int = SHOWN) -> list[Line]:
    """Everything that nobody attends to, worst first; for a user, as far as it is theirs. Lines with 0 are left out.

    Events, channels, desks and the calendar are everybody's: whoever sees that the house is on fire should say so.
    """
    return [line for line in _lines(user, now, shown) if line.count]


def count(*, user: User | None, now: datetime) -> int:
    """How many unattended things there are: the number on every page."""
    return sum(line.count for line in _lines(user, now, 0))


def _lines(user: User | None, now: datetime, shown: int) -> Iterator[Line]:
    appeals = Appeal.objects.all() if user is None else access.appeals(user)
    yield _of_events("events_broken", inbox.broken(), shown)
    yield _of_events("events_waiting", inbox.stuck(before=now - EVENT_PATIENCE), shown)
    yield _of_messages(user, now, shown)
    yield _of_parts("letters_unconfirmed", _troubled(appeals, LetterPart.State.UNCONFIRMED), shown)
    yield _of_parts("letters_failed", _troubled(appeals, LetterPart.State.FAILED), shown)
    delayed = outbox.delayed(before=now - LETTER_PATIENCE).filter(letter__reply__appeal__in=appeals)
    yield _of_parts("letters_delayed", delayed, shown)
    yield _of_appeals(appeal_reads.overdue(appeals, now=now), shown)
    yield _of_channels("channels_in_trouble", _in_trouble(now), shown)
    yield _of_channels("channels_silent", _silent(now), shown)
    desks = [Item(desk.pk, now, desk.name) for desk in accounts.desks_without_members()]
    yield Line("desks_empty", len(desks), now if desks else None, tuple(desks[:shown]))
    years = [Item(year, now, str(year)) for year in deadlines.missing_calendar_years(now=now)]
    yield Line("calendar_missing", len(years), now if years else None, tuple(years[:shown]))


def _of_events(kind: str, events: QuerySet[Event], shown: int) -> Line:
    items = [
        Item(event.pk, event.received_at, f"{event.channel.title}: {event.type}", event.error)
        for event in events.select_related("channel").defer("body")[:shown]
    ]
    return Line(kind, events.count(), items[0].since if items else None, tuple(items))


def _of_messages(user: User | None, now: datetime, shown: int) -> Line:
    messages = appeal_reads.undecided(before=now - EVENT_PATIENCE)
    if user is not None:
        messages = messages.filter(thread__channel__in=access.channels(user))
    items = [Item(row.pk, row.received_at, row.text[:120]) for row in messages[:shown]]
    return Line("messages_undecided", messages.count(), items[0].since if items else None, tuple(items))


def _troubled(appeals: QuerySet[Appeal], state: LetterPart.State) -> QuerySet[LetterPart]:
    """Troubled parts of open appeals; a failed one is settled by a later letter of the appeal that arrived."""
    parts = outbox.in_trouble().filter(state=state, letter__reply__appeal__in=appeals)
    parts = parts.exclude(letter__reply__appeal__state__in=FINAL)
    if state == LetterPart.State.FAILED:
        later = LetterPart.objects.filter(
            letter__reply__appeal=OuterRef("letter__reply__appeal"),
            letter__gt=OuterRef("letter"),
            state=LetterPart.State.SENT,
        )
        parts = parts.filter(~Exists(later))
    return parts


def _of_parts(kind: str, parts: QuerySet[LetterPart], shown: int) -> Line:
    rows = parts.select_related("letter__thread__channel").annotate(appeal_id=F("letter__reply__appeal"))
    items = [
        Item(part.appeal_id, part.letter.created_at, part.letter.text[:120], part.error_code)
        for part in rows[:shown]
    ]
    return Line(kind, parts.count(), items[0].since if items else None, tuple(items))


def _of_appeals(appeals: QuerySet[Appeal], shown: int) -> Line:
    rows = appeals.select_related("resident").order_by("next_due_at", "pk")[:shown]
    items = [
        Item(row.pk, row.next_due_at, f"№ {row.pk} · {row.resident}: {row.excerpt[:100]}")
        for row in rows
        if row.next_due_at is not None
    ]
    return Line("appeals_overdue", appeals.count(), items[0].since if items else None, tuple(items))


def _in_trouble(now: datetime) -> QuerySet[Channel]:
    """Channels that the network refuses, whose callers have the wrong secret, or that nobody polls."""
    unpolled = Q(mode=Channel.Mode.POLL) & (Q(polled_at=None) | Q(polled_at__lt=now - POLL_PATIENCE))
    return (
        Channel.objects.filter(is_active=True, created_at__lt=now - EVENT_PATIENCE)
        .filter(~Q(trouble_code="") | Q(refused_count__gt=0) | unpolled)
        .annotate(since=Coalesce("trouble_since", "refused_at", "polled_at", "created_at"))
        .order_by("since", "pk")
    )


def _silent(now: datetime) -> QuerySet[Channel]:
    """Channels from which nothing has come for longer than people usually keep silent there."""
    latest = Event.objects.filter(channel=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    rows = Channel.objects.filter(is_active=True).annotate(since=Coalesce(Subquery(latest), "created_at"))
    return rows.filter(since__lt=Value(now) - F("silent_after")).order_by("since", "pk")


def _of_channels(kind: str, channels: QuerySet[Channel], shown: int) -> Line:
    items = [
        Item(row.pk, getattr(row, "since", row.created_at), row.title, row.trouble_code or _why(row))
        for row in channels[:shown]
    ]
    return Line(kind, channels.count(), items[0].since if items else None, tuple(items))


def _why(channel: Channel) -> str:
    return "secret_refused" if channel.refused_count else ""
