"""Writes of the outbox: DESIGN §5a, every crash point of a letter part.

A part is claimed in one transaction, marked as sending in another, sent in none, and its outcome is recorded in a
third. Whoever dies in between leaves a lease that runs out, and `sweep` decides by what the row says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.files.models import File
from nasvyazi.networks.base import Idempotency, NetworkError

from . import selectors
from .models import Attempt, Letter, LetterFile, LetterPart

State = LetterPart.State
Outcome = Attempt.Outcome

GIVE_UP_AFTER = timedelta(hours=24)
"""A network out of reach for so long: the letter fails in the open instead of waiting in silence."""
LOOK_UNTIL = timedelta(hours=2)
"""So long we ask the network whether an unclear part arrived; then a person decides."""
_BACKOFF = (2, 5, 15, 60, 180, 600)

SUPERSEDED = "superseded"
PREVIOUS_FAILED = "previous_failed"
GAVE_UP = "gave_up"
UNCLEAR = "unclear"
NOT_FOUND = "not_found"
SENDER_DIED = "sender_died"


class ResendRefused(Exception):
    """The letter cannot be sent again now; the text says why (a msgid of `REFUSALS`)."""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to be sent: its text, its own key, and within what a repeat with the key is safe."""

    text: str
    key: str
    idempotency: Idempotency | None


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


@transaction.atomic
def post(
    *,
    thread: Thread,
    author: User | None,
    parts: Sequence[NewPart],
    request_key: UUID,
    now: datetime,
    reply_to: str = "",
    files: Sequence[File] = (),
    resend_of: Letter | None = None,
) -> Letter:
    """Put a letter into the outbox. The same `request_key` again is the same letter."""
    known = Letter.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                thread=thread,
                text="".join(part.text for part in parts),
                reply_to=reply_to,
                author=author,
                request_key=request_key,
                resend_of=resend_of,
                created_at=now,
            )
    except IntegrityError:
        # Two presses at the same moment: the other one has committed meanwhile.
        return Letter.objects.get(request_key=request_key)
    LetterPart.objects.bulk_create(
        LetterPart(
            letter=letter,
            ordinal=ordinal,
            text=part.text,
            key=part.key,
            not_before=now,
            repeat_window=part.idempotency.window if part.idempotency else None,
            repeat_messages=part.idempotency.max_messages if part.idempotency else None,
        )
        for ordinal, part in enumerate(parts)
    )
    LetterFile.objects.bulk_create(
        LetterFile(letter=letter, file=file, ordinal=ordinal) for ordinal, file in enumerate(files)
    )
    return letter


@transaction.atomic
def claim(*, lease: timedelta, now: datetime) -> Claim | None:
    """Take the next due part, if any: its lease begins, its attempt is written down."""
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
        _deliver(part, external_id, now)


@transaction.atomic
def record_retry(*, claim: Claim, error: NetworkError, now: datetime, after: timedelta | None = None) -> None:
    """Nothing was done; try again later, unless it has been tried for a day."""
    _finish_attempt(claim, Outcome.RETRY, now, error)
    part = _own(claim)
    if part is None:
        return
    if now - part.letter.created_at >= GIVE_UP_AFTER:
        _fail(part, GAVE_UP, str(error))
        return
    pause = after if after is not None else _backoff(claim.attempt.number)
    _requeue(part, now + max(pause, timedelta(seconds=1)), error)


@transaction.atomic
def record_unclear(*, claim: Claim, error: NetworkError, now: datetime) -> None:
    """Bytes may have left. With a key it is safe to repeat for a while; without, a person decides."""
    _finish_attempt(claim, Outcome.UNCLEAR, now, error)
    part = _own(claim)
    if part is not None:
        _unclear(
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
        _fail(part, error.code, error.message)
    else:
        _leave_unconfirmed(part, error.code, error.message)
    return part


@transaction.atomic
def record_not_found(*, claim: Claim, now: datetime) -> None:
    """We looked in the network and did not see the part: no proof that it will not appear, so a person decides."""
    _finish_attempt(claim, Outcome.UNCLEAR, now)
    part = _own(claim)
    if part is not None:
        _leave_unconfirmed(part, NOT_FOUND, "")


@transaction.atomic
def record_not_looked(*, claim: Claim, error: NetworkError, now: datetime) -> None:
    """We could not look. Ask again for a while, then leave it to a person."""
    _finish_attempt(claim, Outcome.RETRY, now, error)
    part = _own(claim)
    if part is None:
        return
    if now - (part.unclear_since or now) >= LOOK_UNTIL:
        _leave_unconfirmed(part, error.code, str(error))
    else:
        _requeue(part, now + _backoff(claim.attempt.number), error)


def may_repeat(*, part: LetterPart, messages_since: int, now: datetime) -> bool:
    """Whether sending (again) with the same key cannot make a second message."""
    if part.unclear_since is None:
        return True
    if part.repeat_window is None or now - part.unclear_since >= part.repeat_window:
        return False
    return part.repeat_messages is None or messages_since < part.repeat_messages


@transaction.atomic
def sweep(*, lease: timedelta, now: datetime) -> int:
    """Take up the parts whose sender died: what it had marked decides. Gives how many there were."""
    lost = list(
        LetterPart.objects.select_for_update(skip_locked=True)
        .filter(state__in=[State.CLAIMED, State.SENDING], lease_until__lt=now)
        .order_by("pk")
    )
    for part in lost:
        attempt = part.attempts.order_by("-number").first()
        if attempt is not None and attempt.finished_at is None:
            attempt.finished_at, attempt.outcome = now, Outcome.LOST
            attempt.save(update_fields=["finished_at", "outcome"])
        if part.state == State.CLAIMED:
            _requeue(part, now, None)
        else:
            began = attempt.sending_at if attempt is not None else None
            _unclear(part, since=began or now, again=now, code=SENDER_DIED, text="", locked_until=now + lease)
    return len(lost)


@transaction.atomic
def confirm(*, thread: Thread, external_id: str, key: str, text: str, now: datetime) -> LetterPart | None:
    """The network shows a message of ours. Gives the part that it is, or None when it is not one of our letters.

    Known by its id, else by its key, else (comments return no key) by its exact text while its outcome is open.
    """
    parts = LetterPart.objects.select_for_update(of=("self",)).filter(letter__thread=thread)
    part = parts.filter(external_id=external_id).first() if external_id else None
    if part is None and key:
        part = parts.filter(key=key).first()
    if part is None and not key:
        waiting = Q(state__in=[State.SENDING, State.UNCONFIRMED]) | Q(
            state=State.QUEUED, unclear_since__isnull=False
        )
        part = parts.filter(waiting, text=text, external_id="").order_by("pk").first()
    if part is not None and part.state != State.SENT:
        _deliver(part, external_id, now)
    elif part is not None and part.external_id != external_id:
        # What the network called it when it took it may be provisional; what it calls it in its events stays.
        part.external_id = external_id
        part.save(update_fields=["external_id"])
    return part


@transaction.atomic
def accept_as_delivered(*, part: LetterPart, now: datetime) -> None:
    """A person saw the part in the network: the letter goes on from here. Raises ResendRefused while it is sending."""
    part = LetterPart.objects.select_for_update().get(pk=part.pk)
    if part.state == State.SENT:
        return
    if part.state != State.UNCONFIRMED or _is_locked(part, now):
        raise ResendRefused("under_way")
    _deliver(part, part.external_id, now)


@transaction.atomic
def begin_resend(*, letter: Letter, now: datetime) -> list[LetterPart]:
    """Stop an old letter and give the parts that have not been delivered, for a new letter.

    Raises ResendRefused while a part is under way, and when everything was delivered or resent already.
    """
    parts = list(LetterPart.objects.select_for_update().filter(letter=letter).order_by("ordinal"))
    if Letter.objects.filter(resend_of=letter).exists():
        raise ResendRefused("resent_already")
    stopped = [part for part in parts if part.state != State.SENT]
    if not stopped:
        raise ResendRefused("delivered_already")
    first = stopped[0]
    if first.state in LetterPart.UNFINISHED or _is_locked(first, now):
        raise ResendRefused("under_way")
    for part in stopped:
        if part.state == State.QUEUED:
            _end(part, State.FAILED, SUPERSEDED, "")
    return stopped


def _is_current(claim: Claim) -> bool:
    latest = Attempt.objects.filter(part=claim.part).order_by("-number").values_list("pk", flat=True).first()
    return latest == claim.attempt.pk


def _own(claim: Claim) -> LetterPart | None:
    """The part, locked, if it is still in the hands of this very attempt."""
    part = LetterPart.objects.select_for_update().get(pk=claim.part.pk)
    if part.state in (State.CLAIMED, State.SENDING) and _is_current(claim):
        return part
    return None


def _is_locked(part: LetterPart, now: datetime) -> bool:
    return part.lease_until is not None and part.lease_until > now


def _backoff(attempt: int) -> timedelta:
    return timedelta(seconds=_BACKOFF[min(attempt, len(_BACKOFF)) - 1])


def _finish_attempt(claim: Claim, outcome: Outcome, now: datetime, error: NetworkError | None = None) -> None:
    Attempt.objects.filter(pk=claim.attempt.pk).update(
        finished_at=Coalesce(F("finished_at"), now),
        outcome=outcome,
        code=error.code if error else "",
        text=error.message if error else "",
    )


def _deliver(part: LetterPart, external_id: str, now: datetime) -> None:
    part.state = State.SENT
    part.sent_at = now
    part.external_id = external_id or part.external_id
    part.lease_until = None
    part.error_code = part.error_text = ""
    part.save(update_fields=["state", "sent_at", "external_id", "lease_until", "error_code", "error_text"])


def _requeue(part: LetterPart, not_before: datetime, error: NetworkError | None) -> None:
    part.state = State.QUEUED
    part.not_before = not_before
    part.lease_until = None
    part.error_code = error.code if error else ""
    part.error_text = error.message if error else ""
    part.save(update_fields=["state", "not_before", "lease_until", "error_code", "error_text"])


def _unclear(
    part: LetterPart,
    *,
    since: datetime,
    again: datetime,
    code: str,
    text: str,
    locked_until: datetime | None = None,
) -> None:
    if part.unclear_since is None:
        part.unclear_since = since
        part.save(update_fields=["unclear_since"])
    if part.repeat_window is None:
        _leave_unconfirmed(part, code, text, locked_until)
    else:
        _requeue(part, again, NetworkError(code, text))


def _leave_unconfirmed(part: LetterPart, code: str, text: str, locked_until: datetime | None = None) -> None:
    _end(part, State.UNCONFIRMED, code, text)
    if locked_until is not None:
        part.lease_until = locked_until
        part.save(update_fields=["lease_until"])


def _end(part: LetterPart, state: State, code: str, text: str) -> None:
    part.state = state
    part.lease_until = None
    part.error_code, part.error_text = code, text
    part.save(update_fields=["state", "lease_until", "error_code", "error_text"])


def _fail(part: LetterPart, code: str, text: str) -> None:
    """The part failed; the rest of its letter would be a torso."""
    _end(part, State.FAILED, code, text)
    for later in part.letter.parts.filter(ordinal__gt=part.ordinal, state=State.QUEUED):
        _end(later, State.FAILED, PREVIOUS_FAILED, "")
