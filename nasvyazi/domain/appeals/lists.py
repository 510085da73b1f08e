"""Reads of appeals by the list: views with counts, and pages that cost the same wherever they begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Resident
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.toolbox.counting import count_each

from .models import Appeal
from .selectors import OPEN, first_cards, is_among, troubled_parts
from .states import State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCH_DEPTH = 1000


class View(models.TextChoices):
    """A view of the desk: a question that an operator asks of the list."""

    DANGER = "danger", _("Danger")
    NEW = "new", _("New")
    MINE = "mine", _("Mine")
    WAITING = "waiting", _("Wait for an answer")
    OVERDUE = "overdue", _("Overdue")
    PLANNED = "planned", _("Planned")
    RESOLVED = "resolved", _("Resolved, will close")
    FAILED = "failed", _("Not delivered")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    SNOOZED = "snoozed", _("Snoozed")
    OPEN = "open", _("All open")
    CLOSED = "closed", _("Closed")
    DISMISSED = "dismissed", _("Need no answer")


_BY_LETTERS: Mapping[str, LetterPart.State] = {
    View.FAILED: LetterPart.State.FAILED,
    View.UNCONFIRMED: LetterPart.State.UNCONFIRMED,
}
FINISHED: Mapping[str, State] = {View.CLOSED: State.CLOSED, View.DISMISSED: State.DISMISSED}


class Sort(models.TextChoices):
    """In which order a list is read."""

    URGENT = "urgent", _("Most urgent first")
    NEWEST = "newest", _("Newest first")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many appeals each view of open ones holds; and the newest there are, to tell later what came since."""

    by_view: Mapping[str, int]
    newest_id: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and where the next page begins ("" = this is the last)."""

    rows: list[Appeal]
    next: str


def in_view(rows: QuerySet[Appeal], view: View, *, user: User, now: datetime) -> QuerySet[Appeal]:
    """Those of the appeals that belong to a view."""
    if view in FINISHED:
        return rows.filter(state=FINISHED[view])
    if view in _BY_LETTERS:
        # The rows are narrowed once: the same condition twice leads the database through all appeals.
        parts = troubled_parts(among=Appeal.objects.all(), state=_BY_LETTERS[view])
        return rows.filter(is_among(parts.order_by().values("letter__reply__appeal")))
    return rows.filter(OPEN, _conditions(user, now)[view])


def narrowed(rows: QuerySet[Appeal], *, channel_id: int | None, with_photos: bool) -> QuerySet[Appeal]:
    """Those of the appeals that came through one channel, and that have photos."""
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    return rows.filter(photo_count__gt=0) if with_photos else rows


def counts(rows: QuerySet[Appeal], *, user: User, now: datetime) -> Counts:
    """How many of the open appeals each view holds. Two queries."""
    found = rows.filter(OPEN).aggregate(
        newest_id=Max("pk"),
        newest_at=Max("last_message_at"),
        **{view: Count("pk", filter=condition) for view, condition in _conditions(user, now).items()},
    )
    newest_id, newest_at = found.pop("newest_id"), found.pop("newest_at")
    by_letters = count_each(in_view(rows, View(view), user=user, now=now) for view in _BY_LETTERS)
    found.update(zip(_BY_LETTERS, by_letters, strict=True))
    return Counts(found, newest_id or 0, newest_at or _EPOCH)


def came_since(rows: QuerySet[Appeal], *, newest_id: int, newest_at: datetime) -> int:
    """How many of the appeals are new, or have new words, since the newest that was known."""
    return rows.filter(Q(pk__gt=newest_id) | Q(last_message_at__gt=newest_at)).count()


def page(rows: QuerySet[Appeal], *, sort: Sort, after: str = "", size: int) -> Page:
    """One page of a list with all that its lines show. One query, as quick at the end as at the beginning.

    `after` is the `next` of the page before. Raises ValueError when it is none.
    """
    column = "next_due_at" if sort == Sort.URGENT else "last_message_at"
    descending = sort == Sort.NEWEST
    if after:
        rows = rows.filter(_beyond(column, after, descending=descending))
    sign = "-" if descending else ""
    found = first_cards(rows, order=(f"{sign}{column}", f"{sign}pk"), limit=size + 1)
    more = len(found) > size
    return Page(found[:size], _mark(found[size - 1], column) if more else "")


def search(rows: QuerySet[Appeal], words: str) -> QuerySet[Appeal]:
    """Appeals by their number, the resident's name, or words of what the resident wrote (in any form of a word).

    Each of the three has its index; of each the newest thousand count.
    """
    words = words.strip()
    query = SearchQuery(words, config="russian", search_type="websearch")
    said = Message.objects.filter(words=query).order_by("-pk")[:_SEARCH_DEPTH]
    by_words = Appeal.objects.filter(decisions__message__in=said.values("pk"))
    named = Resident.objects.filter(name__icontains=words).order_by("-pk")[:_SEARCH_DEPTH]
    by_name = Appeal.objects.filter(resident__in=named.values("pk"))
    number = words.lstrip("№# ")
    by_number = Appeal.objects.filter(pk=number) if _is_number(number) else Appeal.objects.none()
    return rows.filter(is_among(by_words.values("pk").union(by_name.values("pk"), by_number.values("pk"))))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _conditions(user: User, now: datetime) -> dict[View, Q]:
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
    unresolved = ~Q(state=State.RESOLVED)
    return {
        View.DANGER: ~Q(danger="") & Q(danger_seen_at__isnull=True),
        View.NEW: Q(state__in=[State.NEW, State.REOPENED]) & awake,
        View.MINE: Q(person=user) & unresolved & awake,
        View.WAITING: Q(answer_due_at__isnull=False) & awake,
        View.OVERDUE: Q(next_due_at__lt=now) & unresolved,
        View.PLANNED: Q(state=State.PLANNED) & awake,
        View.RESOLVED: Q(state=State.RESOLVED),
        View.SNOOZED: Q(snoozed_until__gt=now),
        View.OPEN: Q(),
    }


def _mark(appeal: Appeal, column: str) -> str:
    moment: datetime = getattr(appeal, column)
    return f"{moment.isoformat()}_{appeal.pk}"


def _beyond(column: str, mark: str, *, descending: bool) -> Q:
    """What comes after a mark. The outer bound lets the database begin at the right place of its index."""
    moment_text, _, number = mark.rpartition("_")
    moment, appeal_id = datetime.fromisoformat(moment_text), int(number)
    if moment.tzinfo is None:
        raise ValueError(mark)
    way = "lt" if descending else "gt"
    strictly = Q(**{f"{column}__{way}": moment}) | Q(**{column: moment, f"pk__{way}": appeal_id})
    return Q(**{f"{column}__{way}e": moment}) & strictly
