"""What is an accident and what are five pot-holes: whatever the order, never below the threshold."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasvyazi.domain.appeals import crowds as searching
from nasvyazi.domain.appeals.crowds import METRES, PEOPLE, WITHIN, Report, are_near, crowds
from tests.factories import MONDAY_NOON as NOON

from .town import HERE, north

MINUTE = timedelta(minutes=1)


def report(
    number: int,
    *,
    metres: float | None = 0.0,
    minute: float = 0,
    resident: int | None = None,
    street: int | None = None,
) -> Report:
    point = None if metres is None else north(metres)
    return Report(number, resident or number, NOON + minute * MINUTE, point, street)


def row(*metres: float) -> list[Report]:
    return [report(number, metres=one) for number, one in enumerate(metres, 1)]


def anywhere(told: list[tuple[int, int, int, int]]) -> list[Report]:
    """Reports of a few residents within a little more than two hours, in three streets; of some nobody knows where."""
    return [
        Report(
            number,
            resident,
            NOON + minute * MINUTE,
            (north(metres)[0], HERE[1] + 0.004 * street) if metres % 5 else None,
            street or None,
        )
        for number, (resident, minute, metres, street) in enumerate(told, 1)
    ]


def told(people: int, metres: st.SearchStrategy[int], *, at_most: int) -> st.SearchStrategy[list[Report]]:
    one = st.tuples(st.integers(1, people), st.integers(0, 130), metres, st.integers(0, 2))
    return st.lists(one, max_size=at_most).map(anywhere)


REPORTS = told(9, st.integers(0, 1200), at_most=12)
OF_FEW = told(6, st.sampled_from([0, 1, 240, 499, 501, 740]), at_most=16)
"""Few people who write again and again from the same places: hardly ever five of them at once."""


def test_five_in_one_quarter_are_a_crowd_and_four_are_none() -> None:
    five = row(0, 120, 240, 360, 480)
    assert crowds(five) == [frozenset({1, 2, 3, 4, 5})]
    assert crowds(five[:4]) == []


def test_five_pot_holes_all_over_the_town_are_none() -> None:
    assert crowds(row(0, 400, 800, 1200, 1600)) == []
    assert crowds(row(0, 0, 0, 0, 510)) == [], "the fifth is in another quarter"


def test_one_resident_who_writes_five_times_is_none() -> None:
    assert crowds([report(number, resident=7) for number in range(1, 6)]) == []


def test_an_hour_is_an_hour() -> None:
    assert crowds([report(number, minute=15 * number) for number in range(5)]) == [frozenset(range(5))]
    assert crowds([report(number, minute=16 * number) for number in range(5)]) == []


def test_where_points_are_unknown_the_street_speaks_and_without_one_nobody_knows() -> None:
    assert crowds([report(number, metres=None, street=3) for number in range(5)]) == [frozenset(range(5))]
    assert crowds([report(number, metres=None) for number in range(5)]) == []
    mixed = [report(number, metres=None if number % 2 else 0.0, street=3) for number in range(5)]
    assert crowds(mixed) == [frozenset(range(5))]


def test_two_quarters_are_two_accidents_and_what_joins_them_makes_one() -> None:
    here, there = row(*[0] * 5), [report(number, metres=900) for number in range(11, 16)]
    assert sorted(map(sorted, crowds([*here, *there]))) == [[1, 2, 3, 4, 5], [11, 12, 13, 14, 15]]
    between = report(21, metres=450)
    assert crowds([*here, *there, between]) == [frozenset({1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 21})]


def test_a_large_accident_is_found_soon() -> None:
    many = [report(number, metres=number % 40 * 10.0, minute=number % 50) for number in range(300)]
    assert crowds(many) == [frozenset(range(300))]


@settings(deadline=None)
@given(REPORTS, st.integers())
def test_the_order_of_arrival_does_not_matter(reports: list[Report], seed: int) -> None:
    shuffled = list(reports)
    Random(seed).shuffle(shuffled)
    assert set(crowds(reports)) == set(crowds(shuffled))


@settings(deadline=None)
@given(REPORTS)
def test_a_crowd_is_fives_that_are_all_near_each_other_and_every_such_five_is_in_one(
    reports: list[Report],
) -> None:
    fives = [
        frozenset(one.appeal_id for one in five)
        for five in combinations(reports, PEOPLE)
        if all(are_near(one, other) for one, other in combinations(five, 2))
    ]
    found = crowds(reports)
    assert frozenset().union(*found) == frozenset().union(*fives)
    assert all(any(five <= crowd for crowd in found) for five in fives)
    assert sum(map(len, found)) == len(frozenset().union(*found)), "no appeal is in two"


def plainly(reports: list[Report]) -> set[frozenset[int]]:
    """The accidents as one would tell them with patience: look at every five, then join what is near."""
    fives = [
        five
        for five in combinations(reports, PEOPLE)
        if all(are_near(one, other) for one, other in combinations(five, 2))
    ]
    members = {one for five in fives for one in five}
    found = {one: {one} for one in members}
    for one, other in combinations(members, 2):
        if are_near(one, other) and found[one] is not found[other]:
            joined = found[one] | found[other]
            found |= dict.fromkeys(joined, joined)
    return {frozenset(one.appeal_id for one in crowd) for crowd in found.values()}


@settings(deadline=None)
@given(REPORTS | OF_FEW)
def test_what_is_found_is_what_looking_at_every_five_finds(reports: list[Report]) -> None:
    assert set(crowds(reports)) == plainly(reports)


@settings(deadline=None)
@given(REPORTS)
def test_more_reports_never_put_out_an_alarm(reports: list[Report]) -> None:
    for crowd in crowds(reports[:-1]):
        assert any(crowd <= grown for grown in crowds(reports))


def test_near_is_near_both_ways_to_the_minute_and_the_metre() -> None:
    one, other = report(1, metres=METRES - 1), report(2, minute=WITHIN / MINUTE)
    assert are_near(one, other)
    assert are_near(other, one)
    assert not are_near(one, report(2, minute=WITHIN / MINUTE + 1))
    assert not are_near(one, report(2, metres=-2))


def of_four(*, places: int) -> list[Report]:
    """Four residents with 120 appeals each within three hours, around one place."""
    return [
        report(number, resident=number % 4 + 1, metres=number // 4 % places, minute=number * 0.37)
        for number in range(480)
    ]


@pytest.mark.parametrize("places", [1, 120], ids=["of one place", "each of a place of its own"])
@pytest.mark.parametrize(
    "fifth",
    [[5000], [-490, 495]],
    ids=["a fifth elsewhere", "two more who are near them and far from each other"],
)
def test_few_people_who_write_much_are_told_from_a_crowd_in_few_steps(
    monkeypatch: pytest.MonkeyPatch, places: int, fifth: list[int]
) -> None:
    steps = 0
    hold = searching._holds

    def counted(pool: Any, size: int, beside: Any) -> bool:
        nonlocal steps
        steps += 1
        return hold(pool, size, beside)

    monkeypatch.setattr(searching, "_holds", counted)
    others = [
        report(1000 + 10 * who + number, resident=10 + who, metres=metres, minute=20 * number)
        for who, metres in enumerate(fifth)
        for number in range(9)
    ]
    reports = [*of_four(places=places), *others]
    crowds(reports)
    assert steps < 30 * len(reports)
