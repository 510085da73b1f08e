"""Which residents are one person: whoever joins and parts them, in whatever order."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.db import Error, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Person, PersonChange, Resident
from nasvyazi.networks.base import Author
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
PEOPLE = 5


@pytest.fixture
def operator() -> User:
    return factories.user()


def resident(name: str = "Иван Петров", *, network: str = "vk") -> Resident:
    author = Author(network_id=str(factories.next_number()), name=name)
    return services.ensure_resident(network=network, author=author)


def join(one: Resident, other: Resident, by: User, reason: str = "") -> Person:
    return services.join_residents(resident_id=one.pk, other_id=other.pk, reason=reason, by=by, now=NOON)


def part(one: Resident, by: User, reason: str = "однофамилец") -> None:
    services.part_resident(resident_id=one.pk, reason=reason, by=by, now=NOON)


def identities(one: Resident) -> list[Resident]:
    one.refresh_from_db()
    return selectors.identities(one, among=Resident.objects.all())


def test_two_residents_become_one_person_and_two_again(operator: User) -> None:
    ivan, i_petrov = resident(), resident("Петров И.", network="telegram")
    assert identities(ivan) == [ivan]
    join(ivan, i_petrov, operator, "сам сказал по телефону")
    assert identities(i_petrov) == [i_petrov, ivan], "whose page it is comes first"
    part(ivan, operator)
    assert (identities(ivan), identities(i_petrov)) == ([ivan], [i_petrov])
    assert not Person.objects.exists(), "nobody is one person with themselves"
    changes = selectors.person_changes([i_petrov], among=Resident.objects.all())
    assert [(change.deed, change.reason, change.by, change.at) for change in changes] == [
        ("parted", "однофамилец", operator, NOON),
        ("joined", "сам сказал по телефону", operator, NOON),
    ]


def test_the_same_said_twice_is_said_once(operator: User) -> None:
    ivan, other = resident(), resident()
    assert join(ivan, other, operator) == join(other, ivan, operator)
    assert PersonChange.objects.count() == 1
    part(ivan, operator)
    part(ivan, operator)
    part(other, operator)
    assert PersonChange.objects.count() == 2


def test_of_two_people_the_older_one_stays_with_everybody_of_both(operator: User) -> None:
    rows = [resident() for _ in range(4)]
    older, younger = join(rows[0], rows[1], operator), join(rows[2], rows[3], operator)
    assert join(rows[3], rows[1], operator) == older
    assert set(identities(rows[2])) == set(rows)
    assert list(Person.objects.all()) == [older] != [younger]


def test_who_leaves_three_leaves_two(operator: User) -> None:
    first, second, third = resident(), resident(), resident()
    join(first, second, operator)
    join(second, third, operator)
    part(second, operator)
    assert set(identities(first)) == {first, third}
    assert identities(second) == [second]
    changes = selectors.person_changes([third], among=Resident.objects.all())
    assert changes[0].resident == second, "those who stay see who has left"


def test_a_resident_is_not_joined_with_themselves_nor_parted_without_a_reason(operator: User) -> None:
    ivan, other = resident(), resident()
    with pytest.raises(services.OneResident, match="Choose another one"):
        join(ivan, ivan, operator)
    join(ivan, other, operator)
    with pytest.raises(services.PartingNeedsReason, match="Say why"):
        part(ivan, operator, "  ")
    assert identities(ivan) == [ivan, other]


def test_who_may_not_be_seen_is_in_neither_the_identities_nor_the_history(operator: User) -> None:
    ivan, known, hidden = resident(), resident(), resident()
    join(ivan, known, operator)
    join(known, hidden, operator)
    ivan.refresh_from_db()
    seen = Resident.objects.exclude(pk=hidden.pk)
    assert selectors.identities(ivan, among=seen) == [ivan, known]
    assert {change.other for change in selectors.person_changes([ivan], among=seen)} == {known}


def test_the_history_is_not_changed(operator: User) -> None:
    join(resident(), resident(), operator)
    for change in (
        lambda: PersonChange.objects.update(reason="иначе"),
        lambda: PersonChange.objects.all().delete(),
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change()
    ivan = resident()
    with pytest.raises(IntegrityError, match="person_change_of_two"), transaction.atomic():
        PersonChange.objects.create(
            deed="joined", resident=ivan, other=ivan, person=1, reason="так", by=operator, at=NOON
        )


numbers = st.integers(0, PEOPLE - 1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(deeds=st.lists(st.tuples(numbers, numbers), max_size=12))
def test_whatever_is_joined_and_parted_a_person_is_at_least_two_and_all_know_each_other(
    deeds: list[tuple[int, int]], operator: User
) -> None:
    """The model: sets of numbers. A pair of two joins them, a pair of one and the same parts it."""
    rows = [resident() for _ in range(PEOPLE)]
    sets = [{number} for number in range(PEOPLE)]
    for one, other in deeds:
        if one != other:
            join(rows[one], rows[other], operator)
            whole = sets[one] | sets[other]
            for number in whole:
                sets[number] = whole
        else:
            part(rows[one], operator)
            rest = sets[one] - {one}
            sets[one] = {one}
            for number in rest:
                sets[number] = rest
    assert [{row.pk for row in identities(one)} for one in rows] == [
        {rows[number].pk for number in together} for together in sets
    ]
    mine = Person.objects.filter(residents__in=rows).distinct()
    assert all(person.residents.count() >= 2 for person in mine)
    assert mine.count() == sum(
        1 for one, other in combinations(range(PEOPLE), 2) if _is_pair(sets, one, other)
    )


def _is_pair(sets: list[set[int]], one: int, other: int) -> bool:
    """Whether these are the two smallest of one person: each person is counted once."""
    return sorted(sets[one])[:2] == [one, other]
