"""What is being written outlives a case that is drawn anew meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import FilePayload, Page, Route, expect

from .chromium import open_appeal
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]
PHOTO: FilePayload = {"name": "двор.jpg", "mimeType": "image/jpeg", "buffer": b"?"}


@contextmanager
def slow(page: Page, path: str, *, key: str) -> Iterator[None]:
    """A key is pressed, and what the server says to it comes when the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(path, hold)
    with page.expect_request(path):
        page.keyboard.press(key)
    yield
    (route,) = held
    route.continue_()
    page.unroute(path)


def test_an_answer_goes_on_where_it_was_when_another_button_draws_the_case_anew(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk(held=True)
    open_appeal(page, town.new.pk)
    with slow(page, "**/take*", key="t"):
        page.keyboard.press("e")
        page.keyboard.type("Приняли, завтра почист")
        page.set_input_files("[data-photos]", PHOTO)
        page.focus("[data-answer]")
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#case .card")).to_contain_text("в работе")
    page.keyboard.type("|")
    expect(page.locator("[data-answer]")).to_have_value("Приняли, завтра почис|т")
    expect(page.locator("[data-photos-label]")).to_have_text("Выбрано фото: 1")
    chosen = page.locator("[data-photos]").evaluate("field => field.files[0].name")
    assert chosen == PHOTO["name"]


def test_letters_of_a_note_are_no_commands_when_its_form_is_drawn_anew(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk(held=True)
    open_appeal(page, town.new.pk)
    with slow(page, "**/take*", key="t"):
        page.keyboard.press("i")
        page.keyboard.type("Звонили ")
    expect(page.locator("#case .card")).to_contain_text("в работе")
    page.keyboard.type("rcx")
    expect(page.locator(".pop [name=text]:visible")).to_have_value("Звонили rcx")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".b.note .said").filter(has_text="Звонили rcx")).to_be_visible()
    expect(page.locator("details.deed[open]")).to_have_count(0)
    expect(page.locator("#case .card")).to_contain_text("в работе")


def test_what_was_written_for_one_appeal_is_not_found_in_another(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Только для Марины")
    open_appeal(page, town.comment.pk)
    expect(page.locator("[data-answer]")).to_have_value("")


def test_what_is_typed_while_an_answer_is_being_sent_begins_the_next_one(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk(held=True)
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Почистим завтра.")
    page.focus("[data-answer]")
    with slow(page, "**/reply*", key="Control+Enter"):
        page.keyboard.type(" И посыплем")
    expect(page.locator(".b.out .said").filter(has_text="Почистим завтра.")).to_have_text("Почистим завтра.")
    expect(page.locator("[data-answer]")).to_have_value("И посыплем")
    page.keyboard.type(" песком")
    expect(page.locator("[data-answer]")).to_have_value("И посыплем песком")
