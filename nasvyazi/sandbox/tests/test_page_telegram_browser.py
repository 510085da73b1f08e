"""The Telegram phone in a browser: a resident's day, by mouse and by keyboard, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from nasvyazi.sandbox.pictures import draw
from nasvyazi.sandbox.tests import chromium
from nasvyazi.sandbox.tests.chromium import write
from tests.sandbox import Sandbox, wait_until
from tests.sandbox_telegram import Bot, Resident, TelegramSide

pytestmark = chromium.MARKS
YARD: FilePayload = {"name": "двор.jpg", "mimeType": "image/jpeg", "buffer": draw("x", scene="snow")}


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox, bot: Bot, neighbour: Resident) -> Iterator[Page]:
    yield from opened(browser, sandbox, bot, neighbour)


def opened(browser: Browser, sandbox: Sandbox, bot: Bot, neighbour: Resident, *,
           width: int = 1440, dark: bool = False) -> Iterator[Page]:  # fmt: skip
    address = f"{sandbox.url}/?net=telegram#community={bot.id}&resident={neighbour.id}"
    yield from chromium.opened(browser, address, shows=neighbour.name, width=width, dark=dark)


def test_the_networks_are_switched_by_keyboard(page: Page) -> None:
    page.get_by_role("link", name="ВКонтакте").press("Enter")
    expect(page.get_by_role("tab", name="Стена")).to_be_visible()
    page.get_by_role("link", name="Telegram").press("Enter")
    expect(page).to_have_url(page.url.partition("?")[0] + "?net=telegram")
    page.get_by_role("tab", name="Бот").press("ArrowLeft")
    expect(page.get_by_role("tab", name="Группа")).to_be_focused()
    expect(page.get_by_role("tab", name="Группа")).to_have_attribute("aria-selected", "true")


def test_a_chat_begins_with_start_and_is_written_changed_and_deleted_by_keyboard(
    page: Page, telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    page.get_by_role("button", name="Начать").press("Enter")
    expect(page.locator("#text")).to_be_focused()
    write(page, "Во дворе яма <b>глубокая</b>")
    bubble = page.locator(".b.mine").last
    expect(bubble.locator("p")).to_have_text("Во дворе яма <b>глубокая</b>")
    bubble.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    write(page, "Во дворе яма")
    expect(bubble.locator("p")).to_have_text("Во дворе яма")
    expect(bubble).to_contain_text("изм.")
    assert [one.text for one in telegram.inbox(bot, neighbour)] == ["/start", "Во дворе яма"]
    bubble.focus()
    bubble.get_by_role("button", name="Удалить").press("Enter")
    expect(page.locator(".b.mine")).to_have_count(1)


def test_an_album_is_one_bubble_and_a_thing_goes_alone(
    page: Page, telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.start(bot, neighbour)
    page.locator("#draw").select_option("rubbish")
    page.locator("#file").set_input_files(YARD)
    write(page, "Мусор и снег")
    expect(page.locator(".b.mine").last.locator("img")).to_have_count(2)
    parts = telegram.inbox(bot, neighbour)[1:]
    assert len({one.album for one in parts}) == 1
    assert [one.text for one in parts] == ["Мусор и снег", ""]
    page.locator("#draw").select_option("snow")
    page.get_by_label("Приложить другое").select_option("location")
    expect(page.locator("#chips li")).to_have_text(["Геопозиция✕"])
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".b.mine").last).to_contain_text("55.7943, 49.1115")


def test_a_blocked_bot_cannot_answer_until_it_is_unblocked(
    page: Page, telegram: TelegramSide, bot: Bot, neighbour: Resident
) -> None:
    telegram.start(bot, neighbour)
    page.get_by_role("button", name="Заблокировать бота").press("Enter")
    expect(page.get_by_role("button", name="Разблокировать бота")).to_be_focused()
    said = {"chat_id": neighbour.id, "text": "Приняли"}
    assert telegram.call("sendMessage", bot.token, **said)["error_code"] == 403
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    assert telegram.call("sendMessage", bot.token, **said)["ok"]
    expect(page.locator(".b").last).to_contain_text("Приняли")


def test_a_post_missed_by_the_bot_takes_comments_of_residents_and_of_the_administrator(
    page: Page, telegram: TelegramSide, bot: Bot
) -> None:
    channel = telegram.channel(bot, "Новости")
    page.get_by_role("tab", name="Канал").click()
    expect(page.locator("#target")).to_contain_text("Новый пост")
    page.get_by_label("о копии поста в группе").check()
    page.locator("#file").set_input_files(YARD)
    write(page, "Убираем снег")
    expect(page.locator("#target")).to_contain_text("Убираем снег")
    write(page, "А у нас?")
    page.locator(".c").get_by_role("button", name="Ответить").click()
    page.get_by_label("От имени").select_option("anonymous")
    write(page, "Завтра до 12")
    answer = page.locator(".c").last
    expect(answer).to_contain_text("А у нас?")
    answer.get_by_role("button", name="Изменить").click()
    write(page, "Сегодня")
    expect(answer).to_contain_text("изм.")
    [post] = telegram.posts(channel)
    assert len(post.photos) == 1
    told = telegram.comments(channel, post)
    assert [(one.speaker, one.text) for one in told] == [("resident", "А у нас?"), ("anonymous", "Сегодня")]
    assert told[1].reply_to == told[0].id
    assert channel.group is not None
    assert [one.fate for one in telegram.told_in(channel.group) if one.speaker == "telegram"] == ["untold"]


def test_a_group_is_written_in_upgraded_and_left_by_the_bot(
    page: Page, telegram: TelegramSide, bot: Bot
) -> None:
    page.get_by_role("tab", name="Группа").click()
    page.get_by_text("Новая группа").click()
    page.get_by_label("Название группы").fill("Наш двор")
    page.get_by_label("Название группы").press("Enter")
    write(page, "Кто звонил в УК?")
    expect(page.locator("#group .b.mine")).to_contain_text("Кто звонил в УК?")
    page.get_by_role("button", name="Сделать супергруппой").press("Enter")
    expect(page.locator("#groups")).to_be_focused()
    expect(page.locator("#group .b")).to_have_count(0)
    page.get_by_role("button", name="Убрать бота").click()
    expect(page.locator("#there-group")).to_have_text("бота убрали")
    write(page, "Теперь без него")
    expect(page.locator("#group .tick").last).to_have_attribute("title", "бот этого не слышит")


def test_switches_and_keys_are_the_bots(page: Page, telegram: TelegramSide, bot: Bot) -> None:
    page.get_by_role("switch", name="Второй опрос (409)").press("Space")
    wait_until(telegram.faults_left, seconds=5, what="the fault to be on")
    assert telegram.call("getUpdates", bot.token)["error_code"] == 409
    expect(page.get_by_role("switch", name="Второй опрос (409)")).not_to_be_checked()
    page.get_by_text("Ключи для подключения").click()
    expect(page.locator("#keys")).to_contain_text(f"--token '{bot.token}'")
    page.get_by_role("button", name="Отозвать ключ").click()
    expect(page.locator("#keys")).not_to_contain_text(bot.token)
    assert telegram.call("getMe", bot.token)["error_code"] == 401


@pytest.mark.parametrize("width", [1440, 360])
def test_the_phone_fits_and_axe_finds_nothing(
    browser: Browser, sandbox: Sandbox, telegram: TelegramSide, neighbour: Resident, width: int
) -> None:
    bot = telegram.bot()
    telegram.write(bot, neighbour, "Во дворе яма", photos=["pothole", "snow"])
    telegram.write(bot, neighbour, media="voice")
    telegram.call("sendMessage", bot.token, chat_id=neighbour.id, text="Приняли")
    channel = telegram.channel(bot, "Новости района")
    comment = telegram.comment(channel, telegram.post(channel), neighbour, "А у нас?")
    telegram.comment(channel, telegram.posts(channel)[0], "channel", "И у вас", reply_to=comment)
    group = telegram.group(bot, kind="group")
    telegram.write_in(group, neighbour, "Кто звонил в УК?")
    telegram.block(bot, neighbour)
    both = (opened(browser, sandbox, bot, neighbour, width=width, dark=dark) for dark in (False, True))
    for page in chain.from_iterable(both):
        for tab in ("Бот", "Канал", "Группа"):
            page.get_by_role("tab", name=tab).click()
            chromium.assert_fits(page, width)
