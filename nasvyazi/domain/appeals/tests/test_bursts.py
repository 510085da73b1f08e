"""Many people at once: raised once, grows, and is settled by a person."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import bursts as burst_reads
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.channels import services as people
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding.models import Topic
from tests import factories
from tests.factories import MONDAY_NOON as NOON

from . import town

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AN_HOUR = NOON + timedelta(hours=1)


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def channel(operator: User) -> Channel:
    return factories.channel()


@pytest.fixture
def water() -> Topic:
    return town.topic()


@pytest.fixture
def yard() -> Place:
    return town.at(0, street=factories.street("Минская"))


def write(water: Topic, place: Place | None, channel: Channel, count: int, *, after: int = 0) -> list[Appeal]:
    """So many residents, a minute after each other."""
    return [
        town.appeal(water, place, channel=channel, opened=(after + minute) * MINUTE)
        for minute in range(count)
    ]


def watch() -> int:
    topics = burst_reads.crowded_topics(now=AN_HOUR)
    return sum(services.raise_bursts(topic_id=number, now=AN_HOUR) for number in topics)


def test_five_residents_in_an_hour_raise_one_alarm_once(channel: Channel, water: Topic, yard: Place) -> None:
    write(water, yard, channel, 4)
    assert watch() == 0
    rows = [*Appeal.objects.all(), *write(water, town.at(300), channel, 1, after=50)]
    assert (watch(), watch()) == (1, 0)
    burst = Burst.objects.get()
    assert (burst.topic, burst.place, burst.seen_at) == (water, yard, None)
    assert (burst.began_at, burst.latest_at) == (NOON, NOON + 50 * MINUTE)
    assert (burst.appeal_count, burst.people_count) == (5, 5)
    assert burst.latitude == pytest.approx(town.north(60)[0])
    assert burst.longitude == pytest.approx(town.HERE[1])
    assert burst.radius == 240
    assert set(burst.appeals.all()) == set(rows)


def test_one_person_in_several_networks_is_no_crowd(
    channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    rows = write(water, yard, channel, 5)
    for row in rows[1:3]:
        people.join_residents(
            resident_id=rows[0].resident_id, other_id=row.resident_id, reason="", by=operator, now=NOON
        )
    assert burst_reads.crowded_topics(now=AN_HOUR) == []
    assert services.raise_bursts(topic_id=water.pk, now=AN_HOUR) == 0
    write(water, yard, channel, 2, after=10)
    assert watch() == 1
    burst = Burst.objects.get()
    assert (burst.appeal_count, burst.people_count) == (7, 5)


def test_it_grows_and_is_not_raised_again_before_or_after_somebody_saw_it(
    channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    write(water, yard, channel, 5)
    watch()
    write(water, yard, channel, 1, after=10)
    assert watch() == 1
    burst = Burst.objects.get()
    services.see_burst(burst_id=burst.pk, by=operator, now=AN_HOUR)
    services.see_burst(burst_id=burst.pk, by=factories.user(), now=AN_HOUR + MINUTE)
    write(water, yard, channel, 2, after=20)
    watch()
    burst = Burst.objects.get()
    assert (burst.appeal_count, burst.seen_by, burst.seen_at) == (8, operator, AN_HOUR)
    assert not burst_reads.unseen(Burst.objects.all()).exists()


def test_other_topics_no_place_and_too_long_ago_are_no_accident(channel: Channel, yard: Place) -> None:
    for number in range(5):
        town.appeal(town.topic(f"Тема {number}"), yard, channel=channel)
    write(town.topic(), None, channel, 6)
    settlement = [town.on(factories.street(f"Улица {number}")) for number in range(5)]
    network = town.topic("Нет света")
    for place in settlement:
        town.appeal(network, place, channel=channel)
    for _ in range(5):
        town.appeal(network, yard, channel=channel, opened=-timedelta(hours=3))
    assert watch() == 0


@pytest.mark.parametrize(("kind", "raised"), [("complaint", 1), ("question", 1), ("", 1), ("gratitude", 0)])
def test_five_who_say_thanks_are_no_accident(
    kind: str, raised: int, channel: Channel, water: Topic, yard: Place
) -> None:
    write(water, yard, channel, 5)
    Appeal.objects.update(kind=kind)
    assert watch() == raised


def test_where_only_the_street_is_known_it_has_no_middle(channel: Channel, water: Topic) -> None:
    street = factories.street()
    for number in (None, "1", "7", "110", "2"):
        town.appeal(water, town.on(street, number or ""), channel=channel)
    watch()
    burst = Burst.objects.get()
    assert (burst.latitude, burst.radius, burst.place.street) == (None, 0, street)


def test_two_bursts_that_grow_together_are_one_and_whoever_came_first_does_not_matter(
    channel: Channel, water: Topic
) -> None:
    here, there = write(water, town.at(0), channel, 5), write(water, town.at(900), channel, 5)
    watch()
    first, second = Burst.objects.order_by("pk")
    between = write(water, town.at(450), channel, 1)
    assert (watch(), watch()) == (1, 0)
    assert set(Burst.objects.get(pk=first.pk).appeals.all()) == {*here, *there, *between}
    assert not Burst.objects.filter(pk=second.pk).exists()


def test_an_alarm_is_not_put_out_by_growing_together_with_one_that_was_seen(
    channel: Channel, water: Topic, operator: User
) -> None:
    write(water, town.at(0), channel, 5)
    watch()
    services.see_burst(burst_id=Burst.objects.get().pk, by=operator, now=AN_HOUR)
    write(water, town.at(900), channel, 5)
    watch()
    write(water, town.at(450), channel, 1)
    watch()
    seen, unseen = Burst.objects.order_by("pk")
    assert (seen.seen_by, seen.appeal_count) == (operator, 5)
    assert (unseen.seen_at, unseen.appeal_count) == (None, 11)
    assert watch() == 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whenever_one_looks_the_same_burst_comes_of_it(
    order: tuple[int, ...], channel: Channel, water: Topic
) -> None:
    groups = [(0, 3, 0), (200, 2, 5), (400, 3, 10)]
    for which in order:
        metres, count, after = groups[which]
        write(water, town.at(metres), channel, count, after=after)
        watch()
    burst = Burst.objects.get()
    assert (burst.appeal_count, burst.began_at, burst.latest_at) == (8, NOON, NOON + 12 * MINUTE)


def test_all_of_it_becomes_one_problem_with_those_that_were_merged(
    channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    rows = write(water, yard, channel, 5)
    watch()
    burst = Burst.objects.get()
    mine = rows[0].resident.network_id
    services.dismiss(appeal_id=rows[0].pk, reason="ошибка", by=operator, now=AN_HOUR)
    again = town.appeal(water, yard, channel=channel, author=mine, opened=30 * MINUTE)
    services.merge(appeal_id=again.pk, other_id=rows[0].pk, by=operator, now=AN_HOUR)
    problem = services.make_problem_of_burst(burst_id=burst.pk, by=operator, now=AN_HOUR)
    assert (problem.people_count, problem.topic, problem.at) == (5, water, yard)
    burst.refresh_from_db()
    assert (burst.problem, burst.seen_by, burst.seen_at) == (problem, operator, AN_HOUR)
    assert services.make_problem_of_burst(burst_id=burst.pk, by=operator, now=AN_HOUR) == problem
    reasons = Appeal.objects.get(pk=rows[1].pk).transitions.filter(field="problem")
    assert [line.reason for line in reasons] == ["many wrote of it at once"]


def test_open_pages_are_told_when_it_is_raised_and_when_it_was_seen(
    channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    rows = write(water, yard, channel, 5)
    before = Appeal.objects.get(pk=rows[0].pk).changed_at
    watch()
    raised = Appeal.objects.get(pk=rows[0].pk).changed_at
    services.see_burst(burst_id=Burst.objects.get().pk, by=operator, now=AN_HOUR)
    assert before < raised < Appeal.objects.get(pk=rows[0].pk).changed_at


def test_when_nothing_happens_one_question_is_asked_and_answered_from_an_index(
    channel: Channel, water: Topic, yard: Place
) -> None:
    write(water, yard, channel, 4)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        assert watch() == 0
        (asked,) = (query["sql"] for query in queries.captured_queries)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    "change", [{"seen_at": NOON}, {"began_at": AN_HOUR}, {"latitude": 56.0, "longitude": None}]
)
def test_the_database_refuses_a_burst_that_makes_no_sense(
    change: dict[str, object], channel: Channel, water: Topic, yard: Place
) -> None:
    write(water, yard, channel, 5)
    watch()
    with pytest.raises(IntegrityError), transaction.atomic():
        Burst.objects.update(**change)
