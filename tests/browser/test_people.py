"""By keyboard from a card to the resident's page, one person of two networks, and one answer to everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, open_appeal, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]


@pytest.fixture
def other(town: Town) -> Appeal:
    """The resident of the town's new appeal, called otherwise, in MAX."""
    with transaction.atomic():
        channel = factories.channel("max", desk=town.channel.desk)
        author = str(77_000 + factories.next_number())
        said = factories.seen("И в MAX: снег на Минской", author=author, name="Мариша", at=now())
        appeal = factories.wrote(channel, said).appeal
    assert appeal is not None
    return appeal


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_two_identities_are_joined_seen_on_the_card_and_told_once(
    narrow: bool, at_the_desk: Desk, town: Town, other: Appeal
) -> None:
    page = at_the_desk(narrow=narrow, dark=narrow)
    open_appeal(page, town.new.pk)
    page.click("#facts .identities a")
    page.wait_for_url(f"**/resident/{town.new.resident_id}/")
    page.fill(".find [name=q]", "мариша")
    page.click(f"#found button[value='{other.resident_id}']")
    expect(page.locator(f".things a[href='/appeals/{other.pk}/']")).to_have_count(1)
    assert complaints(page) == []
    assert not overflows(page)
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    expect(page.locator(f"#facts a[href^='/appeals/{other.pk}/']")).to_be_visible()
    assert not overflows(page)

    with transaction.atomic():
        problem = appeals.join_problem(appeal_id=town.new.pk, other_id=other.pk, by=town.operator, now=now())
    page.goto(f"{town.url}/problems/{problem.pk}/answer")
    expect(page.locator(f"#to-{other.pk}")).to_be_checked()
    expect(page.locator(f"#to-{town.new.pk}")).not_to_be_checked()
    assert complaints(page) == []
    assert not overflows(page)
    page.keyboard.press("e")
    page.keyboard.type("Двор вычистили.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".to-all .sent")).to_have_count(1)
    assert Letter.objects.get(reply__appeal=other).text == "Двор вычистили."
    assert not Letter.objects.filter(reply__appeal=town.new).exists()
    assert complaints(page) == []
