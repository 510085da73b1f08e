"""The administrator tries a text: what would be guessed of it stands under the box, readable for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .chromium import complaints, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_a_text_is_tried_and_its_topic_named(
    narrow: bool, at_the_desk: Callable[..., Page], town: Town
) -> None:
    page = at_the_desk(user=town.administrator, narrow=narrow)
    page.click(".menu > summary")
    page.click(".menu-box a[href='/topics/']")
    page.fill("#try-text", "Во дворе вторую неделю не горит фонарь")
    page.click("#try button")
    first = page.locator("#try .shares").first.locator("li").first
    expect(first).to_contain_text("фонар")
    expect(page.locator("#try-text")).to_have_value("Во дворе вторую неделю не горит фонарь")
    assert complaints(page, within="#try") == []
    assert not overflows(page)
