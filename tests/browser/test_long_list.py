"""A list longer than one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.appeals.models import Appeal
from tests import factories

from .chromium import overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]
PAGE = 50
MORE_THAN_A_PAGE = 55


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_every_line_of_a_long_list_is_in_reach_and_the_rest_comes_by_a_button(
    narrow: bool, at_the_desk: Desk, town: Town
) -> None:
    with transaction.atomic():
        for number in range(MORE_THAN_A_PAGE):
            factories.appeal(town.channel, text=f"Яма {number}", author=str(7000 + number))
    everything = Appeal.objects.filter(channel=town.channel).count()
    page = at_the_desk(narrow=narrow)
    page.goto(f"{town.url}/?view=open")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(PAGE)
    assert not overflows(page)
    for place in (0, PAGE - 1):
        rows.nth(place).click(trial=True)  # fails where anything lies over it
    page.click("#more a")
    expect(rows).to_have_count(everything)
    expect(page.locator("#more")).to_have_count(0)
    last_of_first_page = rows.nth(PAGE - 1).get_attribute("id") or ""
    page.click(f"#{last_of_first_page}")
    expect(page.locator("#case h1")).to_contain_text(f"№ {last_of_first_page.removeprefix('row-')}")
