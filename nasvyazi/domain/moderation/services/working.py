"""A measure on its way: claimed in one transaction, carried out in none, recorded in another.

To hide what is hidden or to ban who is banned changes nothing: whatever outcome is unclear is simply tried again. A
worker that dies leaves a lease that runs out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.networks.base import OWN_PACE, Author, BanChanged, NetworkError, PlaceKind

from ..models import Measure
from .measures import BAN_OVER, Kind, State, touch_appeal

GONE = "moderation:gone"
"""The code of a hiding that found nothing to hide: the author, or somebody in the network, was quicker."""
GAVE_UP = "moderation:gave_up"
GIVE_UP_AFTER = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(minutes=1)
PHOTOS_WAIT = timedelta(minutes=10)
"""So long a measure waits for the photos of its comment to be fetched: what is hidden may not be had any more."""
_BACKOFF = (2, 5, 15, 60, 180, 600)


@dataclass(frozen=True, slots=True)
class Claim:
    """A measure in the hands of one worker: this very attempt."""

    measure: Measure
    attempt: int


def claim(*, lease: timedelta, now: datetime) -> Claim | None:
    """Take the next due measure, if any: its lease begins. A look without a transaction answers most askings."""
    due = Measure.objects.filter(state=State.DUE, not_before__lte=now).order_by("not_before", "pk")
    return _claim(due, lease=lease, now=now) if due.exists() else None


@transaction.atomic
def _claim(due: QuerySet[Measure], *, lease: timedelta, now: datetime) -> Claim | None:
    measure = (
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related(
            "message__thread__channel", "message__resident", "rule", "resident", "channel", "by", "undoes"
        )
        .first()
    )
    if measure is None:
        return None
    measure.state, measure.lease_until = State.CLAIMED, now + lease
    measure.attempts += 1
    measure.tried_at = measure.tried_at or now
    measure.save(update_fields=["state", "lease_until", "attempts", "tried_at"])
    return Claim(measure, measure.attempts)


@transaction.atomic
def put_off(*, claim: Claim, now: datetime) -> None:
    """Its evidence is not complete yet: look again in a moment. Nobody was asked, so it is no attempt."""
    measure = _own(claim)
    if measure is not None:
        measure.attempts, measure.tried_at = max(measure.attempts - 1, 0), None
        # Nothing is other than it was to those who look at it.
        _wait(measure, now + timedelta(seconds=_BACKOFF[0]))


@transaction.atomic
def record_hidden(*, claim: Claim, was_there: bool, now: datetime) -> None:
    """The network does not show the comment any more; it never did where nothing `was_there` at the first attempt."""
    measure = _own(claim)
    if measure is None:
        return
    if not was_there and measure.unclear_since is None:
        _nothing_to_do(measure, now)
        return
    message = measure.message
    channels.lock_thread(thread_id=message.thread_id)
    inbox.mark_hidden(message=message, at=now)
    private = _private_thread(measure)
    if private is not None and message.answer_thread_id is None:
        inbox.answer_in(message=message, thread=private)
        measure.answer_moved = True
    _done(measure, now)


@transaction.atomic
def record_restored(*, claim: Claim, now: datetime) -> None:
    """The network shows the comment again."""
    measure = _own(claim)
    if measure is None:
        return
    hidden = measure.undoes
    channels.lock_thread(thread_id=measure.message.thread_id)
    inbox.mark_restored(message=measure.message, at=now)
    if hidden is not None:
        if hidden.answer_moved:
            inbox.answer_in(message=measure.message, thread=None)
        _end(hidden, now)
    _done(measure, now)


@transaction.atomic
def record_banned(*, claim: Claim, ends_by_itself: bool, now: datetime) -> None:
    """The resident cannot write there any more; where the network will not let them in again, we shall."""
    measure = _own(claim)
    if measure is None:
        return
    _tell_ban(measure, banned=True, now=now)
    _done(measure, now)
    if measure.until is not None and not ends_by_itself:
        Measure.objects.create(
            kind=Kind.UNBAN,
            undoes=measure,
            channel=measure.channel,
            resident=measure.resident,
            message=measure.message,
            automatic=BAN_OVER,
            created_at=now,
            not_before=measure.until,
        )


@transaction.atomic
def record_let_in(*, claim: Claim, now: datetime) -> None:
    """The resident can write there again."""
    measure = _own(claim)
    if measure is None:
        return
    _tell_ban(measure, banned=False, now=now)
    if measure.undoes is not None:
        _end(measure.undoes, now)
    _done(measure, now)


@transaction.atomic
def record_warned(*, claim: Claim, letter: Letter, now: datetime) -> None:
    """The warning is in the outbox; whether it arrives, its letter says."""
    measure = _own(claim)
    if measure is not None:
        measure.letter = letter
        _done(measure, now)


@transaction.atomic
def record_later(
    *, claim: Claim, error: NetworkError, is_unclear: bool, after: timedelta | None, now: datetime
) -> None:
    """Nothing was done, or nobody knows (`is_unclear`): try again for a day. Our own pace is no attempt."""
    measure = _own(claim)
    if measure is None:
        return
    if is_unclear:
        measure.unclear_since = measure.unclear_since or now
    if now - (measure.tried_at or now) >= GIVE_UP_AFTER:
        _fail(measure, GAVE_UP, str(error))
        return
    if error.code == OWN_PACE:
        measure.attempts = max(measure.attempts - 1, 0)
    pause = timedelta(seconds=_BACKOFF[min(claim.attempt, len(_BACKOFF)) - 1]) if after is None else after
    measure.error_code, measure.error_text = error.code, error.message
    _requeue(measure, now + max(pause, timedelta(seconds=1)))


@transaction.atomic
def record_failed(*, claim: Claim, error: NetworkError, now: datetime) -> None:
    """The network refused for good, or a key is missing: a person has to know."""
    measure = _own(claim)
    if measure is not None:
        _fail(measure, error.code, error.message)


@transaction.atomic
def sweep(*, lease: timedelta, now: datetime) -> int:
    """Take up measures whose worker died. Gives how many there were.

    A lease that ends later than any can was given before the clock was set back.
    """
    is_over = Q(lease_until__lt=now) | Q(lease_until__gt=now + lease + CLOCKS_DIFFER)
    lost = list(
        Measure.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("message")
        .filter(is_over, state=State.CLAIMED)
        .order_by("pk")
    )
    for measure in lost:
        measure.unclear_since = measure.unclear_since or now
        _requeue(measure, now)
    return len(lost)


def _own(claim: Claim) -> Measure | None:
    """The measure, locked, if it is still in the hands of this very attempt."""
    rows = Measure.objects.select_for_update(of=("self",)).select_related(
        "message__thread__channel", "resident", "channel", "undoes", "rule"
    )
    measure = rows.get(pk=claim.measure.pk)
    return measure if measure.state == State.CLAIMED and measure.attempts == claim.attempt else None


def _done(measure: Measure, now: datetime) -> None:
    measure.state, measure.done_at, measure.lease_until = State.DONE, now, None
    measure.error_code = measure.error_text = ""
    measure.save()
    touch_appeal(measure)


def _fail(measure: Measure, code: str, text: str) -> None:
    measure.state, measure.lease_until = State.FAILED, None
    measure.error_code, measure.error_text = code, text
    measure.save()
    touch_appeal(measure)


def _nothing_to_do(measure: Measure, now: datetime) -> None:
    """Somebody was quicker: nobody has to mend anything, and nothing is to be taken back."""
    measure.state, measure.ended_at, measure.lease_until = State.WITHDRAWN, now, None
    measure.error_code, measure.error_text = GONE, ""
    measure.save()
    touch_appeal(measure)


def _requeue(measure: Measure, not_before: datetime) -> None:
    _wait(measure, not_before)
    touch_appeal(measure)


def _wait(measure: Measure, not_before: datetime) -> None:
    measure.state, measure.lease_until, measure.not_before = State.DUE, None, not_before
    measure.save()


def _end(measure: Measure, now: datetime) -> None:
    measure.ended_at = now
    measure.save(update_fields=["ended_at"])


def _tell_ban(measure: Measure, *, banned: bool, now: datetime) -> None:
    """Not every network tells its own bans: what it has done, we know ourselves."""
    seen = BanChanged(
        author=Author(network_id=measure.resident.network_id),
        banned=banned,
        at=now,
        until=measure.until if banned else None,
        reason=str(measure.rule) if banned else "",
    )
    channels.record_ban(channel=measure.channel, seen=seen)


def _private_thread(measure: Measure) -> Thread | None:
    """The dialogue in which the author of a hidden comment still hears us."""
    return Thread.objects.filter(
        channel=measure.channel,
        kind=PlaceKind.DIALOG.value,
        external_id=measure.resident.network_id,
        blocked_at=None,
        messages__isnull=False,
    ).first()
