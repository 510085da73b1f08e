"""What people decide about an appeal. Every change has an author, a time and a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.inbox.models import Message

from ..models import Appeal, Decision, Draft, Note, Transition
from ..states import FINAL, NotAllowed, State
from .guessing import reread
from .intake import attach
from .ledger import (
    Actor,
    ReasonMissing,
    SnoozePastDue,
    answer_due,
    lock,
    move,
    record,
    resolution_due,
    save,
    touch,
)

LEFT = "user_left"
_TAKEN_UP = {State.NEW, State.REOPENED}


@transaction.atomic
def take(*, appeal_id: int, by: User, now: datetime) -> Appeal:
    """The user answers for the appeal from now on."""
    return assign(appeal_id=appeal_id, person=by, by=by, now=now)


@transaction.atomic
def assign(*, appeal_id: int, person: User, by: User, now: datetime, reason: str = "") -> Appeal:
    """Give the appeal to a colleague. A new one is in work from here on."""
    appeal = lock(appeal_id)
    if appeal.person_id != person.pk:
        record(
            appeal,
            field=Transition.Field.PERSON,
            old=appeal.person,
            new=person,
            reason=reason.strip() or (gettext_noop("took it") if person == by else gettext_noop("assigned")),
            actor=Actor(by=by),
            now=now,
        )
        appeal.person = person
    if appeal.state in _TAKEN_UP:
        move(appeal, State.IN_WORK, reason="", actor=Actor(by=by), now=now)
    save(appeal)
    return appeal


@transaction.atomic
def release(*, person: User, reason: str, now: datetime, by: User | None = None) -> int:
    """Give back to their desks the open appeals of somebody who has left. Gives how many there were."""
    actor = Actor(by=by) if by is not None else Actor(rule=LEFT)
    open_ones = Appeal.objects.filter(person=person).exclude(state__in=FINAL).order_by("pk")
    ids = list(open_ones.values_list("pk", flat=True))
    for appeal_id in ids:
        appeal = lock(appeal_id)
        record(
            appeal,
            field=Transition.Field.PERSON,
            old=person,
            new=None,
            reason=reason,
            actor=actor,
            now=now,
        )
        appeal.person = None
        save(appeal)
    return len(ids)


@transaction.atomic
def set_due(*, appeal_id: int, due: datetime, reason: str, by: User, now: datetime) -> Appeal:
    """Name another day by which the appeal is to be resolved. Raises ReasonMissing, NotAllowed when it is closed."""
    if not reason.strip():
        raise ReasonMissing("due")
    appeal = lock(appeal_id)
    if not appeal.is_open:
        raise NotAllowed(State(appeal.state), State.IN_WORK)
    record(
        appeal,
        field=Transition.Field.DUE,
        old=_spoken(appeal.resolution_due_at),
        new=_spoken(due),
        reason=reason.strip(),
        actor=Actor(by=by),
        now=now,
    )
    appeal.resolution_due_at = due
    save(appeal)
    return appeal


@transaction.atomic
def plan(*, appeal_id: int, day: date, by: User, now: datetime, reason: str = "") -> Appeal:
    """The work has a date; the appeal is to be resolved by the end of it."""
    appeal = lock(appeal_id)
    old = appeal.planned_for
    if appeal.state != State.PLANNED:
        move(appeal, State.PLANNED, reason=reason, actor=Actor(by=by), now=now)
    record(
        appeal,
        field=Transition.Field.PLAN,
        old=old,
        new=day,
        reason=reason.strip() or gettext_noop("the work has a date"),
        actor=Actor(by=by),
        now=now,
    )
    appeal.planned_for = day
    appeal.resolution_due_at = deadlines.end_of_day(day, appeal.policy)
    save(appeal)
    return appeal


@transaction.atomic
def resolve(*, appeal_id: int, by: User, now: datetime, reason: str = "") -> Appeal:
    """The matter is solved; it closes by itself when nobody objects."""
    return _to(appeal_id, State.RESOLVED, reason=reason, by=by, now=now)


@transaction.atomic
def close(*, appeal_id: int, by: User, now: datetime, reason: str = "") -> Appeal:
    """Close a resolved appeal now."""
    return _to(appeal_id, State.CLOSED, reason=reason, by=by, now=now)


@transaction.atomic
def dismiss(*, appeal_id: int, reason: str, by: User, now: datetime) -> Appeal:
    """Nothing is to be answered or done. Raises ReasonMissing."""
    return _to(appeal_id, State.DISMISSED, reason=reason, by=by, now=now)


@transaction.atomic
def reopen(*, appeal_id: int, reason: str, by: User, now: datetime) -> Appeal:
    """Look at it again. Raises ReasonMissing, OpenAppealExists, MergedAway."""
    # The resident may be opening a new one with their next message at this very moment.
    channels.lock_thread(thread_id=Appeal.objects.values_list("thread_id", flat=True).get(pk=appeal_id))
    appeal = lock(appeal_id)
    move(appeal, State.REOPENED, reason=reason, actor=Actor(by=by), now=now)
    appeal.resolution_due_at = resolution_due(now, appeal.policy)
    if appeal.first_answered_at is None:
        appeal.answer_due_at = answer_due(now, appeal.policy)
    save(appeal)
    return appeal


@transaction.atomic
def snooze(*, appeal_id: int, until: datetime | None, by: User, now: datetime, reason: str = "") -> Appeal:
    """Put out of sight for a while; the clocks go on. None wakes it. Raises SnoozePastDue."""
    appeal = lock(appeal_id)
    if until is not None and (appeal.next_due_at is None or until > appeal.next_due_at):
        raise SnoozePastDue(appeal.next_due_at)
    record(
        appeal,
        field=Transition.Field.SNOOZE,
        old=_spoken(appeal.snoozed_until),
        new=_spoken(until),
        reason=reason.strip() or (gettext_noop("later") if until else gettext_noop("woken")),
        actor=Actor(by=by),
        now=now,
    )
    appeal.snoozed_until = until
    save(appeal)
    return appeal


@transaction.atomic
def add_note(*, appeal_id: int, text: str, by: User, now: datetime) -> Note:
    """A remark for colleagues. Raises ReasonMissing when it is empty."""
    if not text.strip():
        raise ReasonMissing("note")
    touch(appeal_id)
    return Note.objects.create(appeal_id=appeal_id, text=text.strip(), by=by, at=now)


@transaction.atomic
def save_draft(*, appeal_id: int, text: str, author: User, now: datetime) -> None:
    """Keep what has been written so far; an empty text removes the draft. Whoever goes on has seen what overtook it."""
    if text.strip():
        kept = {"text": text, "updated_at": now, "overtaken_by": None}
        Draft.objects.update_or_create(appeal_id=appeal_id, author=author, defaults=kept)
    else:
        Draft.objects.filter(appeal_id=appeal_id, author=author).delete()


def go_on_with_draft(*, appeal_id: int, author: User, now: datetime) -> None:
    """Whoever wrote it has seen the answer that overtook it, and goes on."""
    own = Draft.objects.filter(appeal_id=appeal_id, author=author)
    own.update(overtaken_by=None, updated_at=now)


@transaction.atomic
def take_back(*, message: Message, by: User, now: datetime) -> Decision:
    """A message that was set aside needs attention after all; one that has an appeal keeps it."""
    channels.lock_thread(thread_id=message.thread_id)
    attached = Decision.objects.filter(message=message, appeal__isnull=False).first()
    return attached or _attach(message, by=by, now=now)


def _attach(message: Message, *, by: User, now: datetime) -> Decision:
    decision = attach(message, actor=Actor(by=by), now=now)
    if decision.appeal_id is not None:
        # It may have been read long ago, when there was no card to fill.
        appeal = lock(decision.appeal_id)
        reread(appeal)
        save(appeal)
    return decision


def _to(appeal_id: int, target: State, *, reason: str, by: User, now: datetime) -> Appeal:
    appeal = lock(appeal_id)
    move(appeal, target, reason=reason, actor=Actor(by=by), now=now)
    if target == State.RESOLVED:
        appeal.answer_due_at = None
    save(appeal)
    return appeal


def _spoken(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment is not None else ""
