"""The same thing joined by one key; an accident stands above the list, on open pages too, until somebody sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.tests import town as near
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.problems.models import Problem
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, open_appeal, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER


def wrote(town: Town, topic: Topic, place: Place, count: int) -> list[Appeal]:
    return [
        near.appeal(topic, place, channel=town.channel, opened=now() - timedelta(minutes=minute))
        for minute in range(count)
    ]


@transaction.atomic
def made(town: Town, count: int) -> list[Appeal]:
    """So many about one yard, where nothing else is."""
    number = factories.next_number()
    street = factories.street(f"Минская {number}")
    place = near.at(number * 5000, street=street, number="49")
    rows = wrote(town, near.topic("Нет холодной воды"), place, count)
    appeals.raise_bursts(topic_id=rows[0].topic_id or 0, now=now())
    return rows


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_what_is_the_same_is_joined_by_one_key(
    narrow: bool, at_the_desk: Callable[..., Page], town: Town
) -> None:
    rows = made(town, 3)
    page = at_the_desk(narrow=narrow)
    open_appeal(page, rows[0].pk)
    expect(page.locator(".kin.near")).to_contain_text(f"№ {rows[2].pk}")
    assert not overflows(page)
    assert complaints(page, within=".card") == []
    page.keyboard.press("y")
    expect(page.locator(f"#row-{rows[0].pk} .people")).to_have_count(1)
    assert Problem.objects.get(appeals=rows[0]).appeal_count == 2
    page.keyboard.press("y")
    expect(page.locator(".kin.near")).to_have_count(0)
    assert Problem.objects.get(appeals=rows[0]).appeal_count == 3


def test_an_accident_comes_to_open_pages_and_goes_when_somebody_has_seen_it(
    at_the_desk: Callable[..., Page], town: Town
) -> None:
    page, colleague = at_the_desk(), at_the_desk(user=town.colleague, narrow=True)
    expect(page.locator(".alarm")).to_have_count(0)
    rows = made(town, 5)
    for one in (page, colleague):
        expect(one.locator(".alarm")).to_contain_text("Нет холодной воды", timeout=30_000)
        assert not overflows(one)
        assert complaints(one, within="#alarms") == []
    page.click("[id^=see-burst]")
    expect(page.locator(".alarm")).to_have_count(0)
    expect(colleague.locator(".alarm")).to_have_count(0, timeout=30_000)
    assert rows[0].bursts.get().seen_by == town.operator


def test_an_accident_becomes_one_problem(at_the_desk: Callable[..., Page], town: Town) -> None:
    rows = made(town, 5)
    page = at_the_desk()
    page.click(".alarm a")
    expect(page.locator(".things li")).to_have_count(5)
    assert complaints(page) == []
    page.click("form[action$='/problem'] button")
    expect(page.locator(".things li")).to_have_count(5)
    assert complaints(page) == []
    assert Problem.objects.get(appeals=rows[0]).people_count == 5
