"""The MAX phone in a browser: a resident's day, and whether it fits."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from nasvyazi.sandbox.tests import chromium
from nasvyazi.sandbox.tests.chromium import write
from tests.sandbox import Resident, Sandbox
from tests.sandbox_max import Bot, MaxSide

pytestmark = chromium.MARKS


def test_a_dialogue_a_comment_and_a_group_chat_are_played_and_axe_finds_nothing(
    browser: Browser, sandbox: Sandbox, messenger: MaxSide, max_bot: Bot, caller: Resident
) -> None:
    channel = messenger.channel(max_bot, "Новости района")
    group = messenger.group(max_bot, "Наш двор")
    address = f"{sandbox.url}/?net=max#community={max_bot.id}&resident={caller.id}"
    for page in chromium.opened(browser, address, shows=caller.name, width=360, dark=True):
        page.get_by_role("button", name="Начать").press("Enter")
        page.locator("#draw").select_option("rubbish")
        write(page, "Мусор у дома 7")
        expect(page.locator(".b.mine img")).to_have_count(1)
        page.get_by_role("button", name="Остановить бота").press("Enter")
        expect(page.get_by_role("button", name="Запустить бота снова")).to_be_focused()
        chromium.assert_fits(page, 360)
        page.get_by_role("tab", name="Канал").click()
        write(page, "Убираем снег")
        expect(page.locator("#target")).to_contain_text("Убираем снег")
        expect(page.locator("#file")).to_be_disabled()
        write(page, "А у нас?")
        page.locator(".c").get_by_role("button", name="Ответить").click()
        page.get_by_label("От имени").select_option("channel")
        write(page, "И у вас")
        expect(page.locator(".c").last).to_contain_text("И у вас")
        expect(page.locator(".c").last.locator("blockquote")).to_have_text("А у нас?")
        chromium.assert_fits(page, 360)
        page.get_by_role("tab", name="Чат", exact=True).click()
        write(page, "Кто звонил в УК?")
        expect(page.locator("#group .b.mine")).to_contain_text("Кто звонил в УК?")
        chromium.assert_fits(page, 360)
        page.get_by_text("Ключи для подключения").click()
        expect(page.locator("#keys")).to_contain_text("channels add max --json")
    [post] = messenger.posts(channel)
    told = messenger.comments(channel, post)
    assert [(one.speaker, one.text) for one in told] == [("resident", "А у нас?"), ("channel", "И у вас")]
    assert told[1].reply_to == told[0].id
    assert [one.text for one in messenger.told_in(group)] == ["Кто звонил в УК?"]
    assert [one.text for one in messenger.inbox(max_bot, caller)] == ["Мусор у дома 7"]
