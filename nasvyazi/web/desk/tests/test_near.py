"""On the card: what may be the same thing, joined by one key or several at once. Problems with topic and place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.tests import town
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import HTMX


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel()


@pytest.fixture
def water(db: None) -> Topic:
    return town.topic("No water")


@pytest.fixture
def yard(db: None) -> Place:
    return town.at(0, street=factories.street("Минская"))


def wrote(topic: Topic, place: Place | None, channel: Channel, text: str = "Воды нет") -> Appeal:
    return town.appeal(topic, place, channel=channel, text=text, opened=now())


def card(desk: Client, appeal: Appeal) -> str:
    html = desk.get(f"/appeals/{appeal.pk}/", headers=HTMX).content.decode()
    return html[html.index('class="card"') : html.index('class="talk"')]


def test_what_may_be_the_same_is_named_with_why_and_joined_by_one_key(
    desk: Client, channel: Channel, water: Topic, yard: Place
) -> None:
    appeal = wrote(water, yard, channel, "Третий день сухо")
    house, near = wrote(water, yard, channel, "Третий день нет воды"), wrote(water, town.at(40), channel)
    html = card(desk, appeal)
    assert "Perhaps of the same thing:" in html
    assert re.search(rf"№ {house.pk} [^<]*</a> \(the same house\)", html)
    assert re.search(rf"№ {near.pk} [^<]*</a> \(40\sm\)", html)
    form = html[html.index('class="kin near"') :]
    form = form[form.index("<form") : form.index("</form>")]
    assert f'action="/appeals/{appeal.pk}/join"' in form
    assert f'name="other" value="{house.pk}"' in form
    assert 'data-key="y"' in form
    for _twice in range(2):
        assert desk.post(f"/appeals/{appeal.pk}/join", {"other": house.pk}, headers=HTMX).status_code == 200
    problem = Problem.objects.get()
    assert (problem.appeal_count, problem.topic, problem.at) == (2, water, yard)
    html = card(desk, appeal)
    assert f'value="{near.pk}"' in html, "the next one is offered"
    assert "they speak of it too" in html


def test_of_each_problem_one_is_named_and_a_joined_one_not_at_all(
    desk: Client, channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    rows = [wrote(water, yard, channel) for _ in range(4)]
    services.join_all(appeal_ids=[row.pk for row in rows[:3]], by=operator, now=now())
    assert card(desk, rows[3]).count("the same house, 3\N{NO-BREAK SPACE}people") == 1
    services.join_problem(appeal_id=rows[3].pk, other_id=rows[0].pk, by=operator, now=now())
    assert "Perhaps of the same thing" not in card(desk, rows[3])


def test_a_closed_appeal_is_offered_nothing(
    desk: Client, channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    rows = [wrote(water, yard, channel) for _ in range(2)]
    services.dismiss(appeal_id=rows[0].pk, reason="починили", by=operator, now=now())
    assert "Perhaps of the same thing" not in card(desk, rows[0])
    assert "Perhaps of the same thing" in card(desk, rows[1])


def test_the_join_screen_lists_them_first_with_why_and_joins_several_that_are_ticked(
    desk: Client, channel: Channel, water: Topic, yard: Place
) -> None:
    appeal = wrote(water, yard, channel, "Сухо в кране")
    alike = factories.appeal(channel, text="Сухо в кране опять")
    near = [wrote(water, place, channel, "!") for place in (town.at(40), yard)]
    html = desk.get(f"/appeals/{appeal.pk}/alike").content.decode()
    listed = [str(row.pk) for row in (near[1], near[0], alike)]
    assert re.findall(r'name="ticked" value="(\d+)"', html) == listed
    assert re.findall(r'name="other" value="(\d+)"', html) == listed
    assert "<b>the same house</b>" in html
    assert "<b>40\N{NO-BREAK SPACE}m</b>" in html
    answer = desk.post(f"/appeals/{appeal.pk}/join", {"ticked": [near[0].pk, alike.pk]}, headers=HTMX)
    assert answer.status_code == 200
    assert set(Problem.objects.get().appeals.all()) == {appeal, near[0], alike}


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({}, "Choose an appeal."),
        ({"ticked": "x"}, "There is no such appeal."),
        ({"ticked": "999999999"}, "There is no such appeal."),
        ({"other": "999999999"}, "There is no such appeal."),
    ],
)
def test_what_cannot_be_joined_is_said(
    told: dict[str, str], complaint: str, desk: Client, channel: Channel
) -> None:
    appeal = factories.appeal(channel)
    answer = desk.post(f"/appeals/{appeal.pk}/join", told, headers=HTMX)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()


def test_what_is_another_desks_is_neither_named_nor_joined(
    desk: Client, channel: Channel, water: Topic, yard: Place
) -> None:
    elsewhere = factories.channel(desk=Desk.objects.create(name="Округ № 7"))
    appeal, theirs = wrote(water, yard, channel), wrote(water, yard, elsewhere)
    assert "Perhaps of the same thing" not in card(desk, appeal)
    for name in ("other", "ticked"):
        answer = desk.post(f"/appeals/{appeal.pk}/join", {name: theirs.pk}, headers=HTMX)
        assert answer.status_code == 422
    assert not Problem.objects.exists()


def test_a_card_costs_the_same_however_many_are_near(
    desk: Client, channel: Channel, water: Topic, yard: Place
) -> None:
    costs = []
    appeal = wrote(water, yard, channel)
    for count in (2, 8):
        for _ in range(count):
            wrote(water, yard, channel)
        with CaptureQueriesContext(connection) as queries:
            card(desk, appeal)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 17  # two of them: whose the house is


def test_a_problem_shows_its_topic_and_place_and_the_list_is_filtered_by_topic(
    desk: Client, channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    lift = town.topic("Lift")
    made = [
        services.join_all(
            appeal_ids=[wrote(topic, place, channel).pk for _ in range(2)], by=operator, now=now()
        )
        for topic, place in ((water, yard), (lift, None))
    ]
    address = f"/problems/{made[0].pk}/"
    assert "No water · ул. Минская, 49 · " in desk.get(address).content.decode()
    html = desk.get("/problems/").content.decode()
    assert "No water · ул. Минская, 49 · " in html
    assert re.findall(r'<option value="(\d*)"', html) == ["", str(lift.pk), str(water.pk)]
    html = desk.get("/problems/", {"topic": lift.pk}).content.decode()
    assert (address in html, f"/problems/{made[1].pk}/" in html) == (False, True)
    assert address in desk.get("/problems/", {"topic": "x"}).content.decode()
    desk.post(f"{address}describe", {"title": "Сухо", "place": "Двор", "topic": lift.pk})
    assert "Lift · Двор · " in desk.get(address).content.decode(), "a person's words before the map's"
    refused = desk.post(f"{address}describe", {"title": "Сухо", "topic": "0"})
    assert refused.status_code == 422
    assert "There is no such topic" in refused.content.decode()


@pytest.fixture
def stranger(enter: Callable[[User], Client]) -> Client:
    return enter(factories.user(desk=Desk.objects.create(name="Другой участок")))


def test_topics_of_problems_that_are_not_theirs_are_not_listed(
    stranger: Client, channel: Channel, water: Topic, yard: Place, operator: User
) -> None:
    services.join_all(appeal_ids=[wrote(water, yard, channel).pk for _ in range(2)], by=operator, now=now())
    assert "No water" not in stranger.get("/problems/").content.decode()
