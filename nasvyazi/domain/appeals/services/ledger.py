"""What every write of an appeal goes through: the lock, the history, the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.deadlines.models import Policy
from nasvyazi.domain.problems import services as problems

from ..models import Appeal, Transition
from ..selectors import OPEN
from ..states import FINAL, State, step


class ReasonMissing(Exception):
    """This step needs a reason in words."""


class SnoozePastDue(Exception):
    """A snooze may not outlast the nearest due time; `due` says when that is."""

    def __init__(self, due: datetime | None) -> None:
        super().__init__(str(due))
        self.due = due


class OpenAppealExists(Exception):
    """The resident has a newer open appeal in this thread: work goes on there. `appeal` is that one.

    One that a person has split off is another matter: it stands in nobody's way, and nothing in its.
    """

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(str(appeal.pk))
        self.appeal = appeal


class MergedAway(Exception):
    """The appeal is part of another now: work goes on there. `appeal` is that one."""

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


def touch(appeal_id: int) -> None:
    """Something that the card shows changed beside the appeal's own row: open pages draw it anew."""
    Appeal.objects.filter(pk=appeal_id).update(changed_at=timezone.now())


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
    """Change the state by the table and write it down; the caller saves.

    Raises NotAllowed, ReasonMissing, OpenAppealExists, MergedAway.
    """
    source = State(appeal.state)
    allowed = step(source, target)
    if allowed.needs_reason and not reason.strip():
        raise ReasonMissing(target)
    if source in FINAL:
        _refuse_beside_another(appeal)
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
    if (source in FINAL) != (target in FINAL):
        _settle_problem(appeal, now=now)


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


def _refuse_beside_another(appeal: Appeal) -> None:
    if appeal.merged_into is not None:
        raise MergedAway(appeal.merged_into)
    if appeal.is_split:
        return
    beside = Appeal.objects.filter(OPEN, thread=appeal.thread_id, resident=appeal.resident_id, is_split=False)
    other = beside.first()
    if other is not None:
        raise OpenAppealExists(other)


def _settle_problem(appeal: Appeal, *, now: datetime) -> None:
    """A problem is open as long as one of its appeals is; what became of this one is not saved yet."""
    if appeal.problem_id is None:
        return
    problem = problems.lock(problem_id=appeal.problem_id)
    others = Appeal.objects.filter(OPEN, problem=problem).exclude(pk=appeal.pk)
    problems.settle(problem=problem, is_open=appeal.is_open or others.exists(), now=now)
