"""How far the past of channels has been read back: what is due, what came of it, what was missed for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from nasvyazi.domain.accounts.models import User

from ..models import Backfill, Channel

AWAY = timedelta(minutes=5)
"""A program that was not at work for longer was away; where a network says no other, it repeats itself for so long."""
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
_OLDEST = timedelta(days=7)
"""How far the first reading of a channel that was connected long ago goes back by itself."""


def plan_backfills(
    *, readable: Mapping[str, Sequence[str]], unreadable: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """See that every active channel has a row for each part of its past, those that nobody can read too.

    Both are codes of parts by network.
    """
    planned = set(Backfill.objects.values_list("channel_id", "part"))
    missing = [
        Backfill(
            channel=channel,
            part=part,
            read_until=max(channel.created_at, now - _OLDEST),
            next_at=next_at,
        )
        for parts, next_at in ((readable, now), (unreadable, None))
        for channel in Channel.objects.filter(is_active=True)
        for part in parts.get(channel.network, ())
        if (channel.pk, part) not in planned
    ]
    if missing:
        Backfill.objects.bulk_create(missing, ignore_conflicts=True)


@transaction.atomic
def came_back(*, kept: Mapping[str, tuple[timedelta, str]], now: datetime) -> None:
    """The program is at work again: everything that can be read is due, and what may have been missed is marked.

    `kept` is for each network that keeps what it could not tell how long it does, and the code of what is older and
    cannot be read. Two programs that come back at once mark the same.
    """
    for channel in Channel.objects.filter(is_active=True).order_by("pk"):
        last = channel.heard_at or channel.created_at
        keeps, code = kept.get(channel.network, (AWAY, ""))
        if last < now - AWAY:
            Channel.objects.filter(pk=channel.pk).update(back_at=now)
        if last < now - keeps:
            own = Backfill.objects.filter(channel=channel)
            _mark_missed(own.filter(next_at__isnull=False), since=last, until=now)
            own = own.filter(next_at__isnull=True)
            _mark_missed(own, since=last, until=now - keeps)
            own.update(code=code)
    Backfill.objects.filter(next_at__isnull=False).update(next_at=now)


@transaction.atomic
def history_lost(*, channel: Channel, now: datetime) -> None:
    """The network has dropped what it kept for our long poll: it is missed until it is read back."""
    rows = Backfill.objects.filter(channel=channel, next_at__isnull=False)
    _mark_missed(rows, since=channel.polled_at or channel.created_at, until=now)
    rows.update(next_at=now)


def _mark_missed(rows: QuerySet[Backfill], *, since: datetime, until: datetime) -> None:
    rows.update(missed_since=Coalesce("missed_since", Value(since)), missed_until=until)


def heard(*, now: datetime) -> None:
    """The program is at work for every active channel."""
    Channel.objects.filter(is_active=True).update(heard_at=now)


@transaction.atomic
def claim_backfill(*, lease: timedelta, now: datetime) -> Backfill | None:
    """Take the next part that is due, if any. A worker that dies leaves it to the next one."""
    backfill = (
        Backfill.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("channel")
        .filter(next_at__lte=now, channel__is_active=True)
        .order_by("next_at", "pk")
        .first()
    )
    if backfill is not None:
        backfill.next_at = now + lease
        backfill.save(update_fields=["next_at"])
    return backfill


@transaction.atomic
def record_read(*, backfill: Backfill, until: datetime, found: int, every: timedelta, now: datetime) -> None:
    """Everything up to `until`, when the reading began, is known now; it is read again after `every`."""
    own = Backfill.objects.filter(pk=backfill.pk)
    own.update(
        read_until=Greatest(F("read_until"), Value(until)),
        next_at=now + every,
        code="",
        failures=0,
        found=found,
    )
    # Whoever was away again meanwhile has missed something else.
    own.filter(missed_until__lte=until).update(missed_since=None, missed_until=None)


def record_not_read(*, backfill: Backfill, code: str, now: datetime) -> None:
    """It could not be read, or not to its end; it is tried again."""
    pause = _PAUSES[min(backfill.failures, len(_PAUSES) - 1)]
    Backfill.objects.filter(pk=backfill.pk).update(
        next_at=now + pause, code=code[:50], failures=backfill.failures + 1
    )


def read_again(*, channel_id: int, now: datetime) -> None:
    """Something about the channel has changed: whatever can be read is due."""
    Backfill.objects.filter(channel=channel_id, next_at__isnull=False).update(next_at=now)


def notice_missed(*, backfill_id: int, by: User, now: datetime) -> None:
    """A person has looked in the network for what was missed and could not be read back."""
    missed = Backfill.objects.filter(pk=backfill_id, missed_since__isnull=False)
    missed.update(missed_since=None, missed_until=None, noticed_at=now, noticed_by=by)
