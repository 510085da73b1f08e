"""Which appeals speak of one problem. Every joining and leaving is in the history of its appeal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.problems import services as problems
from nasvyazi.domain.problems.models import Problem

from ..models import Appeal, Transition
from ..people import HUMAN
from ..selectors import OPEN
from .ledger import Actor, MergedAway, lock, record, save

MERGED = gettext_noop("merged into another appeal")
TOOK_IN = gettext_noop("another appeal was merged into it")
APART = gettext_noop("two matters after all")
_MERGED_BESIDE = gettext_noop("the appeal into which it was merged speaks of another problem")


class JoinedWithItself(Exception):
    """An appeal and itself are no two."""


@transaction.atomic
def join_problem(*, appeal_id: int, other_id: int, by: User, now: datetime, reason: str = "") -> Problem:
    """Both appeals speak of one problem from now on: that of either, of two the older, else a new one.

    Joined ones stay as they are. Raises JoinedWithItself, MergedAway.
    """
    return join_all(appeal_ids={appeal_id, other_id}, by=by, now=now, reason=reason)


@transaction.atomic
def join_all(*, appeal_ids: Collection[int], by: User, now: datetime, reason: str = "") -> Problem:
    """All the appeals speak of one problem from now on: the oldest of theirs, else a new one.

    Raises JoinedWithItself, MergedAway.
    """
    if len(set(appeal_ids)) < 2:
        raise JoinedWithItself
    problems.one_at_a_time()
    numbers = _problems_of(appeal_ids)
    coming = _ids(Appeal.objects.filter(problem__in=numbers[1:]))
    # All appeals in one order and before the first problem: whoever closes appeals locks their problems after them.
    locked = [lock(number) for number in sorted({*appeal_ids, *coming})]
    _refuse_merged(locked)
    if numbers:
        problem = problems.lock(problem_id=numbers[0])
    else:
        problem = problems.open_problem(title=_title(locked), by=by, now=now)
    merged = [problems.lock(problem_id=number) for number in numbers[1:]]
    for appeal in locked:
        if appeal.problem_id != problem.pk:
            _put(appeal, problem, reason=reason or _why_joined(appeal), by=by, now=now)
    _tally(problem, now=now)
    for younger in merged:
        _tally(younger, merged_into=problem, now=now)
    return problem


@transaction.atomic
def leave_problem(*, appeal_id: int, by: User, now: datetime, reason: str = "") -> Appeal:
    """The appeal speaks of something else after all. One that speaks of no problem stays as it is."""
    problems.one_at_a_time()
    appeal = lock(appeal_id)
    left = appeal.problem
    if left is not None:
        _put(appeal, None, reason=reason or gettext_noop("another thing"), by=by, now=now)
        _tally(problems.lock(problem_id=left.pk), now=now)
    return appeal


@transaction.atomic
def take_problem_apart(*, problem_id: int, by: User, now: datetime) -> Problem:
    """Undo that a problem turned out to be another: the appeals that came with it and stayed are its own again.

    One that was never merged, or is apart already, stays as it is.
    """
    problems.one_at_a_time()
    merged = Problem.objects.get(pk=problem_id)
    if merged.merged_into_id is None:
        return merged
    whole = merged.merged_into_id
    back = [lock(number) for number in _that_came(merged, whole)]
    problem = problems.lock(problem_id=problem_id)
    for appeal in back:
        _put(appeal, problem, reason=gettext_noop("two different things"), by=by, now=now)
    _tally(problem, now=now)
    _tally(problems.lock(problem_id=whole), now=now)
    return problem


def hand_over_problem(younger: Appeal, older: Appeal, *, by: User, now: datetime) -> None:
    """Of what one that is merged spoke the other speaks, unless it speaks of something else. Both are locked."""
    left = younger.problem
    if left is None:
        return
    is_another = older.problem_id not in (None, left.pk)
    _put(younger, None, reason=_MERGED_BESIDE if is_another else MERGED, by=by, now=now)
    if older.problem_id is None:
        _put(older, left, reason=TOOK_IN, by=by, now=now)
    _tally(problems.lock(problem_id=left.pk), now=now)


def give_back_problem(
    holder: Appeal, appeal: Appeal, *, staying: Iterable[Appeal], by: User, now: datetime
) -> None:
    """Undo that: the appeal speaks of its own problem again, the holder of its own or that of one that stays with it.

    Both are locked and saved.
    """
    touched = {holder.problem_id}
    if _came_by_merging(holder):
        told = [problem for one in staying if (problem := _own_problem(one)) is not None]
        if not told:
            _put(holder, None, reason=APART, by=by, now=now)
        elif holder.problem not in told:
            _put(holder, told[0], reason=TOOK_IN, by=by, now=now)
    own = _own_problem(appeal)
    if own is not None:
        _put(appeal, own, reason=APART, by=by, now=now)
    touched |= {holder.problem_id, appeal.problem_id}
    for number in sorted(number for number in touched if number is not None):
        _tally(problems.lock(problem_id=number), now=now)


def locate_problems_of(*appeals: Appeal) -> None:
    """Where their problems are and what these are about follows what is said of them. They are locked and saved."""
    for number in sorted({appeal.problem_id for appeal in appeals if appeal.problem_id is not None}):
        _locate(problems.lock(problem_id=number))


@transaction.atomic
def count_people_again(*, resident_ids: Iterable[int], now: datetime) -> None:
    """Who is one person has changed: the problems of which these residents speak have so many people now."""
    problems.one_at_a_time()
    spoken = Appeal.objects.filter(resident__in=list(resident_ids), problem__isnull=False)
    for number in sorted(set(spoken.values_list("problem_id", flat=True))):
        _tally(problems.lock(problem_id=number), now=now)


def _problems_of(appeal_ids: Iterable[int]) -> list[int]:
    rows = Appeal.objects.filter(pk__in=appeal_ids, problem__isnull=False)
    return sorted(set(rows.values_list("problem_id", flat=True)))


def _why_joined(appeal: Appeal) -> str:
    if appeal.problem_id is None:
        return gettext_noop("the same thing")
    return gettext_noop("two problems are the same thing")


def _refuse_merged(appeals: Iterable[Appeal]) -> None:
    for appeal in appeals:
        if appeal.merged_into is not None:
            raise MergedAway(appeal.merged_into)


def _put(appeal: Appeal, problem: Problem | None, *, reason: str, by: User, now: datetime) -> None:
    record(
        appeal,
        field=Transition.Field.PROBLEM,
        old=appeal.problem_id,
        new=problem.pk if problem is not None else None,
        reason=reason,
        actor=Actor(by=by),
        now=now,
    )
    appeal.problem = problem
    save(appeal)


def _tally(problem: Problem, *, now: datetime, merged_into: Problem | None = None) -> None:
    found = Appeal.objects.filter(problem=problem).aggregate(
        appeals=Count("pk"), people=Count(HUMAN, distinct=True), open=Count("pk", filter=Q(OPEN))
    )
    problems.tally(
        problem=problem,
        appeals=found["appeals"],
        people=found["people"],
        is_open=bool(found["open"]),
        merged_into=merged_into,
        now=now,
    )
    _locate(problem)


def _locate(problem: Problem) -> None:
    """Tell a problem what most of its appeals are about, and where most of them are; one of which none speaks stays."""
    told = list(Appeal.objects.filter(problem=problem).order_by("pk").values_list("place", "topic"))
    if not told:
        return
    places, topics = (Counter(value for value in column if value) for column in zip(*told, strict=True))
    problems.locate(problem=problem, at_id=_commonest(places), topic_id=_commonest(topics))


def _commonest(counted: Counter[int]) -> int | None:
    """Of equally common ones the one that was told first."""
    return counted.most_common(1)[0][0] if counted else None


def _lines(appeal: Appeal) -> QuerySet[Transition]:
    """What the history says of the appeal's problems, the latest first."""
    return Transition.objects.filter(appeal=appeal, field=Transition.Field.PROBLEM).order_by("-pk")


def _came_by_merging(holder: Appeal) -> bool:
    """Whether it speaks of its problem only because one that was merged into it did."""
    return _lines(holder).values_list("reason", flat=True).first() == TOOK_IN


def _own_problem(merged: Appeal) -> Problem | None:
    """Of what a merged appeal spoke by itself until then, or what that has turned out to be."""
    lines = list(_lines(merged)[:2])
    if not lines or lines[0].reason not in {MERGED, _MERGED_BESIDE}:
        return None
    if lines[-1].reason == TOOK_IN:
        return None
    problem = Problem.objects.get(pk=lines[0].old)
    while problem.merged_into is not None:
        problem = problem.merged_into
    return problem


def _that_came(merged: Problem, whole: int) -> list[int]:
    """Which appeals of a problem came to it with one that was merged, and have not left since."""
    came = {}
    rows = Transition.objects.filter(field=Transition.Field.PROBLEM, appeal__problem=whole).order_by("pk")
    for appeal_id, old, new in rows.values_list("appeal", "old", "new"):
        came[appeal_id] = old if new == str(whole) else ""
    return sorted(number for number, old in came.items() if old == str(merged.pk))


def _ids(rows: Iterable[Appeal]) -> list[int]:
    return sorted(row.pk for row in rows)


def _title(appeals: Iterable[Appeal]) -> str:
    """The first words that were said of it, by which people will know it until somebody calls it otherwise."""
    said = [
        appeal.excerpt for appeal in sorted(appeals, key=lambda appeal: appeal.opened_at) if appeal.excerpt
    ]
    return said[0] if said else str(next(iter(appeals)))
