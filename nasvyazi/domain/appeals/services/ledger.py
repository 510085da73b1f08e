"""What every write of an appeal goes through: the lock, the history, the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.deadlines.models import Policy

from ..models import Appeal, Transition
from ..states import FINAL, State, step


class ReasonMissing(Exception):
    """This step needs a reason in words."""


class SnoozePastDue(Exception):
    """A snooze may not outlast the nearest due time; `due` says when that is."""

    def __init__(self, due: datetime | None) -> None:
        super().__init__(str(due))
        self.due = due


class OpenAppealExists(Exception):
    """The resident has a newer open appeal in this thread: work goes on there. `appeal` is that one."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(str(appeal.pk))
        self.appeal = appeal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes: a person, or a named rule of the program."""

    by: User | None = None
    rule: str = ""


def lock(appeal_id: int) -> Appeal:
    """The appeal under a row lock, with what its clocks need. Not against its key: notes and decisions go on."""
    return (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("policy", "thread__channel", "resident")
        .get(pk=appeal_id)
    )


def record(
    appeal: Appeal,
    *,
    field: Transition.Field,
    old: object,
    new: object,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write one line of the history."""
    Transition.objects.create(
        appeal=appeal,
        field=field,
        old="" if old is None else str(old),
        new="" if new is None else str(new),
        reason=reason,
        by=actor.by,
        rule=actor.rule,
        at=now,
    )


def move(appeal: Appeal, target: State, *, reason: str, actor: Actor, now: datetime) -> None:
    """Change the state by the table and write it down; the caller saves. Raises NotAllowed, ReasonMissing."""
    source = State(appeal.state)
    allowed = step(source, target)
    if allowed.needs_reason and not reason.strip():
        raise ReasonMissing(target)
    if source in FINAL:
        other = (
            Appeal.objects.filter(thread=appeal.thread_id, resident=appeal.resident_id)
            .exclude(state__in=FINAL)
            .first()
        )
        if other is not None:
            raise OpenAppealExists(other)
    appeal.state = target
    appeal.resolved_at = now if target == State.RESOLVED else appeal.resolved_at
    appeal.closed_at = now if target in FINAL else None
    if target in FINAL:
        appeal.answer_due_at = None
    if target != State.PLANNED:
        appeal.planned_for = None
    record(
        appeal,
        field=Transition.Field.STATE,
        old=source.value,
        new=target.value,
        reason=reason.strip() or allowed.why,
        actor=actor,
        now=now,
    )


def save(appeal: Appeal) -> None:
    """Derive the nearest clock and save."""
    appeal.next_due_at = nearest_due(appeal)
    if appeal.next_due_at is None:
        appeal.snoozed_until = None
    elif appeal.snoozed_until is not None:
        appeal.snoozed_until = min(appeal.snoozed_until, appeal.next_due_at)
    appeal.save()


def nearest_due(appeal: Appeal) -> datetime | None:
    """The nearest due time: an answer that is awaited, and the resolution (or the day it closes by itself)."""
    if appeal.state in FINAL:
        return None
    if appeal.state == State.RESOLVED and appeal.resolved_at is not None:
        whole = appeal.resolved_at + timedelta(days=appeal.policy.auto_close_days)
    else:
        whole = appeal.resolution_due_at
    return min(whole, appeal.answer_due_at) if appeal.answer_due_at is not None else whole


def answer_due(asked_at: datetime, policy: Policy) -> datetime:
    """Until when words said at a moment are to be answered."""
    span = timedelta(minutes=policy.answer_minutes)
    return deadlines.calendar(since=asked_at).add_working_time(asked_at, span, policy)


def resolution_due(since: datetime, policy: Policy) -> datetime:
    """Until when a matter that began at a moment is to be resolved."""
    return deadlines.calendar(since=since).end_of_working_day(since, policy.resolution_days, policy)


def both_due(asked_at: datetime, policy: Policy) -> tuple[datetime, datetime]:
    """Until when words said at a moment are to be answered, and the matter to be resolved. One query."""
    calendar = deadlines.calendar(since=asked_at)
    span = timedelta(minutes=policy.answer_minutes)
    return (
        calendar.add_working_time(asked_at, span, policy),
        calendar.end_of_working_day(asked_at, policy.resolution_days, policy),
    )
