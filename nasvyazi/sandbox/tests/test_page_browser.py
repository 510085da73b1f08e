"""The page in a browser: a resident's day, by mouse and by keyboard, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from nasvyazi.sandbox.pictures import draw
from nasvyazi.sandbox.tests import chromium
from nasvyazi.sandbox.tests.chromium import enter, write
from nasvyazi.sandbox.tests.receiver import Receiver
from tests.sandbox import Community, Resident, Sandbox, wait_until

pytestmark = chromium.MARKS


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox, community: Community, resident: Resident) -> Iterator[Page]:
    yield from opened(browser, sandbox, community, resident)


def opened(browser: Browser, sandbox: Sandbox, community: Community, resident: Resident, *,
           width: int = 1440, dark: bool = False) -> Iterator[Page]:  # fmt: skip
    address = f"{sandbox.url}/#community={community.id}&resident={resident.id}"
    yield from chromium.opened(browser, address, shows=resident.name, width=width, dark=dark)


def test_a_message_is_written_changed_and_deleted_by_keyboard(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    write(page, "Во дворе яма <b>глубокая</b>")
    bubble = page.locator(".b.mine")
    expect(bubble.locator("p")).to_have_text("Во дворе яма <b>глубокая</b>")
    bubble.focus()
    page.keyboard.press("Tab")
    expect(bubble.get_by_role("button", name="Изменить")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    write(page, "Во дворе яма")
    expect(bubble.locator("p")).to_have_text("Во дворе яма")
    expect(bubble).to_contain_text("изм.")
    assert [one.text for one in sandbox.inbox(community, resident)] == ["Во дворе яма"]
    bubble.hover()
    bubble.get_by_role("button", name="Удалить").click()
    expect(page.locator("#talk")).to_contain_text("Здесь пусто")


def test_nothing_can_be_sent_before_the_scripts_are_at_work(browser: Browser, sandbox: Sandbox) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sandbox.url)
    page.fill("#text", "Во дворе яма")
    expect(page.locator("#send")).to_be_disabled()
    context.close()


def test_photos_are_drawn_and_taken_from_files(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident, tmp_path: Path
) -> None:
    (tmp_path / "двор.jpg").write_bytes(draw("x", scene="snow"))
    page.locator("#draw").select_option("rubbish")
    page.locator("#file").set_input_files(tmp_path / "двор.jpg")
    expect(page.locator("#chips li")).to_have_count(2)
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".b.mine img")).to_have_count(2)
    expect(page.locator("#chips li")).to_have_count(0)
    loaded = "() => [...document.querySelectorAll('.b.mine img')].every(one => one.naturalWidth > 0)"
    page.wait_for_function(loaded)
    assert len(sandbox.inbox(community, resident)[0].photos) == 2


def test_an_answer_appears_by_itself_and_what_is_being_typed_stays(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    for number in range(30):
        sandbox.write(community, resident, f"Сообщение {number}")
    expect(page.locator(".b.mine")).to_have_count(30)
    page.locator("#text").fill("Пока печатаю")
    page.locator("#dialog").evaluate("one => { one.scrollTop = 100 }")
    sandbox.call("messages.send", community.token, peer_id=resident.id, random_id=1, message="Едем")
    expect(page.locator(".b").last).to_contain_text("Едем")
    assert page.locator("#dialog").evaluate("one => one.scrollTop") == 100
    expect(page.locator("#text")).to_have_value("Пока печатаю")
    expect(page.locator("#text")).to_be_focused()


def test_the_wall_takes_comments_replies_and_suggestions(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    post = sandbox.post(community, "Убираем снег")
    page.get_by_role("tab", name="Стена").click()
    expect(page.locator("#target")).to_contain_text("Убираем снег")
    write(page, "А у нас?")
    comment = page.locator(".c").filter(has_text="А у нас?")
    comment.get_by_role("button", name="Ответить").click()
    write(page, "Напомню")
    expect(page.locator(".c.below")).to_contain_text("Напомню")
    assert [one.thread is None for one in sandbox.comments(community, post)] == [True, False]
    comment.get_by_role("button", name="Удалить").click()
    gone = page.locator(".c.gone")
    expect(gone).to_contain_text("Комментарий удалён")
    gone.get_by_role("button", name="Восстановить").click()
    expect(page.locator(".c.gone")).to_have_count(0)
    page.get_by_role("button", name="Предложить запись").click()
    write(page, "Поставьте лавочки")
    expect(page.locator("#suggestions")).to_contain_text("Поставьте лавочки")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.locator("#posts .post").first).to_contain_text("Поставьте лавочки")


def test_photos_and_topics_take_what_a_resident_says(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    photo = sandbox.add(community, "photo", None, "Новая площадка")
    page.get_by_role("tab", name="Фото и темы").click()
    expect(page.locator("#target")).to_contain_text("Новая площадка")
    write(page, "А у нас такой нет")
    expect(page.locator("#standing .c")).to_contain_text("А у нас такой нет")
    assert [one.text for one in sandbox.remarks(community, "photo", photo)] == ["А у нас такой нет"]
    page.get_by_role("button", name="Начать тему").click()
    write(page, "Дворы")
    expect(page.locator("#standing .post").first).to_contain_text("Дворы")
    told = sandbox.events(community)
    assert [one["type"] for one in told] == ["photo_new", "photo_comment_new", "board_post_new"]


def test_messages_are_blocked_and_allowed(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    write(page, "Здравствуйте")
    page.get_by_role("button", name="Запретить сообщения").click()
    expect(page.locator("#talk")).to_contain_text("ответить вам нельзя")
    params = {"peer_id": resident.id, "random_id": 1, "message": "x"}
    assert sandbox.call("messages.send", community.token, **params)["error"]["error_code"] == 901
    page.get_by_role("button", name="Разрешить сообщения").click()
    expect(page.get_by_role("button", name="Запретить сообщения")).to_be_visible()


def test_a_switch_makes_a_fault_and_goes_out_when_it_was_met(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    write(page, "Здравствуйте")
    switch = page.get_by_role("switch", name="Флуд-контроль (9)")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    params = {"peer_id": resident.id, "random_id": 1, "message": "x"}
    wait_until(sandbox.faults_left, seconds=5, what="the fault to be on")
    assert sandbox.call("messages.send", community.token, **params)["error"]["error_code"] == 9
    expect(switch).not_to_be_checked()
    page.get_by_label("Срабатывает").select_option("")
    switch.click()
    expect(switch).to_be_checked()
    wait_until(sandbox.faults_left, seconds=5, what="the fault to be on")
    switch.click()
    expect(switch).not_to_be_checked()
    wait_until(lambda: sandbox.faults_left() == 0, seconds=5, what="the fault to be off")


def test_the_log_tells_deliveries_repeats_and_answers(
    browser: Browser, sandbox: Sandbox, hooked: Community, receiver: Receiver, resident: Resident
) -> None:
    for page in opened(browser, sandbox, hooked, resident):
        receiver.answers.extend([(403, b"wrong secret", {})] * 6)
        write(page, "Слышно?")
        first = page.locator("#log > li").first
        expect(first).to_contain_text("Новое сообщение")
        expect(first.locator(".pill")).to_have_text("ответ 403", timeout=10_000)
        first.locator("summary").click()
        expect(first).to_contain_text("wrong secret")
        expect(page.locator(".b.mine .tick")).to_have_attribute("title", "не доставлено")
        write(page, "А теперь?")
        expect(page.locator("#log > li").first.locator(".pill")).to_have_text("доставлено")
        expect(page.locator(".b.mine .tick").last).to_have_attribute("title", "программа получила")


def test_residents_and_communities_are_made_on_the_page(page: Page, sandbox: Sandbox) -> None:
    page.get_by_text("Новый житель").click()
    page.get_by_label("Имя и фамилия").fill("Нина Петровна")
    page.get_by_label("Имя и фамилия").press("Enter")
    expect(page.locator("#me")).to_have_text("Нина Петровна")
    page.get_by_text("Новое сообщество").click()
    page.get_by_label("Название").fill("Округ № 12")
    page.get_by_label("Название").press("Enter")
    expect(page.locator("#title")).to_have_text("Округ № 12")
    expect(page.locator("#keys")).to_contain_text("nasvyazi channels add vk")
    write(page, "Первое письмо")
    expect(page.locator(".b.mine")).to_contain_text("Первое письмо")


def test_a_refusal_is_told_and_nothing_typed_is_lost(
    page: Page, sandbox: Sandbox, community: Community, resident: Resident
) -> None:
    said = sandbox.write(community, resident, "Было")
    page.locator(".b.mine").hover()
    page.get_by_role("button", name="Изменить").click()
    sandbox.delete(community, resident, said)
    enter(page, "Стало")
    expect(page.locator("#note")).to_contain_text("Не получилось")


@pytest.mark.parametrize("width", [1440, 360])
def test_the_page_fits_and_axe_finds_nothing(
    browser: Browser, sandbox: Sandbox, community: Community, resident: Resident, width: int
) -> None:
    sandbox.write(community, resident, "Во дворе яма", photos=["pothole"])
    sandbox.answer_in_app(community, resident, "Приняли")
    post = sandbox.post(community, "Убираем снег")
    sandbox.comment(community, post, resident, "А у нас?")
    sandbox.suggest(community, resident, "Лавочки")
    sandbox.block(community, resident)
    both = (opened(browser, sandbox, community, resident, width=width, dark=dark) for dark in (False, True))
    for page in chain.from_iterable(both):
        for tab in ("Сообщения", "Стена"):
            page.get_by_role("tab", name=tab).click()
            chromium.assert_fits(page, width)
