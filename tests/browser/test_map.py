"""The map opens, is read from its list, and a wrong place is dragged right; nobody outside is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Understood, Whereabouts, to_json
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Guess
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import House
from nasvyazi.domain.places.services import register
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, open_appeal, overflows, settled
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]

STEP = 0.0006
"""Degrees of longitude between two houses: 37 m at this latitude."""


@pytest.fixture
def minskaya(town: Town) -> list[House]:
    """A street of nine houses apart from other tests' streets, two appeals of the town at the fifth of them."""
    middle = (50 + factories.next_number() / 100, 47.25)
    with transaction.atomic():
        street = factories.street(f"Минская {factories.next_number()}-я")
        houses = [
            factories.house(street, str(41 + index), point=(middle[0], middle[1] + (index - 4) * STEP))
            for index in range(9)
        ]
        place = places.place_at_house(house_id=houses[4].pk)
        for appeal in (town.new, town.comment):
            appeals.decide_kind(appeal_id=appeal.pk, kind=Kind.COMPLAINT, by=town.colleague, now=now())
            appeals.decide_place(appeal_id=appeal.pk, place=place, by=town.colleague, now=now())
    return houses


@pytest.fixture
def hosts() -> set[str]:
    """Whom the page has asked; filled by `listen`."""
    return set()


def listen(page: Page, hosts: set[str]) -> Page:
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    return page


def opened_map(page: Page, town: Town, houses: list[House]) -> Page:
    page.goto(f"{town.url}/map/#17/{houses[4].latitude}/{houses[4].longitude}")
    expect(page.locator(".mark")).to_have_count(1)
    expect(page.locator(".house span").first).to_be_visible()
    return page


def drag(page: Page, map_: Locator, *, down: float) -> None:
    """Move a map down by a part of its height: what was above it comes."""
    box = map_.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] * down, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_the_map_shows_what_its_list_tells_and_asks_nobody_outside(
    narrow: bool, at_the_desk: Desk, town: Town, minskaya: list[House], hosts: set[str]
) -> None:
    page = opened_map(listen(at_the_desk(narrow=narrow), hosts), town, minskaya)
    assert page.locator(".mark").inner_text() == "2"
    row = page.locator(f"#map-row-{town.new.pk}")
    row.focus()
    expect(page.locator(".ring")).to_be_visible()
    assert not complaints(page)
    assert not overflows(page)
    page.locator(".mark span").click()
    expect(page.locator(f"#map-row-{town.comment.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#case h1")).to_contain_text(f"№ {town.comment.pk}")
    page.go_back()
    expect(page.locator(".mark")).to_have_count(1)
    drag(page, page.locator("#map"), down=0.65)
    expect(page.locator(".mark")).to_have_count(0)
    expect(page.locator("#map-rows .empty-list")).to_be_visible()
    assert hosts == {"127.0.0.1"}


STUCK = """
const real = window.fetch;
window.fetch = async (url, options) => {
  const answer = await real(url, options);
  if (!window.stuck) return answer;
  window.coming += 1;
  const body = (stream) => options.signal.addEventListener("abort", () => stream.error(options.signal.reason));
  return new Response(new ReadableStream({ start: body }));
};
window.stuck = true;
window.coming = 0;
"""
"""Every answer begins to come and goes no further, until the question is taken back."""


def test_an_answer_that_is_still_coming_gives_way_to_the_next_question(
    at_the_desk: Desk, town: Town, minskaya: list[House]
) -> None:
    page = opened_map(at_the_desk(), town, minskaya)
    page.evaluate(STUCK)
    drag(page, page.locator("#map"), down=0.65)
    page.wait_for_function("() => window.coming === 3")
    expect(page.locator(".mark")).to_have_count(1)
    page.evaluate("window.stuck = false")
    drag(page, page.locator("#map"), down=0.2)
    expect(page.locator(".mark")).to_have_count(0)
    expect(page.locator("#map-rows .empty-list")).to_be_visible()
    expect(page.locator("#map-trouble")).to_be_empty()


def the_pin(page: Page, appeal: Appeal) -> Page:
    """The form of an appeal with its small map."""
    open_appeal(page, appeal.pk)
    return open_pin(page)


def open_pin(page: Page) -> Page:
    """The form of the appeal that is open."""
    page.keyboard.press("z")
    expect(page.locator(".pin")).to_be_visible()
    expect(page.locator(".pin-map .house span").first).to_be_visible()
    return page


def the_administrators_pin(at_the_desk: Desk, town: Town) -> Page:
    """The same for the administrator, who sees all desks' appeals: this one need not be among the first of them."""
    page = at_the_desk(user=town.administrator)
    page.goto(f"{town.url}/appeals/{town.new.pk}/")
    settled(page)
    return open_pin(page)


def test_a_wrong_place_is_dragged_right(
    at_the_desk: Desk, town: Town, minskaya: list[House], hosts: set[str]
) -> None:
    page = the_pin(listen(at_the_desk(), hosts), town.new)
    assert not complaints(page, within="details.deed[open]")
    right = page.locator(".pin-map .house", has_text=re.compile("^47$"))
    page.locator(".pin").scroll_into_view_if_needed()
    start, end = page.locator(".pin").bounding_box(), right.locator("span").bounding_box()
    assert start is not None and end is not None
    foot = (start["x"] + start["width"] / 2, start["y"] + start["height"] - 2)
    page.mouse.move(*foot)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator("[data-pin-said]")).to_contain_text(re.compile(r", 47 — \d+ м"))
    expect(page.locator("[name=place]")).to_have_value(re.compile(", 47$"))
    page.click(".what .btn.p")
    expect(page.locator("#matter .fact").nth(2)).to_contain_text(", 47")
    saved = Appeal.objects.select_related("place").get(pk=town.new.pk)
    assert saved.place == places.place_at_house(house_id=minskaya[6].pk)
    assert saved.transitions.filter(field="place", by=town.operator).count() == 1
    assert hosts == {"127.0.0.1"}


def test_a_pin_is_moved_by_keyboard_and_words_go_before_it_again(
    at_the_desk: Desk, town: Town, minskaya: list[House]
) -> None:
    page = the_pin(at_the_desk(narrow=True), town.new)
    page.locator(".pin").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=place]")).to_have_value(re.compile(", 46$"))
    assert page.input_value("[name=latitude]")
    page.check("[name=exact]")
    expect(page.locator("[name=place]")).to_have_value(re.compile(r"^\d\d\.\d{5}, 47\.\d{5} \("))
    assert not overflows(page)
    page.fill("[name=place]", "")
    assert page.input_value("[name=latitude]") == ""
    expect(page.locator("[name=exact]")).to_be_hidden()


@pytest.mark.parametrize("narrow", [False, True])
def test_a_place_of_which_the_program_is_unsure_is_taken_with_one_key(
    at_the_desk: Desk, town: Town, minskaya: list[House], narrow: bool
) -> None:
    place = places.place_at_house(house_id=minskaya[2].pk)
    unsure = Whereabouts(place.title, 0.4, ("Минская",), house_id=minskaya[2].pk)
    with transaction.atomic():
        Appeal.objects.filter(pk=town.new.pk).update(place=None, decided=["kind"])
        Guess.objects.update_or_create(
            message=town.new.decisions.get().message,
            defaults={"said": to_json(Understood(places=(unsure,))), "read_at": now()},
        )
    page = at_the_desk(narrow=narrow)
    open_appeal(page, town.new.pk)
    page.keyboard.press("z")
    expect(page.locator("[name=place]")).to_have_value("")
    assert not complaints(page, within="details.deed[open]")
    page.focus("[name=place]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=place]")).to_have_value(place.title)
    expect(page.locator("[name=place]")).to_be_focused()
    assert not overflows(page)
    page.keyboard.press("Enter")
    expect(page.locator("#matter .fact").nth(2)).to_contain_text(place.title)
    assert Appeal.objects.get(pk=town.new.pk).place == place


def test_an_administrator_puts_a_house_where_it_stands_and_it_is_still_that_house(
    at_the_desk: Desk, town: Town, minskaya: list[House]
) -> None:
    page = the_administrators_pin(at_the_desk, town)
    before, is_here = page.input_value("[name=place]"), page.locator("[name=moves]")
    expect(is_here).to_be_hidden()
    page.locator(".pin").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=place]")).to_have_value(re.compile(", 46$"))
    is_here.check()
    expect(page.locator("[name=place]")).to_have_value(before)
    assert not overflows(page)
    with page.expect_response(re.compile("/matter")) as answered:
        page.click(".what .btn.p")
    assert answered.value.ok
    expect(page.locator("#matter .fact").nth(2)).to_contain_text(", 45")
    moved = House.objects.get(pk=minskaya[4].pk)
    assert moved.placed_by == town.administrator
    assert moved.longitude is not None
    assert moved.longitude > 47.25


def test_while_a_register_is_taken_in_the_form_comes_back_with_its_pin_and_is_sent_again(
    at_the_desk: Desk, town: Town, minskaya: list[House]
) -> None:
    page = the_administrators_pin(at_the_desk, town)
    page.locator(".pin").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=place]")).to_have_value(re.compile(", 46$"))
    page.locator("[name=moves]").check()
    put = page.input_value("[name=longitude]")
    with transaction.atomic():
        register.lock()
        page.click(".what .btn.p")
        expect(page.locator(".pop .trouble")).to_contain_text("Сейчас загружается реестр домов")
    expect(page.locator("[name=moves]")).to_be_checked()
    expect(page.locator("[name=place]")).to_have_value(re.compile(", 45$"))
    assert float(page.input_value("[name=longitude]")) == pytest.approx(float(put), abs=0.00002)
    assert not complaints(page, within="details.deed[open]")
    assert not overflows(page)
    with page.expect_response(re.compile("/matter")) as answered:
        page.click(".what .btn.p")
    assert answered.value.ok
    assert House.objects.get(pk=minskaya[4].pk).placed_by == town.administrator
