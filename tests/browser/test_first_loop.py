"""The whole loop as people see it: a resident writes on a phone, an operator answers at the desk, the phone rings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, expect

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.channels.models import Channel
from tests import factories
from tests.acceptance import life, telegram_life
from tests.browser.chromium import WIDE, answer, sign_in
from tests.product import Product
from tests.sandbox import Community, Sandbox

pytestmark = pytest.mark.acceptance
SECONDS = 60_000
COMPLAINT = "Во дворе Береговой, 12 третий день не чистят снег"
ANSWER = "Здравствуйте! Трактор будет у вас сегодня до 18:00, проверим и напишем."


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Product, Sandbox]]:
    with Sandbox() as sandbox, Product(NASVYAZI_LANGUAGE="ru") as product:
        product.start("web", "worker")
        yield product, sandbox


@pytest.fixture
def connected(
    running: tuple[Product, Sandbox], django_db_blocker: Any
) -> Iterator[tuple[Community, Channel, User]]:
    product, sandbox = running
    with django_db_blocker.unblock(), product.connected():
        community, channel = life.connected(product, sandbox)
        operator = life.operator()
        # The tests' quick hash is unknown to the product that runs beside them.
        operator.password = PBKDF2PasswordHasher().encode(factories.PASSWORD, "salt")
        operator.save(update_fields=["password"])
        yield community, channel, operator


def opened(browser: Browser) -> Page:
    page = browser.new_context(viewport=WIDE, locale="ru-RU").new_page()
    page.set_default_timeout(SECONDS)
    return page


def signed_in(browser: Browser, product: Product, user: User) -> Page:
    page = opened(browser)
    sign_in(page, product.url, user.username, factories.PASSWORD)
    return page


def phone_of(browser: Browser, sandbox: Sandbox, community: Community, resident: int) -> Page:
    page = opened(browser)
    page.goto(f"{sandbox.url}/#community={community.id}&resident={resident}")
    return page


def test_a_resident_writes_in_the_dialogue_and_hears_back_there(
    browser: Browser, running: tuple[Product, Sandbox], connected: tuple[Community, Channel, User]
) -> None:
    product, sandbox = running
    community, channel, operator = connected
    resident = sandbox.resident("Марина Снежинкина")
    phone = phone_of(browser, sandbox, community, resident.id)
    phone.fill("#text", COMPLAINT)
    expect(phone.locator("#send")).to_be_enabled()
    phone.press("#text", "Enter")
    life.heard(channel, COMPLAINT)

    desk = signed_in(browser, product, operator)
    row = desk.locator("[data-row]", has_text=COMPLAINT)
    row.click()
    answer(desk, ANSWER)

    expect(phone.locator("#talk .b", has_text=ANSWER)).to_be_visible(timeout=SECONDS)
    life.until(lambda: len(sandbox.answers(community, resident)) == 1, "the answer in the dialogue")
    desk.reload()
    expect(desk.locator("#case .b.out", has_text="доставлено")).to_be_visible(timeout=SECONDS)


def test_a_comment_is_answered_under_the_same_post(
    browser: Browser, running: tuple[Product, Sandbox], connected: tuple[Community, Channel, User]
) -> None:
    product, sandbox = running
    community, channel, operator = connected
    post = sandbox.post(community, "Убираем снег по графику")
    resident = sandbox.resident("Игорь Метелицын")
    sandbox.comment(community, post, resident, COMPLAINT)
    message = life.heard(channel, COMPLAINT)

    desk = signed_in(browser, product, operator)
    desk.goto(f"{product.url}/appeals/{life.appeal_of(message).pk}/")
    expect(desk.locator(".where.public")).to_be_visible()
    answer(desk, ANSWER)

    said = life.until(
        lambda: [one for one in sandbox.comments(community, post) if one.by_community],
        "the answer under the post",
    )
    assert [one.text for one in said] == [ANSWER]


def test_an_answer_that_the_network_refuses_is_shown_with_what_to_do(
    browser: Browser, running: tuple[Product, Sandbox], connected: tuple[Community, Channel, User]
) -> None:
    product, sandbox = running
    community, channel, operator = connected
    resident = sandbox.resident("Олег Сугробов")
    sandbox.write(community, resident, COMPLAINT)
    message = life.heard(channel, COMPLAINT)
    sandbox.block(community, resident)

    desk = signed_in(browser, product, operator)
    desk.goto(f"{product.url}/appeals/{life.appeal_of(message).pk}/")
    answer(desk, ANSWER)
    life.until(lambda: life.ledger("letters_failed"), "the failed letter in the ledger")
    desk.reload()
    expect(desk.locator("#case .b.out", has_text="не доставлено")).to_be_visible(timeout=SECONDS)
    expect(desk.locator("#case button", has_text="Отправить ещё раз")).to_be_visible()


def test_a_comment_under_a_channels_post_with_a_photo_is_answered_under_the_same_post(
    browser: Browser, running: tuple[Product, Sandbox], connected: tuple[Community, Channel, User]
) -> None:
    product, sandbox = running
    *_, operator = connected
    one = telegram_life.connected(product, sandbox)
    page = one.telegram.channel(one.bot, "Глава района")
    post = one.telegram.post(page, "Убираем снег по графику")
    one.telegram.comment(page, post, one.marina, COMPLAINT, photos=1)
    message = one.hears(COMPLAINT)
    life.until(message.attachments.filter(fetch="fetched").exists, "the photo")

    desk = signed_in(browser, product, operator)
    desk.locator("[data-row]", has_text=COMPLAINT).filter(has_text="TG").click()
    expect(desk.locator(".where.public")).to_contain_text("Публично")
    expect(desk.locator("#case")).to_contain_text("Убираем снег по графику")
    photo = desk.locator("#case .b .ph img")
    expect(photo).to_be_visible()
    life.until(lambda: photo.evaluate("image => image.naturalWidth") > 0, "the photo from our own storage")
    answer(desk, ANSWER)

    phone = opened(browser)
    bot, resident = one.bot.id, one.marina.id
    phone.goto(
        f"{sandbox.url}/?net=telegram#community={bot}&resident={resident}&tab=channel&channel={page.id}"
    )
    expect(phone.get_by_text(ANSWER)).to_be_visible(timeout=SECONDS)
    asked, told = one.telegram.comments(page, post)
    assert (told.text, told.reply_to) == (ANSWER, asked.id)
