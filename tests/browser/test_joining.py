"""Appeals joined, merged and split by keyboard, and all of it undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, Route, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.problems.models import Problem
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import open_appeal, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def wrote(town: Town, text: str) -> Appeal:
    """The resident of the new appeal writes again."""
    with transaction.atomic():
        appeal = factories.wrote(town.channel, factories.seen(text, author="501", at=now())).appeal
    assert appeal is not None
    return appeal


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_two_appeals_become_one_problem_and_part_again(narrow: bool, at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk(narrow=narrow)
    open_appeal(page, town.new.pk)
    page.keyboard.press("m")
    expect(page.locator("details[open] [name=q]")).to_be_focused()
    page.keyboard.type(str(town.comment.pk))
    found = page.locator(f"#alike button[value='{town.comment.pk}']")
    expect(found).to_have_count(1)
    assert not overflows(page)
    for _ in range(4):
        page.keyboard.press("Tab")
        if found.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".kin")).to_contain_text(f"№ {town.comment.pk}")
    expect(page.locator(f"#row-{town.new.pk} .people")).to_have_count(1)
    problem = Problem.objects.get(appeals=town.new)
    assert set(problem.appeals.all()) == {town.new, town.comment}
    page.keyboard.press("l")
    expect(page.locator(".kin")).to_have_count(0)
    assert fresh(town.new).problem is None


def test_a_search_that_comes_in_meanwhile_leaves_no_form_open_that_takes_the_next_key(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk(held=True)
    open_appeal(page, town.new.pk)
    page.keyboard.press("m")
    page.fill("details[open] [name=q]", str(town.comment.pk))
    found = page.locator(f"#alike button[value='{town.comment.pk}']")
    expect(found).to_have_count(1)

    def search_first(route: Route) -> None:
        """The answer to the button waits until a search has drawn the buttons anew."""
        button = found.element_handle()
        page.fill("details[open] [name=q]", f"{town.comment.pk} ")
        page.wait_for_function("button => !button.isConnected", arg=button)
        route.continue_()

    page.route("**/join*", search_first)
    with page.expect_response("**/join*"):
        found.click()
    expect(page.locator(".kin")).to_contain_text(f"№ {town.comment.pk}")
    expect(page.locator("details.deed[open]")).to_have_count(0)
    page.keyboard.press("l")
    expect(page.locator(".kin")).to_have_count(0)


def test_a_problem_is_looked_at_named_and_left_for_its_appeals(at_the_desk: Desk, town: Town) -> None:
    with transaction.atomic():
        problem = appeals.join_problem(
            appeal_id=town.new.pk, other_id=town.comment.pk, by=town.colleague, now=now()
        )
    page = at_the_desk()
    page.click("#views a[href='/problems/']")
    page.click(f"a[href='/problems/{problem.pk}/']")
    page.fill("[name=title]", "Снег на Минской")
    page.fill("[name=place]", "Минская, 45–51")
    page.press("[name=place]", "Enter")
    expect(page.locator("h1")).to_have_text("Снег на Минской")
    page.click(f"a[href='/appeals/{town.comment.pk}/']")
    expect(page.locator(".kin")).to_contain_text("Снег на Минской")


def test_two_appeals_of_one_conversation_become_one_and_are_taken_apart(
    at_the_desk: Desk, town: Town
) -> None:
    with transaction.atomic():
        appeals.dismiss(appeal_id=town.new.pk, reason="ошибка", by=town.colleague, now=now())
    younger = wrote(town, "Вы уснули?")
    page = at_the_desk()
    open_appeal(page, younger.pk)
    page.keyboard.press("m")
    page.locator(f"#alike button[value='{town.new.pk}'][formaction*=merge]").click()
    expect(page.locator("#case h1")).to_contain_text(f"№ {town.new.pk}")
    assert page.url.endswith(f"/appeals/{town.new.pk}/")
    expect(page.locator(".b.own")).to_have_count(2)
    assert fresh(younger).merged_into == town.new
    page.locator(".kin button").click()
    expect(page.locator("#case h1")).to_contain_text(f"№ {younger.pk}")
    assert fresh(younger).state == State.REOPENED


def test_a_message_becomes_an_appeal_of_its_own_and_another_follows_it(at_the_desk: Desk, town: Town) -> None:
    for text in ("И лифт стоит", "Второй день"):
        wrote(town, text)
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.locator(".b.own", has_text="И лифт стоит").locator("[data-split]").click()
    expect(page.locator("details[open] [name=messages]:checked")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".b.other", has_text="И лифт стоит")).to_contain_text("№")
    other = Appeal.objects.get(thread=town.new.thread, is_split=True)
    page.keyboard.press("b")
    expect(page.locator("details[open] [name=messages]").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator(f"details[open] button[value='{other.pk}']").press("Enter")
    expect(page.locator(".b.other")).to_have_count(2)
    assert (fresh(town.new).message_count, fresh(other).message_count) == (1, 2)
    page.locator(".b.other a").first.click()
    expect(page.locator("#case h1")).to_contain_text(f"№ {other.pk}")


def test_without_scripts_appeals_are_joined_merged_and_split(browser: Browser, town: Town) -> None:
    wrote(town, "И лифт стоит")
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{town.url}/accounts/login/")
    page.fill("[name=login]", town.operator.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("button.p")
    page.goto(f"{town.url}/appeals/{town.new.pk}/")
    page.click("[data-key=b]")
    page.locator("details[open] [name=messages]").last.check()
    page.click("details[open] .btn.p")
    other = Appeal.objects.get(thread=town.new.thread, is_split=True)
    page.click("[data-key=m]")
    page.click("#alike a")
    page.wait_for_url("**/alike")
    page.fill(".find [name=q]", str(town.comment.pk))
    page.press(".find [name=q]", "Enter")
    page.click(f"button[value='{town.comment.pk}']")
    expect(page.locator(".kin")).to_contain_text(f"№ {town.comment.pk}")
    page.goto(f"{town.url}/appeals/{town.new.pk}/alike")
    page.click(f"button[value='{other.pk}'][formaction*=merge]")
    expect(page.locator(".b.own")).to_have_count(2)
    context.close()
