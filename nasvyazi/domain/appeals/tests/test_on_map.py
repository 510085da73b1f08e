"""Appeals on the map: what has a point, told in marks that do not cover each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.appeals import onmap
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.onmap import Mark, Standing
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.box import Box
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db

TOWN = Box(56.0, 47.0, 56.2, 47.4)
MINSKAYA = (56.105, 47.205)
STEP_AWAY = (56.105, 47.2053)
CORNER = Box(56.1, 47.2, 56.11, 47.21)
"""What a screen shows of the town when one looks near by."""
FAR_OFF = (56.15, 47.35)


def at(point: tuple[float, float] | None, *, topic: Topic | None = None, danger: str = "") -> Appeal:
    """An appeal at a point of the map."""
    appeal = factories.appeal()
    if point is not None:
        appeal.place = places.place_at_point(latitude=point[0], longitude=point[1], title=str(point))
    appeal.topic, appeal.danger = topic, danger
    appeal.save()
    return appeal


def rows(standing: Standing = Standing.OPEN, *, group_id: int | None = None) -> list[int]:
    found = onmap.on_map(Appeal.objects.all(), standing=standing, group_id=group_id, now=now())
    return sorted(found.values_list("pk", flat=True))


def marks(zoom: int, box: Box = TOWN) -> list[Mark]:
    found = onmap.on_map(Appeal.objects.all(), standing=Standing.OPEN, group_id=None, now=now())
    return sorted(onmap.marks(found, box=box, zoom=zoom), key=lambda mark: mark.appeals)


def test_what_has_no_point_is_not_on_the_map() -> None:
    shown = at(MINSKAYA)
    at(None)
    assert rows() == [shown.pk]


def test_from_afar_neighbours_are_one_mark_with_their_number() -> None:
    for point in (MINSKAYA, STEP_AWAY, FAR_OFF):
        at(point)
    alone, together = marks(zoom=12)
    assert (alone.appeals, together.appeals) == (1, 2)
    assert (alone.latitude, alone.longitude) == FAR_OFF
    assert together.box == Box(MINSKAYA[0], MINSKAYA[1], STEP_AWAY[0], STEP_AWAY[1])
    assert (together.appeal_id, together.problem_id) == (None, None)


def test_near_by_each_is_a_mark_of_its_own() -> None:
    first, second = at(MINSKAYA), at(STEP_AWAY)
    assert {mark.appeal_id for mark in marks(zoom=19, box=CORNER)} == {first.pk, second.pk}


def test_appeals_of_one_problem_are_told_as_one() -> None:
    first, second, other = at(MINSKAYA), at(MINSKAYA), at(FAR_OFF)
    problem = appeals.join_problem(appeal_id=first.pk, other_id=second.pk, by=factories.user(), now=now())
    (alone, together) = marks(zoom=12)
    assert (alone.appeal_id, alone.problem_id) == (other.pk, None)
    assert (together.appeals, together.problem_id) == (2, problem.pk)


def test_a_problem_beside_another_appeal_is_no_problem_alone() -> None:
    first, second = at(MINSKAYA), at(MINSKAYA)
    appeals.join_problem(appeal_id=first.pk, other_id=second.pk, by=factories.user(), now=now())
    at(MINSKAYA)
    (mark,) = marks(zoom=19)
    assert (mark.appeals, mark.problem_id) == (3, None)


def test_danger_that_nobody_has_seen_is_told_until_somebody_has() -> None:
    appeal = at(MINSKAYA, danger="gas")
    assert [mark.dangers for mark in marks(zoom=12)] == [1]
    Appeal.objects.filter(pk=appeal.pk).update(danger_seen_at=now())
    assert [mark.dangers for mark in marks(zoom=12)] == [0]


def test_only_what_lies_in_the_part_asked_for_is_told() -> None:
    at(MINSKAYA)
    at(FAR_OFF)
    assert [mark.appeals for mark in marks(zoom=12, box=Box(56.14, 47.3, 56.2, 47.4))] == [1]
    assert marks(zoom=12, box=Box(10, 10, 11, 11)) == []


def test_whoever_asks_for_the_whole_world_near_by_gets_no_endless_answer() -> None:
    for index in range(40):
        at((56.101 + index / 1e4, 47.205))
    assert len(marks(zoom=19, box=CORNER)) > 10
    assert len(marks(zoom=19, box=Box(-90, -180, 90, 180))) == 1


def test_closed_ones_are_shown_for_thirty_days_and_merged_ones_never() -> None:
    by = factories.user()
    fresh, old, open_, merged = (at(MINSKAYA) for _ in range(4))
    for appeal in (fresh, old, merged):
        appeals.dismiss(appeal_id=appeal.pk, reason="спам", by=by, now=now())
    long_ago = now() - timedelta(days=31)
    Appeal.objects.filter(pk=old.pk).update(closed_at=long_ago, changed_at=long_ago)
    Appeal.objects.filter(pk=merged.pk).update(merged_into=open_)
    assert rows(Standing.CLOSED) == [fresh.pk]
    assert rows(Standing.OPEN) == [open_.pk]


def test_a_group_of_topics_narrows_the_map() -> None:
    yards = Topic.objects.create(code="test-yards", name="Дворы")
    mowing = Topic.objects.create(code="test-mowing", name="Покос", group=yards)
    mowed = at(MINSKAYA, topic=mowing)
    at(MINSKAYA)
    assert rows(group_id=yards.pk) == [mowed.pk]


def test_marks_are_one_query_however_many_appeals_there_are() -> None:
    at(MINSKAYA)
    with CaptureQueriesContext(connection) as few:
        marks(zoom=12)
    for _ in range(5):
        at(FAR_OFF)
    with CaptureQueriesContext(connection) as many:
        marks(zoom=12)
    assert len(few) == len(many) == 1
