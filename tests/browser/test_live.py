"""Two people at one desk: the list and the conversation follow by themselves, and nothing jumps."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import open_appeal, settled
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]
SOON = 30_000
"""Two pulses, in milliseconds, and the time a busy machine takes to draw what they bring."""


def came(town: Town, text: str = "Яма на дороге") -> Appeal:
    with transaction.atomic():
        return factories.appeal(town.channel, text=text)


def wrote(town: Town, text: str) -> None:
    """The resident of the new appeal writes again."""
    with transaction.atomic():
        factories.wrote(town.channel, factories.seen(text, author="501", at=now()))


def long_talk(town: Town) -> None:
    for number in range(30):
        appeals.add_note(appeal_id=town.new.pk, text=f"Заметка {number}", by=town.colleague, now=now())


def scroll(page: Page) -> int:
    return int(page.evaluate("document.querySelector('[data-talk]').scrollTop"))


def test_who_else_has_it_open_and_writes_is_seen_before_two_answers_meet(
    at_the_desk: Desk, town: Town
) -> None:
    olga, ivan = at_the_desk(), at_the_desk(user=town.colleague)
    open_appeal(olga, town.new.pk)
    open_appeal(ivan, town.new.pk)
    name = town.colleague.username
    expect(olga.locator("#presence")).to_contain_text(name, timeout=SOON)
    ivan.click("[data-answer]")
    ivan.keyboard.type("Здравствуйте")
    expect(olga.locator("#presence")).to_contain_text(f"{name}, ", timeout=SOON)
    expect(olga.locator(f"#row-{town.new.pk} .present")).to_contain_text(f"{name}, ", timeout=SOON)
    open_appeal(ivan, town.comment.pk)
    expect(olga.locator(f"#row-{town.comment.pk} .present")).to_contain_text(name, timeout=SOON)


def test_new_lines_come_by_themselves_where_nobody_points_or_reads_on(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.mouse.move(1200, 500)
    page.click("[data-answer]")
    page.keyboard.type("Пишу отв")
    appeal = came(town)
    expect(page.locator(f"#row-{appeal.pk}")).to_contain_text("Яма на дороге", timeout=SOON)
    expect(page.locator("#announced")).not_to_be_empty()
    expect(page.locator("#came .came")).to_have_count(0)
    expect(page.locator(f"#row-{town.new.pk}")).to_have_class("row waits on")
    expect(page.locator("[data-answer]")).to_be_focused()
    page.keyboard.type("ет")
    expect(page.locator("[data-answer]")).to_have_value("Пишу ответ")
    with transaction.atomic():
        appeals.take(appeal_id=town.comment.pk, by=town.colleague, now=now())
        appeals.take(appeal_id=town.new.pk, by=town.colleague, now=now())
    expect(page.locator(f"#row-{town.comment.pk}")).to_have_count(0, timeout=SOON)
    expect(page.locator(f"#row-{town.new.pk} .meta")).to_contain_text(town.colleague.username)
    page.click(f"#row-{appeal.pk}")
    expect(page.locator("#case h1")).to_contain_text(f"№ {appeal.pk}")


def test_whoever_has_chosen_a_line_is_offered_the_new_ones(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.id")
    before = page.locator("[data-row]").count()
    appeal = came(town)
    expect(page.locator("#came .came")).to_contain_text("Новых: 1", timeout=SOON)
    with transaction.atomic():
        appeals.take(appeal_id=int(focused.removeprefix("row-")), by=town.colleague, now=now())
    expect(page.locator(f"#{focused} .meta")).to_contain_text(town.colleague.username, timeout=SOON)
    assert page.evaluate("document.activeElement.id") == focused, "a line is replaced where it stands"
    assert page.locator("[data-row]").count() == before, "nothing moves under the eye"
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(f"#row-{appeal.pk}")).to_be_visible(timeout=SOON)
    expect(page.locator("#came .came")).to_have_count(0)


def test_new_words_come_into_the_conversation_and_the_answer_stays_as_it_is_written(
    at_the_desk: Desk, town: Town
) -> None:
    long_talk(town)
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Мой ответ")
    page.evaluate("document.querySelector('[data-answer]').setSelectionRange(0, 3)")
    page.evaluate("document.querySelector('[data-answer]').focus()")
    wrote(town, "А ещё лифт стоит")
    expect(page.locator(".b.own").last).to_contain_text("лифт стоит", timeout=SOON)
    expect(page.locator(".b.own").last).to_be_in_viewport(ratio=0.9)
    expect(page.locator("[data-answer]")).to_be_focused()
    assert page.evaluate("window.getSelection().toString()") == "Мой"
    with transaction.atomic():
        appeals.take(appeal_id=town.new.pk, by=town.colleague, now=now())
    expect(page.locator("#facts")).to_contain_text(town.colleague.username, timeout=SOON)
    expect(page.locator("[data-answer]")).to_have_value("Мой ответ")
    expect(page.locator("[data-answer]")).to_be_focused()


def test_whoever_reads_what_was_said_long_ago_is_told_and_not_moved(at_the_desk: Desk, town: Town) -> None:
    long_talk(town)
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    # A conversation opens at its end; only then does anybody go back in it.
    expect(page.locator(".b").last).to_be_in_viewport()
    page.evaluate("document.querySelector('[data-talk]').scrollTop = 100")
    wrote(town, "А ещё лифт стоит")
    bar = page.locator("#case-news .came")
    expect(bar).to_be_in_viewport(timeout=SOON)
    assert page.locator(".b.own").count() == 1
    assert scroll(page) <= 160
    page.fill("[data-answer]", "Мой ответ")
    bar.click()
    expect(page.locator(".b.own").last).to_be_in_viewport(ratio=0.9)
    expect(page.locator("[data-answer]")).to_have_value("Мой ответ")
    expect(bar).to_have_count(0)


def test_a_form_that_somebody_fills_in_waits_for_them(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.keyboard.press("x")
    page.fill("details[open] [name=reason]", "Уже убр")
    with transaction.atomic():
        appeals.resolve(appeal_id=town.new.pk, by=town.colleague, now=now())
    expect(page.locator("#facts .state.resolved")).to_be_visible(timeout=SOON)
    expect(page.locator("details[open] [name=reason]")).to_have_value("Уже убр")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    expect(page.locator("[data-key=c]")).to_be_visible()
    expect(page.locator("[data-key=x]")).to_have_count(0)


def test_a_page_that_nobody_sees_asks_nothing_and_catches_up(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    settled(page)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/pulse" in request.url else None)
    appeal = came(town)
    page.evaluate("htmx.trigger('#pulse', 'pulse-now')")
    assert asked == []
    with page.expect_request(lambda request: "/pulse" in request.url, timeout=4000):
        page.evaluate(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
        )
    expect(page.locator(f"#row-{appeal.pk}")).to_be_visible(timeout=SOON)
