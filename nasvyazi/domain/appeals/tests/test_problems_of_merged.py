"""Two appeals become one matter: nobody who spoke of a problem is lost, and undone it is as it was."""

from __future__ import annotations

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Transition
from nasvyazi.domain.problems.models import Problem
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def three(operator: User) -> list[Appeal]:
    """Three appeals of one resident in one thread; all but the last were dismissed by mistake."""
    channel, rows = factories.channel(), list[Appeal]()
    for number in range(3):
        if rows:
            services.dismiss(appeal_id=rows[-1].pk, reason="ошибка", by=operator, now=NOON)
        rows.append(factories.appeal(channel, text=f"Слово {number}", author="501"))
    return rows


@pytest.fixture
def two(three: list[Appeal]) -> tuple[Appeal, Appeal]:
    """The last but one and the last of them."""
    return three[1], three[2]


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def merge(one: Appeal, other: Appeal, by: User) -> None:
    services.merge(appeal_id=one.pk, other_id=other.pk, by=by, now=NOON)


def join(one: Appeal, other: Appeal, by: User) -> Problem:
    return services.join_problem(appeal_id=one.pk, other_id=other.pk, by=by, now=NOON)


def apart(appeal: Appeal, by: User) -> None:
    services.take_apart(appeal_id=appeal.pk, by=by, now=NOON)


def counted(problem: Problem) -> tuple[int, int, bool]:
    problem.refresh_from_db()
    return problem.appeal_count, problem.people_count, problem.closed_at is None


def test_of_what_the_younger_spoke_the_older_speaks_until_that_is_undone(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    problem = join(younger, factories.appeal(), operator)
    merge(older, younger, operator)
    assert counted(problem) == (2, 2, True), "nobody who spoke of it is lost"
    assert (fresh(older).problem, fresh(younger).problem) == (problem, None)
    apart(younger, operator)
    assert (fresh(older).problem, fresh(younger).problem) == (None, problem)
    assert counted(problem) == (2, 2, True)


def test_a_problem_of_which_only_the_younger_spoke_stays_open_with_the_older(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    neighbour = factories.appeal()
    problem = join(younger, neighbour, operator)
    services.leave_problem(appeal_id=neighbour.pk, by=operator, now=NOON)
    merge(older, younger, operator)
    assert counted(problem) == (1, 1, True)


def test_of_two_problems_the_olders_goes_on_and_the_history_says_so(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    olders = join(older, factories.appeal(), operator)
    youngers = join(younger, factories.appeal(), operator)
    merge(older, younger, operator)
    assert fresh(older).problem == olders
    assert (counted(olders), counted(youngers)) == ((2, 2, True), (1, 1, True))
    line = Transition.objects.filter(appeal=younger, field=Transition.Field.PROBLEM).latest("pk")
    assert line.reason == "the appeal into which it was merged speaks of another problem"
    apart(younger, operator)
    assert (fresh(older).problem, fresh(younger).problem) == (olders, youngers)


def test_the_older_goes_on_speaking_of_what_another_that_stays_with_it_spoke_of(
    three: list[Appeal], operator: User
) -> None:
    first, second, third = three
    problem = join(second, factories.appeal(), operator)
    join(third, second, operator)
    merge(first, second, operator)
    merge(first, third, operator)
    assert counted(problem) == (2, 2, True)
    apart(second, operator)
    assert [fresh(row).problem for row in three] == [problem, problem, None]
    apart(third, operator)
    assert [fresh(row).problem for row in three] == [None, problem, problem]


def test_a_problem_that_turned_out_to_be_another_meanwhile_is_given_back_as_that_one(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    neighbours = [factories.appeal() for _ in range(3)]
    first = join(neighbours[0], neighbours[1], operator)
    join(younger, neighbours[2], operator)
    merge(older, younger, operator)
    join(neighbours[0], neighbours[2], operator)
    apart(younger, operator)
    assert fresh(younger).problem == first


def test_what_a_person_said_of_the_olders_problem_since_is_not_undone(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    problem = join(younger, factories.appeal(), operator)
    merge(older, younger, operator)
    services.leave_problem(appeal_id=older.pk, by=operator, now=NOON)
    other = join(older, factories.appeal(), operator)
    apart(younger, operator)
    assert (fresh(older).problem, fresh(younger).problem) == (other, problem)
