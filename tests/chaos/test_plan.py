"""What comes from a seed: the same for the same, all that is asked for, and only what the places can do."""

from __future__ import annotations

import random

from tests.chaos.plan import HOUR, ROLES, Deed, Ground, Kind, Plan, plan

GROUNDS = [
    Ground(walls=2, tells_deletions=True, takes_albums=False),
    Ground(3, False, True),
    Ground(2, False, False, reads_comments=True),
]


def drawn(seed: int, messages: int = 300) -> Plan:
    return plan(random.Random(seed), GROUNDS, messages=messages, answers=100)


def deeds(whole: Plan) -> list[Deed]:
    return [deed for moment in whole.moments for deed in moment.deeds]


def test_a_seed_gives_the_same_plan_and_another_seed_another() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_every_message_is_written_once_and_changed_once_at_most_and_never_before_it_is_written() -> None:
    seen: set[int] = set()
    changed: set[int] = set()
    for deed in deeds(drawn(3)):
        if deed.kind is Kind.WRITE:
            assert deed.number not in seen
            seen.add(deed.number)
        else:
            assert deed.number in seen - changed
            changed.add(deed.number)
    assert seen == set(range(300))
    assert changed


def test_who_writes_again_does_so_in_the_same_thread() -> None:
    whole = deeds(drawn(5))
    places = {deed.number: (deed.place, deed.wall) for deed in whole if deed.kind is Kind.WRITE}
    again = [deed for deed in whole if deed.again_as is not None]
    assert again
    assert all(places[deed.again_as or 0] == (deed.place, deed.wall) for deed in again)


def test_nothing_is_deleted_where_the_network_tells_of_no_deletions() -> None:
    gone = [deed for deed in deeds(drawn(9)) if deed.kind is Kind.DELETE]
    assert gone
    assert all(GROUNDS[deed.place].tells_deletions and deed.wall is not None for deed in gone)


def test_where_comments_are_only_read_they_are_words_alone_and_stay_as_they_are() -> None:
    under = [
        deed for deed in deeds(drawn(13)) if GROUNDS[deed.place].reads_comments and deed.wall is not None
    ]
    assert under
    assert {(deed.kind, deed.photos) for deed in under} == {(Kind.WRITE, 0)}


def test_every_role_dies_and_the_clock_goes_back_an_hour_and_comes_forward_again() -> None:
    whole = drawn(11)
    assert {kill.role for moment in whole.moments for kill in moment.kills} == set(ROLES)
    assert [moment.clock for moment in whole.moments if moment.clock is not None] == [-HOUR, 0]


def test_a_short_run_is_a_run() -> None:
    assert len(drawn(1, messages=20).moments) == 20
