"""The same thing by place and topic: offered as one problem, words only rank."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import near, services
from nasvyazi.domain.appeals.guesses import Suggestion, Understood, Whereabouts
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Unguessed
from nasvyazi.domain.appeals.near import Closeness, Near
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import House
from nasvyazi.domain.problems import selectors as problem_reads
from nasvyazi.domain.problems import services as problems
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.models import Topic
from tests import factories
from tests.factories import MONDAY_NOON as NOON

from . import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def channel(operator: User) -> Channel:
    return factories.channel()


@pytest.fixture
def water() -> Topic:
    return town.topic()


def nearby(appeal: Appeal, *, desk: Desk | None = None) -> list[Near]:
    among = Appeal.objects.filter(desk=desk) if desk is not None else Appeal.objects.all()
    return near.nearby(appeal, among=among, now=NOON, limit=9)


def numbers(found: list[Near]) -> list[int]:
    return [one.appeal.pk for one in found]


def test_the_same_house_the_yard_and_nothing_farther(channel: Channel, water: Topic) -> None:
    appeal = town.appeal(water, town.at(0), channel=channel)
    same = town.appeal(water, appeal.place, channel=channel)
    yard = town.appeal(water, town.at(59), channel=channel)
    town.appeal(water, town.at(61), channel=channel)
    town.appeal(water, None, channel=channel)
    found = {one.appeal.pk: one.beside for one in nearby(appeal)}
    assert found == {
        same.pk: near.Beside(Closeness.HOUSE),
        yard.pk: near.Beside(Closeness.METRES, 59),
    }


def test_a_corner_of_the_box_is_not_near(channel: Channel, water: Topic) -> None:
    appeal = town.appeal(water, town.at(0), channel=channel)
    pin = places.place_at_point(
        latitude=town.north(50)[0], longitude=town.HERE[1] + 50 / (town.DEGREE * 0.5577), title="во дворе"
    )
    town.appeal(water, pin, channel=channel)
    assert nearby(appeal) == []


def test_of_houses_without_a_point_the_same_number_and_the_same_street_alone(
    channel: Channel, water: Topic
) -> None:
    street = factories.street()
    appeal = town.appeal(water, town.on(street, "49"), channel=channel)
    factories.house(street, "49")
    same = town.appeal(water, town.on(street, "49"), channel=channel)
    assert same.place != appeal.place, "the register got the house later"
    town.appeal(water, town.on(street, "51"), channel=channel)
    somewhere = town.appeal(water, town.on(street), channel=channel)
    elsewhere = town.appeal(water, town.on(street), channel=channel)
    assert [(one.appeal, one.beside.closeness) for one in nearby(appeal)] == [(same, Closeness.HOUSE)]
    assert [(one.appeal, one.beside.closeness) for one in nearby(somewhere)] == [
        (elsewhere, Closeness.STREET)
    ]


def test_another_topic_another_quarter_of_the_year_and_merged_ones_are_left_out(
    channel: Channel, water: Topic, operator: User
) -> None:
    appeal = town.appeal(water, town.at(0), channel=channel)
    place = appeal.place
    town.appeal(town.topic("Лифт"), place, channel=channel)
    town.appeal(None, place, channel=channel)
    town.appeal(water, place, channel=channel, opened=-timedelta(days=91))
    over = town.appeal(water, place, channel=channel, author="501", opened=-timedelta(days=89))
    services.dismiss(appeal_id=over.pk, reason="починили", by=operator, now=NOON)
    again = town.appeal(water, place, channel=channel, author="501")
    assert set(numbers(nearby(appeal))) == {over.pk, again.pk}, "over is no matter"
    services.merge(appeal_id=over.pk, other_id=again.pk, by=operator, now=NOON)
    assert numbers(nearby(appeal)) == [over.pk]


def test_without_a_topic_or_a_place_nothing_is_asked(channel: Channel, water: Topic) -> None:
    place = town.at(0)
    town.appeal(water, place, channel=channel)
    with CaptureQueriesContext(connection) as queries:
        assert nearby(town.appeal(None, place, channel=channel)) == []
    before = len(queries)
    appeal = town.appeal(water, None, channel=channel)
    with CaptureQueriesContext(connection) as queries:
        assert nearby(appeal) == []
    assert len(queries) == 0 < before


def test_words_rank_and_do_not_choose(channel: Channel, water: Topic) -> None:
    place = town.at(0)
    appeal = town.appeal(water, place, channel=channel, text="Третий день нет горячей воды")
    other = town.appeal(water, place, channel=channel, text="Кран сухой")
    alike = town.appeal(water, place, channel=channel, text="Горячая вода пропала, третий день")
    wordless = town.appeal(water, place, channel=channel, text="?")
    assert numbers(nearby(appeal)) == [alike.pk, wordless.pk, other.pk]
    assert numbers(nearby(wordless)) == [alike.pk, other.pk, appeal.pk]


def test_an_open_problem_there_is_offered_whatever_its_age_and_a_joined_one_is_marked(
    channel: Channel, water: Topic, operator: User
) -> None:
    place = town.at(0)
    old = [town.appeal(water, place, channel=channel, opened=-timedelta(days=200)) for _ in range(2)]
    problem = services.join_problem(appeal_id=old[0].pk, other_id=old[1].pk, by=operator, now=NOON)
    appeal = town.appeal(water, town.at(30), channel=channel)
    assert set(numbers(nearby(appeal))) == {row.pk for row in old}
    assert not any(one.is_joined for one in nearby(appeal))
    services.join_problem(appeal_id=appeal.pk, other_id=old[0].pk, by=operator, now=NOON)
    joined = Appeal.objects.get(pk=appeal.pk)
    assert [one.is_joined for one in nearby(joined)] == [True, True]
    for row in (*old, appeal):
        services.dismiss(appeal_id=row.pk, reason="починили", by=operator, now=NOON)
    problem.refresh_from_db()
    assert problem.closed_at is not None
    assert nearby(joined) == [], "what is over for so long comes no more"


def test_nobody_is_offered_what_is_not_theirs(channel: Channel, water: Topic) -> None:
    desk = Desk.objects.create(name="Округ № 7")
    appeal = town.appeal(water, town.at(0), channel=channel)
    theirs = town.appeal(water, appeal.place, channel=factories.channel(desk=desk))
    assert nearby(appeal, desk=appeal.desk) == []
    assert numbers(nearby(appeal, desk=desk)) == [theirs.pk]


def test_it_costs_three_queries_on_their_indexes_however_many_there_are(
    channel: Channel, water: Topic
) -> None:
    appeal = town.appeal(water, town.at(0), channel=channel)
    for metres in range(20):
        town.appeal(water, town.at(metres), channel=channel)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert len(nearby(appeal)) == 9
        asked = [query["sql"] for query in queries.captured_queries[1:]]
        plans = []
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert len(asked) == 3
    assert not [plan for plan in plans if "Seq Scan" in plan]


def test_a_problem_is_about_what_most_of_its_appeals_are_and_stands_where_most_do(
    channel: Channel, water: Topic, operator: User
) -> None:
    first, second = town.at(0), town.at(100)
    rows = [town.appeal(water, place, channel=channel) for place in (second, first, first)]
    odd = town.appeal(town.topic("Лифт"), None, channel=channel)
    problem = services.join_all(appeal_ids=[odd.pk, *(row.pk for row in rows)], by=operator, now=NOON)
    assert (problem.at, problem.topic) == (first, water)
    heating = town.topic("Отопление")
    problems.describe(problem_id=problem.pk, title="Сухо", place="", topic=heating)
    more = town.appeal(water, second, channel=channel)
    services.join_problem(appeal_id=rows[0].pk, other_id=more.pk, by=operator, now=NOON)
    problem.refresh_from_db()
    assert problem.topic == heating, "what a person said stays"


def test_a_problem_learns_later_what_its_first_appeals_did_not_say(
    channel: Channel, water: Topic, operator: User
) -> None:
    silent = [town.appeal(None, None, channel=channel) for _ in range(2)]
    problem = services.join_problem(appeal_id=silent[0].pk, other_id=silent[1].pk, by=operator, now=NOON)
    assert (problem.at, problem.topic) == (None, None)
    told = town.appeal(water, town.at(0), channel=channel)
    problem = services.join_problem(appeal_id=silent[0].pk, other_id=told.pk, by=operator, now=NOON)
    assert (problem.at, problem.topic) == (told.place, water)


def test_a_problem_moves_with_what_people_say_of_its_appeals(
    channel: Channel, water: Topic, operator: User
) -> None:
    wrong, right = town.at(0), town.at(500)
    rows = [town.appeal(water, wrong, channel=channel) for _ in range(2)]
    problem = services.join_problem(appeal_id=rows[0].pk, other_id=rows[1].pk, by=operator, now=NOON)
    assert problem.at == wrong
    for row in rows:
        services.decide_place(appeal_id=row.pk, place=right, by=operator, now=NOON)
    problem.refresh_from_db()
    assert problem.at == right
    Appeal.objects.update(opened_at=NOON - timedelta(days=200))
    assert nearby(town.appeal(water, wrong, channel=channel)) == []
    assert set(numbers(nearby(town.appeal(water, right, channel=channel)))) == {row.pk for row in rows}


def test_a_problem_learns_where_it_is_from_words_that_were_read_later(
    channel: Channel, water: Topic, operator: User
) -> None:
    silent = [factories.appeal(channel) for _ in range(2)]
    problem = services.join_problem(appeal_id=silent[0].pk, other_id=silent[1].pk, by=operator, now=NOON)
    street = factories.street()
    where = Whereabouts("ул. Минская", 0.9, street_id=street.pk)
    services.record_guess(
        unguessed=Unguessed.objects.get(message__decision__appeal=silent[1]),
        understood=Understood(topics=(Suggestion(water.code, 0.9),), places=(where,)),
        now=NOON,
    )
    problem.refresh_from_db()
    assert problem.at is not None
    assert (problem.at.street, problem.topic) == (street, water)


def test_a_problem_is_where_those_are_that_have_not_left(
    channel: Channel, water: Topic, operator: User
) -> None:
    here, there = town.at(0), town.at(500)
    rows = [town.appeal(water, place, channel=channel) for place in (here, there)]
    problem = services.join_problem(appeal_id=rows[0].pk, other_id=rows[1].pk, by=operator, now=NOON)
    services.leave_problem(appeal_id=rows[0].pk, by=operator, now=NOON)
    problem.refresh_from_db()
    assert problem.at == there


def test_problems_are_listed_by_topic(channel: Channel, water: Topic, operator: User) -> None:
    lift = town.topic("Лифт")
    made = {}
    for topic in (water, lift):
        rows = [town.appeal(topic, town.at(0), channel=channel) for _ in range(2)]
        made[topic] = services.join_all(appeal_ids=[row.pk for row in rows], by=operator, now=NOON)
    every = Problem.objects.all()
    assert problem_reads.page(every, topic_id=lift.pk, size=9).rows == [made[lift]]
    assert list(problem_reads.topics(every)) == [lift, water]


def test_three_problems_become_the_oldest_of_them(channel: Channel, operator: User) -> None:
    rows = [factories.appeal(channel) for _ in range(7)]
    made = [
        services.join_problem(appeal_id=rows[i].pk, other_id=rows[i + 1].pk, by=operator, now=NOON)
        for i in (0, 2, 4)
    ]
    chosen = [rows[5].pk, rows[1].pk, rows[2].pk, rows[6].pk]
    assert services.join_all(appeal_ids=chosen, by=operator, now=NOON) == made[0]
    assert Appeal.objects.filter(problem=made[0]).count() == 7
    assert Problem.objects.filter(merged_into=made[0]).count() == 2
    services.take_problem_apart(problem_id=made[2].pk, by=operator, now=NOON)
    assert set(Appeal.objects.filter(problem=made[2])) == {rows[4], rows[5]}


def test_one_appeal_alone_is_joined_with_nothing(channel: Channel, operator: User) -> None:
    appeal = factories.appeal(channel)
    with pytest.raises(services.JoinedWithItself):
        services.join_all(appeal_ids=[appeal.pk, appeal.pk], by=operator, now=NOON)


def test_houses_of_the_register_without_a_point_are_found_by_their_row(
    channel: Channel, water: Topic
) -> None:
    house = factories.house()
    place = places.place_at_house(house_id=house.pk)
    appeal = town.appeal(water, place, channel=channel)
    other = town.appeal(water, place, channel=channel)
    House.objects.filter(pk=house.pk).update(latitude=town.HERE[0], longitude=town.HERE[1])
    assert places.place_at_house(house_id=House.objects.get().pk) == place
    assert numbers(nearby(appeal)) == [other.pk]
