"""A burst stands above the list and in the ledger until somebody has seen it; it becomes one problem."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.tests import town
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.problems.models import Problem
from nasvyazi.flows import watching
from nasvyazi.toolbox.clock import now
from tests import factories

from .test_live import Page

Enter = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def channel(db: None) -> Channel:
    return factories.channel()


@pytest.fixture
def rows(channel: Channel) -> list[Appeal]:
    """Five residents of one street within half an hour; nobody has looked yet."""
    water, street = town.topic("No water"), factories.street("Минская")
    return [
        town.appeal(
            water,
            town.at(metres, street=street, number=str(metres + 1)),
            channel=channel,
            opened=now() - timedelta(minutes=30 - metres),
        )
        for metres in range(5)
    ]


@pytest.fixture
def burst(rows: list[Appeal]) -> Burst:
    watching.watch_bursts()
    return Burst.objects.get()


def alarm(html: str) -> str:
    """What stands above the list, and nothing if there is no alarm."""
    found = re.search(r'<div id="alarms".*?</div>\s*(?=<div class="filters|$)', html, re.DOTALL)
    return found[0] if found else ""


def test_it_stands_above_the_list_with_what_where_and_since_when(desk: Client, burst: Burst) -> None:
    html = alarm(desk.get("/").content.decode())
    assert "It looks like an accident:" in html
    assert "5\N{NO-BREAK SPACE}appeals on “No water” since" in html
    assert "ул. Минская and near by" in html
    assert f'action="/bursts/{burst.pk}/see"' in html
    assert f'action="/bursts/{burst.pk}/problem"' in html


def test_whoever_sees_it_puts_it_out_for_everybody(
    desk: Client, burst: Burst, operator: User, enter: Enter
) -> None:
    for _twice in range(2):
        answer = desk.post(f"/bursts/{burst.pk}/see?view=open")
        assert (answer.status_code, answer["Location"]) == (302, "/?view=open")
    colleague = enter(factories.user())
    assert "accident" not in alarm(colleague.get("/").content.decode())
    burst.refresh_from_db()
    assert burst.seen_by == operator
    assert "seen by" in desk.get(f"/bursts/{burst.pk}/").content.decode()


def test_with_scripts_only_the_alarm_and_the_number_are_drawn_anew(desk: Client, burst: Burst) -> None:
    headers = {"HX-Request": "true", "HX-Target": "alarms"}
    html = desk.post(f"/bursts/{burst.pk}/see", headers=headers).content.decode()
    assert "<html" not in html
    assert 'id="alarms"' in html
    assert "accident" not in html
    assert 'id="badge"' in html


def test_it_becomes_one_problem(desk: Client, burst: Burst, rows: list[Appeal]) -> None:
    for _twice in range(2):
        answer = desk.post(f"/bursts/{burst.pk}/problem")
        problem = Problem.objects.get()
        assert answer["Location"] == f"/problems/{problem.pk}/"
    assert set(problem.appeals.all()) == set(rows)
    assert "accident" not in alarm(desk.get("/").content.decode())
    html = desk.get(f"/bursts/{burst.pk}/").content.decode()
    assert f'href="/problems/{problem.pk}/"' in html
    assert "Make it a problem" not in html
    assert "many wrote of it at once" in desk.get(f"/appeals/{rows[0].pk}/").content.decode()


def test_its_page_names_its_appeals_and_the_ledger_leads_there(
    desk: Client, burst: Burst, rows: list[Appeal]
) -> None:
    html = desk.get(f"/bursts/{burst.pk}/").content.decode()
    assert all(f'href="/appeals/{row.pk}/"' in html for row in rows)
    ledger = desk.get("/attention/").content.decode()
    assert f'href="/bursts/{burst.pk}/"' in ledger
    assert "No water · ул. Минская" in ledger
    services.see_burst(burst_id=burst.pk, by=factories.user(), now=now())
    assert f'href="/bursts/{burst.pk}/"' not in desk.get("/attention/").content.decode()


def test_an_open_page_is_told_when_it_is_raised_when_it_grows_and_when_it_was_seen(
    desk: Client, rows: list[Appeal], operator: User
) -> None:
    Appeal.objects.update(changed_at=now() - timedelta(hours=1))
    page = Page(desk)
    page.pulse()
    assert page.pulse() == ""
    watching.watch_bursts()
    html = page.pulse()
    assert "5\N{NO-BREAK SPACE}appeals on “No water”" in html
    mark = re.search(r'name="alarms" value="([^"]+)"', html)
    assert mark is not None
    page.told["alarms"] = mark[1]
    services.take(appeal_id=rows[0].pk, by=operator, now=now())
    assert 'id="alarms"' not in page.pulse(), "what stands there stays"
    town.appeal(rows[0].topic, rows[0].place, channel=rows[0].channel, opened=now())
    watching.watch_bursts()
    assert "6\N{NO-BREAK SPACE}appeals" in page.pulse()
    services.see_burst(burst_id=Burst.objects.get().pk, by=operator, now=now())
    html = page.pulse()
    assert 'id="alarms" hx-swap-oob="true"' in html
    assert "accident" not in html


def test_a_burst_is_seen_and_worked_on_where_its_appeals_are(burst: Burst, enter: Enter) -> None:
    elsewhere = factories.user(desk=Desk.objects.create(name="Округ № 7"))
    cast = {"head": Role.HEAD, "administrator": Role.ADMINISTRATOR, "operator": Role.OPERATOR}
    for user, sees in [*((factories.user(role), True) for role in cast.values()), (elsewhere, False)]:
        client = enter(user)
        client.cookies["django_language"] = "en"
        assert (client.get(f"/bursts/{burst.pk}/").status_code == 200) == sees
        assert ("accident" in alarm(client.get("/").content.decode())) == sees
        assert (f"/bursts/{burst.pk}/" in client.get("/attention/").content.decode()) == sees
    stranger = enter(elsewhere)
    for deed in ("see", "problem"):
        assert stranger.post(f"/bursts/{burst.pk}/{deed}").status_code == 404
    burst.refresh_from_db()
    assert (burst.seen_at, burst.problem) == (None, None)


def test_of_very_many_three_are_told_and_the_rest_counted(desk: Client, channel: Channel) -> None:
    for number in range(5):
        topic = town.topic(f"Topic {number}")
        for _ in range(5):
            town.appeal(topic, town.at(0), channel=channel, opened=now())
    watching.watch_bursts()
    with CaptureQueriesContext(connection) as queries:
        html = alarm(desk.get("/").content.decode())
    assert html.count("It looks like an accident:") == 3
    assert "and 2 more" in html
    assert len(queries) <= 15
