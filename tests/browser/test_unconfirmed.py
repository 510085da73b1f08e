"""Answers in doubt, decided by keyboard and by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import answering
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import settled
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]


def part_of(town: Town, name: str) -> LetterPart:
    return LetterPart.objects.get(letter__reply__appeal=getattr(town, name))


def test_two_keys_decide_and_the_next_card_has_the_focus(at_the_desk: Desk, town: Town) -> None:
    unconfirmed, failed = part_of(town, "unconfirmed"), part_of(town, "failed")
    page = at_the_desk()
    page.keyboard.press("u")
    expect(page.locator("[data-doubt]")).to_have_count(2)
    settled(page)
    page.keyboard.press("y")
    expect(page.locator("[data-doubt]")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator(f"#doubt-{unconfirmed.pk}")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#doubt-{failed.pk}")).to_be_focused()
    page.keyboard.press("k")
    # The Russian layout types «н» with this key.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'н', code: 'KeyY', bubbles: true}))"
    )
    expect(page.locator("[data-decided]")).to_contain_text(f"№ {town.unconfirmed.pk}")
    expect(page.locator(f"#doubt-{failed.pk}")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("[data-decided]")).to_have_count(2)
    expect(page.locator("[data-doubt]")).to_have_count(0)
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == LetterPart.State.SENT
    assert Letter.objects.filter(resend_of=failed.letter).count() == 1


def test_a_held_key_decides_one_card_only(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    page.goto(f"{town.url}/unconfirmed/")
    settled(page)
    page.keyboard.press("j")
    page.keyboard.down("r")
    expect(page.locator("[data-decided]")).to_have_count(1)
    for _ in range(5):
        page.keyboard.down("r")
    expect(page.locator("[data-doubt]")).to_be_focused()
    page.keyboard.up("r")
    assert Letter.objects.filter(resend_of__reply__appeal__desk=town.new.desk).count() == 1


def test_a_card_that_is_too_early_opens_by_itself_and_tells_what_a_colleague_did(
    at_the_desk: Desk, town: Town
) -> None:
    part = part_of(town, "unconfirmed")
    rows = LetterPart.objects.filter(pk=part.pk)
    rows.update(lease_until=now() + timedelta(hours=1))
    page = at_the_desk()
    page.goto(f"{town.url}/unconfirmed/")
    settled(page)
    button = page.locator(f"#doubt-{part.pk} [data-do=r]")
    expect(button).to_be_disabled()
    rows.update(lease_until=None)
    expect(button).to_be_enabled(timeout=30_000)
    answering.resend(letter=part.letter, author=town.colleague, request_key=uuid4())
    button.click()
    expect(page.locator(f"#doubt-{part.pk} [role=alert]")).to_contain_text(town.colleague.username)
    expect(page.locator(f"#doubt-{part.pk}")).to_be_focused()


def test_the_counts_follow_what_a_colleague_has_decided(at_the_desk: Desk, town: Town) -> None:
    part = part_of(town, "unconfirmed")
    page = at_the_desk()
    page.goto(f"{town.url}/unconfirmed/")
    settled(page)
    before = page.inner_text("#doubt-counts")
    answering.accept_as_delivered(part, by=town.colleague)
    page.click(f"#doubt-{part.pk} [data-do=r]")
    expect(page.locator(f"#doubt-{part.pk} [role=alert]")).to_contain_text(town.colleague.username)
    expect(page.locator(f"#doubt-{part.pk} .clock.good")).to_have_text("доставлено")
    expect(page.locator("#doubt-counts")).not_to_have_text(before)


def test_without_scripts_buttons_decide_too(browser: Browser, town: Town) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{town.url}/accounts/login/")
    page.fill("[name=login]", town.operator.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("button.p")
    page.goto(f"{town.url}/unconfirmed/")
    page.click(f"#doubt-{part_of(town, 'unconfirmed').pk} button[value=arrived]")
    expect(page.locator(".toast-line")).to_contain_text(f"№ {town.unconfirmed.pk}")
    context.close()
