"""Who is one person: said by one after the other, and everybody who counts people counts again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Person
from nasvyazi.domain.problems.models import Problem
from nasvyazi.flows import people
from tests import factories
from tests.factories import MONDAY_NOON as NOON

PATIENCE = 40.0


def people_of(problem: Problem) -> int:
    problem.refresh_from_db()
    return problem.people_count


@pytest.mark.django_db
def test_a_problem_counts_people_and_not_their_identities() -> None:
    operator = factories.user()
    one, other, third = (
        factories.appeal(factories.channel(network)) for network in ("vk", "telegram", "max")
    )
    for row in (other, third):
        problem = services.join_problem(appeal_id=one.pk, other_id=row.pk, by=operator, now=NOON)
    assert people_of(problem) == 3
    people.join(resident=one.resident, other=other.resident, reason="", by=operator, now=NOON)
    assert (people_of(problem), problem.appeal_count) == (2, 3)
    people.part(resident=one.resident, reason="другой", by=operator, now=NOON)
    assert people_of(problem) == 3
    people.join(resident=third.resident, other=other.resident, reason="", by=operator, now=NOON)
    services.leave_problem(appeal_id=third.pk, by=operator, now=NOON)
    assert people_of(problem) == 2, "one of them has left, the person has not"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_join_the_same_people_at_once_make_one_person() -> None:
    channel, operator = factories.channel(), factories.user()
    with transaction.atomic():
        one, other, third = (factories.appeal(channel).resident for _ in range(3))

    def join_beside() -> None:
        try:
            people.join(resident=other, other=third, reason="", by=operator, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            people.join(resident=one, other=other, reason="", by=operator, now=NOON)
            beside = pool.submit(join_beside)
            with pytest.raises(TimeoutError):
                beside.result(timeout=0.3)
        beside.result(timeout=PATIENCE)
    assert set(Person.objects.get().residents.all()) == {one, other, third}
    assert Appeal.objects.count() == 3
