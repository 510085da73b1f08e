"""The ledger of what nobody has attended to: every line says what it is, since when, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts import selectors as accounts
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import bursts as burst_reads
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.channels import selectors as channels
from nasvyazi.domain.channels.models import Backfill, Channel, Chat
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.external import selectors as external
from nasvyazi.domain.external.models import ExternalCase
from nasvyazi.domain.inbox import selectors as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.moderation import selectors as moderation
from nasvyazi.domain.moderation.models import Measure
from nasvyazi.domain.outbox import selectors as outbox
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.domain.understanding import selectors as understanding
from nasvyazi.domain.understanding.models import Switch
from nasvyazi.toolbox.counting import count_each

from .kinds import Kind

EVENT_PATIENCE = timedelta(minutes=1)
"""An event that waits longer means that no worker takes them."""
LETTER_PATIENCE = timedelta(minutes=10)
READING_PATIENCE = timedelta(minutes=15)
POLL_PATIENCE = timedelta(minutes=5)
SHOWN = 100
"""At most so many things are listed of one kind; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Item:
    """One unattended thing: its id, since when, and what a person recognises it by.

    `code` is why, where there is a why: a network's error code or one of the product's own.
    """

    id: int
    since: datetime
    title: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The unattended things of one kind."""

    kind: Kind
    count: int
    since: datetime
    items: tuple[Item, ...]

    @property
    def more(self) -> int:
        """How many there are beside those listed."""
        return self.count - len(self.items)


@dataclass(frozen=True, slots=True)
class _Search:
    """How one kind is found (oldest first) and shown."""

    kind: Kind
    rows: QuerySet[Any]
    item: Callable[[Any], Item]


def ledger(*, user: User | None, now: datetime, shown: int = SHOWN) -> list[Line]:
    """Everything that nobody attends to, worst first; for a user, as far as it is theirs.

    Events, channels, desks and the calendar are everybody's: whoever sees that the house is on fire should say
    so. One query counts, one more lists each kind that there is.
    """
    searches = list(_searches(user, now))
    counts = _count(searches)
    lines = []
    for one in searches:
        items = tuple(one.item(row) for row in one.rows[:shown]) if counts[one.kind] else ()
        if items:
            lines.append(Line(one.kind, counts[one.kind], items[0].since, items))
    years = tuple(Item(year, now, str(year)) for year in deadlines.missing_calendar_years(now=now))
    if years:
        lines.append(Line(Kind.CALENDAR_MISSING, len(years), now, years))
    return lines


def count(*, user: User | None, now: datetime) -> int:
    """How many unattended things there are: the number on every page. Two queries."""
    return sum(_count(list(_searches(user, now))).values()) + len(deadlines.missing_calendar_years(now=now))


def _count(searches: list[_Search]) -> dict[Kind, int]:
    """All the counts in one query."""
    counts = count_each(one.rows for one in searches)
    return dict(zip((one.kind for one in searches), counts, strict=True))


def _searches(user: User | None, now: datetime) -> Iterator[_Search]:
    appeals = Appeal.objects.all() if user is None else access.appeals(user)
    elsewhere = ExternalCase.objects.all() if user is None else access.external_cases(user)
    undecided = appeal_reads.undecided(before=now - EVENT_PATIENCE)
    if user is not None:
        undecided = undecided.filter(thread__channel__in=access.channels(user))
    delayed = outbox.delayed(before=now - LETTER_PATIENCE).filter(letter__reply__appeal__in=appeals)
    waiting = inbox.stuck(before=now - EVENT_PATIENCE)
    overdue = appeal_reads.overdue(appeals, now=now).select_related("resident").order_by("next_due_at", "pk")
    empty = accounts.desks_without_members()
    yield _Search(Kind.DANGERS_UNSEEN, appeal_reads.dangers(appeals).select_related("resident"), _of_appeal)
    yield _Search(Kind.EVENTS_BROKEN, _light(inbox.broken()), _of_event)
    bursts = Burst.objects.all() if user is None else access.bursts(user)
    yield _Search(Kind.BURSTS, burst_reads.unseen(bursts), _of_burst)
    yield _Search(Kind.EVENTS_WAITING, _light(waiting), _of_event)
    yield _Search(Kind.MESSAGES_UNDECIDED, undecided, _of_message)
    yield _Search(Kind.LETTERS_UNCONFIRMED, _troubled(appeals, LetterPart.State.UNCONFIRMED), _of_part)
    yield _Search(Kind.LETTERS_FAILED, _troubled(appeals, LetterPart.State.FAILED), _of_part)
    yield _Search(Kind.LETTERS_DELAYED, _with_appeal(delayed), _of_part)
    yield _Search(Kind.FILES_FAILED, appeal_reads.lost_files(among=appeals), _of_file)
    yield _Search(Kind.APPEALS_OVERDUE, overdue, _of_appeal)
    moderated = Channel.objects.all() if user is None else access.channels(user)
    yield _Search(Kind.MEASURES_FAILED, moderation.failed(among=moderated), _of_measure)
    yield _Search(Kind.BANS_TO_REVIEW, moderation.bans_to_review(among=moderated, now=now), _of_ban)
    yield _Search(Kind.EXTERNAL_OVERDUE, external.overdue(elsewhere, now=now), _of_external)
    yield _Search(Kind.CHANNELS_IN_TROUBLE, _in_trouble(now), _of_channel)
    unread = appeal_reads.not_understood(among=appeals, before=now - READING_PATIENCE)
    yield _Search(Kind.MESSAGES_UNREAD, unread, _of_message)
    yield _Search(Kind.LEARNT_UNREADABLE, understanding.set_aside(), _of_switch)
    yield _Search(Kind.PAST_MISSED, channels.missed(), _of_backfill)
    yield _Search(Kind.CHANNELS_SILENT, _silent(now), _of_channel)
    yield _Search(Kind.DESKS_EMPTY, empty, lambda desk: Item(desk.pk, now, desk.name))


def _light(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("channel").defer("body")


def _first_words(text: str) -> str:
    return shorten(text, 120, placeholder="…")


def _of_event(event: Event) -> Item:
    return Item(event.pk, event.received_at, f"{event.channel.title}: {event.type}", event.error)


def _of_burst(burst: Burst) -> Item:
    return Item(burst.pk, burst.began_at, f"{burst.appeal_count} × {burst.topic} · {burst.place}")


def _of_message(message: Message) -> Item:
    return Item(message.pk, message.received_at, _first_words(message.text))


def _troubled(appeals: QuerySet[Appeal], state: LetterPart.State) -> QuerySet[LetterPart]:
    return _with_appeal(appeal_reads.troubled_parts(among=appeals, state=state))


def _with_appeal(parts: QuerySet[LetterPart]) -> QuerySet[LetterPart]:
    return parts.annotate(appeal_id=F("letter__reply__appeal"))


def _of_part(part: Any) -> Item:
    return Item(part.appeal_id, part.letter.created_at, _first_words(part.letter.text), part.error_code)


def _of_file(attachment: Any) -> Item:
    title = f"{attachment.message.resident}: {_first_words(attachment.message.text or attachment.title)}"
    return Item(attachment.appeal_id, attachment.message.received_at, title, attachment.fetch_error)


def _of_appeal(appeal: Appeal) -> Item:
    title = f"№ {appeal.pk} · {appeal.resident}: {_first_words(appeal.excerpt)}"
    return Item(appeal.pk, appeal.next_due_at or appeal.opened_at, title)


def _of_measure(measure: Measure) -> Item:
    title = f"{measure.get_kind_display()}: {measure.resident}, {_first_words(measure.message.text)}"
    return Item(measure.pk, measure.created_at, title, measure.error_code)


def _of_ban(measure: Measure) -> Item:
    title = f"{measure.resident} · {measure.channel.title}: {_first_words(str(measure.rule))}"
    return Item(measure.pk, measure.review_at or measure.created_at, title)


def _of_external(case: ExternalCase) -> Item:
    title = f"{case.system} № {case.number}: {_first_words(case.text)}"
    return Item(case.pk, case.due_order, title)


def _of_switch(switch: Switch) -> Item:
    return Item(switch.pk, switch.at, switch.get_target_display())


def _in_trouble(now: datetime) -> QuerySet[Channel]:
    """Channels that the network refuses, whose callers have the wrong secret, that nobody polls, or whose bot was
    removed from a chat.
    """
    lost = (
        Chat.objects.filter(channel=OuterRef("pk"), lost_at__isnull=False)
        .order_by("lost_at")
        .values("lost_at")
    )
    refused_at = Case(When(refused_count__gt=0, then=F("refused_at")))
    unpolled = Q(mode=Channel.Mode.POLL) & (Q(polled_at=None) | Q(polled_at__lt=now - POLL_PATIENCE))
    return (
        Channel.objects.filter(is_active=True, created_at__lt=now - EVENT_PATIENCE)
        .annotate(lost_at=Subquery(lost[:1]))
        .filter(~Q(trouble_code="") | Q(refused_count__gt=0) | unpolled | Q(lost_at__isnull=False))
        .annotate(since=Coalesce("trouble_since", refused_at, "lost_at", "polled_at", "created_at"))
        .order_by("since", "pk")
    )


def _silent(now: datetime) -> QuerySet[Channel]:
    """Channels from which nothing has come for longer than people usually keep silent there."""
    latest = Event.objects.filter(channel=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    heard = Channel.objects.filter(is_active=True).exclude(mode=Channel.Mode.HAND)
    rows = heard.annotate(since=Coalesce(Subquery(latest), "created_at"))
    return rows.filter(since__lt=Value(now) - F("silent_after")).order_by("since", "pk")


def _of_channel(channel: Any) -> Item:
    lost = "chat_lost" if getattr(channel, "lost_at", None) else ""
    why = channel.trouble_code or ("secret_refused" if channel.refused_count else lost)
    return Item(channel.pk, channel.since, channel.title, why)


def _of_backfill(backfill: Backfill) -> Item:
    since = backfill.missed_since or backfill.read_until
    return Item(backfill.pk, since, backfill.channel.title, backfill.code)
