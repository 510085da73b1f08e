"""Writes of problems. Which appeals speak of one is decided above, in `appeals`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.understanding.models import Topic

from .models import TITLE_LENGTH, Problem

_LOCK = 0x70726F62  # an advisory lock's number of our own: "prob"


class TitleMissing(Exception):
    """A problem needs a title by which people know it."""


def one_at_a_time() -> None:
    """For the rest of the transaction nobody else changes which appeals speak of which problem.

    People do that, seldom and quickly; one lock for all of it keeps two merges of the same problems from waiting for
    each other. Whoever locks a thread locks it before this, whoever locks appeals, after.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def open_problem(*, title: str, by: User, now: datetime) -> Problem:
    """A new problem, of which no appeal speaks yet. Raises TitleMissing."""
    return Problem.objects.create(title=_title(title), opened_at=now, opened_by=by)


@transaction.atomic
def describe(*, problem_id: int, title: str, place: str, topic: Topic | None) -> Problem:
    """Call the problem otherwise, say where it is and what it is about. Raises TitleMissing."""
    problem = lock(problem_id=problem_id)
    problem.title, problem.place, problem.topic = _title(title), " ".join(place.split()), topic
    problem.save(update_fields=["title", "place", "topic"])
    return problem


def locate(*, problem: Problem, at_id: int | None, topic_id: int | None) -> None:
    """Where a problem (locked) is and what it is about, as its appeals say now.

    The topic only while none is known: a person may have said it.
    """
    known = (problem.at_id, problem.topic_id)
    problem.at_id = at_id
    problem.topic_id = problem.topic_id or topic_id
    if known != (problem.at_id, problem.topic_id):
        problem.save(update_fields=["at", "topic"])


@transaction.atomic
def relocate(*, places: Mapping[int, int]) -> None:
    """Problems at places that turned out to be others (an id → the other's) are at those.

    Whoever locks appeals locks them before this.
    """
    rows = list(Problem.objects.select_for_update(no_key=True).filter(at__in=places).order_by("pk"))
    for problem in rows:
        problem.at_id = places[problem.at_id or 0]
    Problem.objects.bulk_update(rows, ["at"], batch_size=1000)


def lock(*, problem_id: int) -> Problem:
    """The problem under a row lock. Not against its key: appeals that speak of it go on."""
    return Problem.objects.select_for_update(no_key=True).get(pk=problem_id)


def lock_all(*, problem_ids: Iterable[int | None]) -> None:
    """Row locks on several, by number: whoever needs more than one takes them so."""
    for number in sorted({number for number in problem_ids if number is not None}):
        lock(problem_id=number)


def settle(*, problem: Problem, is_open: bool, now: datetime) -> None:
    """A problem (locked) is open as long as an appeal that speaks of it is."""
    if is_open != (problem.closed_at is None):
        problem.closed_at = None if is_open else now
        problem.save(update_fields=["closed_at"])


def tally(
    *,
    problem: Problem,
    appeals: int,
    people: int,
    is_open: bool,
    now: datetime,
    merged_into: Problem | None = None,
) -> None:
    """Write down how many speak of a problem (locked). One of which nobody does is closed.

    `merged_into` is the problem that it turned out to be; None = it is one by itself.
    """
    problem.appeal_count, problem.people_count = appeals, people
    problem.merged_into = merged_into
    problem.closed_at = None if is_open else problem.closed_at or now
    problem.save(update_fields=["appeal_count", "people_count", "merged_into", "closed_at"])


def _title(told: str) -> str:
    title = " ".join(told.split())[:TITLE_LENGTH]
    if not title:
        raise TitleMissing
    return title
