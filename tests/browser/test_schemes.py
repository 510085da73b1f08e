"""A scheme's page opens where something was done on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from nasvyazi.domain.places.schemes import services as schemes
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, overflows, settled
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_a_withdrawal_that_is_refused_is_shown_with_its_form(
    at_the_desk: Callable[..., Page], town: Town, narrow: bool
) -> None:
    today = localdate()
    rules = "; ".join(f"ул. {number}-я Садовая" for number in range(1, 60))
    scheme = schemes.bring(
        body=f"Собрание {factories.next_number()}",
        source=f"Округ № 1\n{rules}",
        first_day=today - timedelta(days=9),
        now=now(),
    )
    schemes.put_in_force(scheme_id=scheme.pk, by=town.administrator, now=now())
    page = at_the_desk(user=town.administrator, narrow=narrow)
    page.goto(f"{town.url}/territory/schemes/{scheme.pk}/")
    page.click("#withdraw > summary")
    page.fill("[name=since]", str(today - timedelta(days=1)))
    page.fill("[name=why]", "отменена судом")
    page.click("#withdraw button")
    settled(page)
    expect(page.locator("#withdraw .trouble")).to_be_in_viewport()
    expect(page.locator("#withdraw .trouble")).to_contain_text(f"{today:%d.%m.%Y}")
    expect(page.locator("[name=why]")).to_have_value("отменена судом")
    assert not complaints(page)
    assert not overflows(page)
