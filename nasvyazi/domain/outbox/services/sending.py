"""DESIGN §5a, every crash point of a letter part.

A part is claimed in one transaction, marked as sending in another, sent in none, and its outcome is recorded in a
third. Whoever dies in between leaves a lease that runs out, and `sweep` decides by what the row says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce

from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.outbox import selectors
from nasvyazi.domain.outbox.models import Attempt, LetterPart
from nasvyazi.networks.base import OWN_PACE, NetworkError

from . import parts as steps

State = LetterPart.State
Outcome = Attempt.Outcome

GIVE_UP_AFTER = timedelta(hours=24)
"""A network out of reach for so long: the letter fails in the open instead of waiting in silence."""
LOOK_UNTIL = timedelta(hours=2)
"""So long we ask the network whether an unclear part arrived; then a person decides."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""So far the clocks of two workers may be apart. What lies further ahead was written before a clock was set back."""
_BACKOFF = (2, 5, 15, 60, 180, 600)


@dataclass(frozen=True, slots=True)
class Claim:
    """One part on its way in the hands of one worker: this very attempt."""

    part: LetterPart
    attempt: Attempt

    @property
    def thread(self) -> Thread:
        """Where the part goes."""
        return self.part.letter.thread

    @property
    def channel(self) -> Channel:
        """In whose name."""
        return self.part.letter.thread.channel


def claim(*, lease: timedelta, now: datetime) -> Claim | None:
    """Take the next due part, if any: its lease begins, its attempt is written down.

    Senders ask several times a second, mostly for nothing: a look without a transaction answers that.
    """
    return _claim(lease=lease, now=now) if selectors.is_any_due(now=now) else None


@transaction.atomic
def _claim(*, lease: timedelta, now: datetime) -> Claim | None:
    part = selectors.lock_next_due(now=now)
    if part is None:
        return None
    part.state = State.CLAIMED
    part.lease_until = now + lease
    part.save(update_fields=["state", "lease_until"])
    attempt = Attempt.objects.create(part=part, number=part.attempts.count() + 1, started_at=now)
    return Claim(part, attempt)


@transaction.atomic
def mark_sending(*, claim: Claim, lease: timedelta, now: datetime) -> bool:
    """From here on bytes may leave. False when the lease is over and the part is in other hands."""
    part = LetterPart.objects.select_for_update().get(pk=claim.part.pk)
    if part.state != State.CLAIMED or not _is_current(claim):
        return False
    part.state = State.SENDING
    part.lease_until = now + lease
    part.save(update_fields=["state", "lease_until"])
    Attempt.objects.filter(pk=claim.attempt.pk).update(sending_at=now)
    claim.attempt.sending_at = now
    return True


@transaction.atomic
def record_sent(*, claim: Claim, external_id: str, now: datetime) -> None:
    """The network has it. Also when it says so after the lease: a late truth is still the truth."""
    _finish_attempt(claim, Outcome.SENT, now)
    part = LetterPart.objects.select_for_update().get(pk=claim.part.pk)
    if part.state != State.SENT:
        steps.deliver(part, external_id, now)


@transaction.atomic
def record_retry(
    *, claim: Claim, error: NetworkError, now: datetime, after: timedelta | None = None
) -> LetterPart | None:
    """Nothing was done; try again later. Gives the part when it has been tried for a day and is given up.

    Waiting for a turn of our own pace is no attempt: nobody was asked.
    """
    _finish_attempt(claim, Outcome.RETRY, now, error)
    part = _own(claim)
    if part is None:
        return None
    if error.code == OWN_PACE:
        claim.attempt.delete()
    elif now - _first_tried(part, now) >= GIVE_UP_AFTER:
        stop = steps.fail if part.unclear_since is None else steps.leave_unconfirmed
        stop(part, steps.GAVE_UP, str(error))
        return part
    pause = after if after is not None else _backoff(claim.attempt.number)
    steps.requeue(part, now + max(pause, timedelta(seconds=1)), None if error.code == OWN_PACE else error)
    return None


@transaction.atomic
def record_unclear(*, claim: Claim, error: NetworkError, now: datetime) -> None:
    """Bytes may have left. With a key it is safe to repeat for a while; without, a person decides."""
    _finish_attempt(claim, Outcome.UNCLEAR, now, error)
    part = _own(claim)
    if part is not None:
        steps.unclear(
            part,
            since=claim.attempt.sending_at or now,
            again=now + _backoff(claim.attempt.number),
            code=error.code,
            text=error.message,
        )


@transaction.atomic
def record_failed(*, claim: Claim, error: NetworkError, now: datetime) -> LetterPart | None:
    """The network refused for good: the part and what follows it in the letter have failed. Gives the part.

    Where an earlier attempt was unclear, the refusal is of the repeat only: the part may have arrived, a person
    decides. None when the part is in other hands.
    """
    _finish_attempt(claim, Outcome.FAILED, now, error)
    part = _own(claim)
    if part is None:
        return None
    if part.unclear_since is None:
        steps.fail(part, error.code, error.message)
    else:
        steps.leave_unconfirmed(part, error.code, error.message)
    return part


@transaction.atomic
def record_not_found(*, claim: Claim, now: datetime, error: NetworkError | None = None) -> None:
    """We looked in the network and did not see the part: no proof that it will not appear, so a person decides.

    `error` is why we may not even look, and never shall.
    """
    _finish_attempt(claim, Outcome.UNCLEAR, now, error)
    part = _own(claim)
    if part is None:
        return
    if error is None:
        steps.leave_unconfirmed(part, steps.NOT_FOUND, "")
    else:
        steps.leave_unconfirmed(part, error.code, error.message)


@transaction.atomic
def record_not_looked(*, claim: Claim, error: NetworkError, now: datetime) -> None:
    """We could not look. Ask again for a while, then leave it to a person."""
    _finish_attempt(claim, Outcome.RETRY, now, error)
    part = _own(claim)
    if part is None:
        return
    if now - (part.unclear_since or now) >= LOOK_UNTIL:
        steps.leave_unconfirmed(part, error.code, str(error))
    else:
        steps.requeue(part, now + _backoff(claim.attempt.number), error)


def may_repeat(*, part: LetterPart, messages_since: int, now: datetime) -> bool:
    """Whether sending (again) with the same key cannot make a second message."""
    if part.unclear_since is None:
        return True
    if part.repeat_window is None:
        return False
    if not -CLOCKS_DIFFER <= now - part.unclear_since < part.repeat_window:
        return False
    return part.repeat_messages is None or messages_since < part.repeat_messages


@transaction.atomic
def sweep(*, lease: timedelta, now: datetime) -> int:
    """Take up the parts whose sender died: what it had marked decides. Gives how many there were.

    A lease that ends later than any can was given before the clock was set back: nobody would wait for its end.
    """
    is_over = Q(lease_until__lt=now) | Q(lease_until__gt=now + lease + CLOCKS_DIFFER)
    lost = list(
        LetterPart.objects.select_for_update(skip_locked=True)
        .filter(is_over, state__in=[State.CLAIMED, State.SENDING])
        .order_by("pk")
    )
    for part in lost:
        attempt = part.attempts.order_by("-number").first()
        if attempt is not None and attempt.finished_at is None:
            attempt.finished_at, attempt.outcome = now, Outcome.LOST
            attempt.save(update_fields=["finished_at", "outcome"])
        if part.state == State.CLAIMED:
            steps.requeue(part, now, None)
        else:
            began = attempt.sending_at if attempt is not None else None
            steps.unclear(
                part, since=began or now, again=now, code=steps.SENDER_DIED, text="", locked_until=now + lease
            )
    return len(lost)


def _first_tried(part: LetterPart, now: datetime) -> datetime:
    """When the network was asked first: a part may have waited for days behind one that a person decided about."""
    first: datetime | None = part.attempts.aggregate(at=Min("started_at"))["at"]
    return first or now


def _is_current(claim: Claim) -> bool:
    latest = Attempt.objects.filter(part=claim.part).order_by("-number").values_list("pk", flat=True).first()
    return latest == claim.attempt.pk


def _own(claim: Claim) -> LetterPart | None:
    """The part, locked, if it is still in the hands of this very attempt."""
    part = LetterPart.objects.select_for_update().get(pk=claim.part.pk)
    if part.state in (State.CLAIMED, State.SENDING) and _is_current(claim):
        return part
    return None


def _backoff(attempt: int) -> timedelta:
    return timedelta(seconds=_BACKOFF[min(attempt, len(_BACKOFF)) - 1])


def _finish_attempt(claim: Claim, outcome: Outcome, now: datetime, error: NetworkError | None = None) -> None:
    Attempt.objects.filter(pk=claim.attempt.pk).update(
        finished_at=Coalesce(F("finished_at"), now),
        outcome=outcome,
        code=error.code if error else "",
        text=error.message if error else "",
    )
