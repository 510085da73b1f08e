"""The desk as people use it: by keyboard and by hand, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Draft
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import answer, open_appeal, overflows, settled
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]


def is_seen(page: Page, selector: str) -> bool:
    """Whether the thing is wholly on the screen and nothing lies over it."""
    return bool(
        page.locator(selector).first.evaluate(
            """node => {
                const box = node.getBoundingClientRect();
                const at = (y) => node.contains(document.elementFromPoint(box.x + Math.min(20, box.width / 2), y));
                return at(box.y + 3) && at(box.bottom - 3);
            }"""
        )
    )


def arrived(appeal: Appeal) -> None:
    """The network has the newest answer of the appeal."""
    part = LetterPart.objects.filter(letter__reply__appeal=appeal).latest("pk")
    with transaction.atomic():
        LetterPart.objects.filter(pk=part.pk).update(state="sent", sent_at=now())
        appeals.answer_delivered(part=part, now=now())


def state_of(appeal: Appeal) -> str:
    return Appeal.objects.values_list("state", flat=True).get(pk=appeal.pk)


def test_an_operator_works_through_an_appeal_by_keyboard_alone(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    for _ in range(10):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.id") == f"row-{town.new.pk}":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#case h1")).to_contain_text(f"№ {town.new.pk}")
    assert page.url.endswith(f"/appeals/{town.new.pk}/")
    settled(page)
    page.keyboard.press("t")
    expect(page.locator(f"#row-{town.new.pk} .meta")).to_contain_text("в работе")
    expect(page.locator(f"#row-{town.new.pk}")).to_have_class("row waits on")
    page.keyboard.press("e")
    page.keyboard.type("Приняли, завтра почистят")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".b.out").filter(has_text="завтра почистят")).to_contain_text("ждёт отправки")
    assert Letter.objects.filter(reply__appeal=town.new).count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator(".state.resolved").first).to_be_visible()
    assert state_of(town.new) == State.RESOLVED


def test_keys_work_on_the_russian_layout_too(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ш', code: 'KeyI', bubbles: true}))"
    )
    expect(page.locator(".card-foot .pop textarea:visible")).to_be_focused()


def test_a_colleague_a_day_and_a_reason_are_given_in_small_forms(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.keyboard.press("a")
    expect(page.locator("details[open] select")).to_be_focused()
    page.select_option("details[open] select", label=town.colleague.username)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".facts")).to_contain_text(town.colleague.username)
    page.keyboard.press("p")
    day = timezone.localdate() + timedelta(days=4)
    page.fill("details[open] [name=day]", str(day))
    page.click("details[open] .btn.p")
    expect(page.locator(".facts .state")).to_have_text("в плане")
    page.keyboard.press("x")
    page.click("details[open] .btn.p")
    expect(page.locator("[role=alert]")).to_contain_text("Напишите почему")
    page.click("text=Повтор обращения")
    expect(page.locator(".facts .state")).to_have_text("не требует ответа")
    assert state_of(town.new) == State.DISMISSED


def test_escape_closes_what_is_open_and_a_click_elsewhere_too(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.keyboard.press("s")
    expect(page.locator("details.deed[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details.deed[open]")).to_have_count(0)
    page.keyboard.press("x")
    page.click(".talk", position={"x": 5, "y": 5})
    expect(page.locator("details.deed[open]")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()


def test_a_draft_survives_a_reload_and_goes_with_the_answer(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.type("[data-answer]", "Уважаемая Марина, завтра")
    expect(page.locator("#counter")).to_contain_text("черновик сохранён")
    page.reload()
    expect(page.locator("[data-answer]")).to_have_value("Уважаемая Марина, завтра")
    answer(page, "Уважаемая Марина, завтра почистят")
    expect(page.locator("[data-answer]")).to_have_value("")
    page.wait_for_timeout(1000)  # longer than a draft waits to be saved: it must not come back
    assert not Draft.objects.filter(appeal=town.new).exists()


def test_two_presses_at_once_are_one_letter(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Один раз")
    page.evaluate("const f = document.querySelector('[data-reply]'); f.requestSubmit(); f.requestSubmit();")
    expect(page.locator(".b.out").filter(has_text="Один раз")).to_be_visible()
    assert Letter.objects.filter(reply__appeal=town.new).count() == 1


def test_who_answered_meanwhile_is_told_and_nothing_typed_is_lost(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    factories.answer(town.new, town.colleague, "Уже едем", now=now())
    page.fill("[data-answer]", "Мой ответ")
    page.press("[data-answer]", "Control+Enter")
    expect(page.locator("[role=alert] blockquote")).to_contain_text("Уже едем")
    expect(page.locator("[data-answer]")).to_have_value("Мой ответ")
    page.click("text=Отправить всё равно")
    expect(page.locator(".b.out").filter(has_text="Мой ответ")).to_be_visible()


def test_what_did_not_arrive_is_sent_again_or_seen_in_the_network(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    page.goto(f"{town.url}/appeals/{town.failed.pk}/?view=failed")
    page.click("text=Отправить ещё раз")
    expect(page.locator(".talk")).to_contain_text("не доставлено, отправлено ещё раз")
    page.goto(f"{town.url}/appeals/{town.unconfirmed.pk}/?view=unconfirmed")
    page.click("button:has-text('Дошло')")
    expect(page.locator(".talk")).to_contain_text("доставлено")


def test_the_preview_shows_the_messages_as_they_will_be(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Длинное предложение про снег. " * 200)
    page.click("text=как увидят")
    expect(page.locator(".preview")).to_contain_text("Житель увидит")
    assert page.locator(".preview .b").count() > 1
    assert page.input_value("[data-answer]").startswith("Длинное предложение")


def test_a_long_preview_hides_neither_the_newest_words_nor_a_button_on_a_low_screen(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk()
    page.set_viewport_size({"width": 1366, "height": 660})
    open_appeal(page, town.comment.pk)
    page.fill("[data-answer]", "Длинное предложение про снег.\n" * 200)
    page.click("text=как увидят")
    expect(page.locator(".preview")).to_be_visible()
    expect(page.locator(".b.own").last).to_be_in_viewport(ratio=0.9)
    expect(page.locator("[data-key=x]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_the_preview_leaves_room_and_is_closed_by_a_button_or_escape(
    narrow: bool, at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk(narrow=narrow)
    open_appeal(page, town.comment.pk)
    text = "Длинное предложение про снег.\n" * 200
    page.fill("[data-answer]", text)
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.click("[data-preview-close]")):
        page.click("text=как увидят")
        expect(page.locator(".preview")).to_be_visible()
        page.locator(".preview").scroll_into_view_if_needed()
        assert not overflows(page)
        assert is_seen(page, ".where.public"), "who reads it is said all the time"
        assert is_seen(page, "[data-preview-close]")
        assert page.locator("[data-talk]").evaluate("talk => talk.clientHeight") > 80
        close()
        expect(page.locator(".preview")).to_have_count(0)
        expect(page.locator("[data-answer]")).to_be_focused()
    assert page.input_value("[data-answer]") == text


def test_a_text_box_that_had_grown_is_small_again_after_the_answer(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Длинное предложение про снег. " * 60)
    grown = page.locator("[data-answer]").evaluate("box => box.clientHeight")
    page.click("text=как увидят")
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Escape")
    page.fill("[data-answer]", "Уже чистим.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".b.out").last).to_contain_text("Уже чистим.")
    expect(page.locator("[data-answer]")).to_have_value("")
    assert page.locator("[data-answer]").evaluate("box => box.clientHeight") < grown / 2


def test_photos_count_from_the_moment_they_are_chosen(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    with page.expect_response("**/draft"):
        page.fill("[data-answer]", "Смотрите фото")
    page.click("text=как увидят")
    expect(page.locator(".preview")).to_be_visible()
    photo: FilePayload = {"name": "двор.jpg", "mimeType": "image/jpeg", "buffer": b"?"}
    with page.expect_request("**/draft") as counted, page.expect_request("**/preview") as shown:
        page.set_input_files("[data-photos]", photo)
    for asked in (counted.value, shown.value):
        assert "photos_chosen=1" in (asked.post_data or "") or 'name="photos_chosen"\r\n\r\n1' in (
            asked.post_data or ""
        )
    expect(page.locator(".preview")).to_be_visible()


def test_a_delivery_is_followed_by_the_header_the_row_and_the_counts(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    answer(page, "Приняли, завтра почистят")
    waits = page.locator(f"#row-{town.new.pk} .clock").inner_text()
    expect(page.locator("#facts .met, #facts .missed")).to_have_count(0)
    arrived(town.new)
    expect(page.locator("#facts .met, #facts .missed")).to_have_count(1, timeout=30_000)
    expect(page.locator(".b.out").filter(has_text="завтра почистят")).to_contain_text("доставлено")
    expect(page.locator(f"#row-{town.new.pk} .clock")).not_to_have_text(waits)
    expect(page.locator(f"#row-{town.new.pk}")).to_have_class("row on")


def test_what_a_letter_has_to_say_stays_in_sight(at_the_desk: Desk, town: Town) -> None:
    for number in range(12):
        appeals.add_note(appeal_id=town.new.pk, text=f"Заметка {number}", by=town.colleague, now=now())
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    answer(page, "Приняли, завтра почистят")
    LetterPart.objects.filter(letter__reply__appeal=town.new).update(state="failed", error_code="vk:901")
    button = page.locator(".talk button:has-text('Отправить ещё раз')")
    expect(button).to_be_visible(timeout=30_000)
    assert is_seen(page, ".talk .advice")
    assert is_seen(page, ".talk form.inline button")


def test_whoever_reads_what_was_said_long_ago_is_left_there(at_the_desk: Desk, town: Town) -> None:
    for number in range(30):
        appeals.add_note(appeal_id=town.new.pk, text=f"Заметка {number}", by=town.colleague, now=now())
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    answer(page, "Приняли, завтра почистят")
    page.evaluate("document.querySelector('[data-talk]').scrollTop = 0")
    LetterPart.objects.filter(letter__reply__appeal=town.new).update(state="failed", error_code="vk:901")
    expect(page.locator(".talk .advice")).to_have_count(1, timeout=30_000)
    assert page.evaluate("document.querySelector('[data-talk]').scrollTop") == 0


@pytest.mark.parametrize("by_link", [False, True], ids=["from the list", "by its link"])
@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_a_case_opens_at_its_newest(narrow: bool, by_link: bool, at_the_desk: Desk, town: Town) -> None:
    for number in range(30):
        appeals.add_note(appeal_id=town.new.pk, text=f"Заметка {number}", by=town.colleague, now=now())
    page = at_the_desk(narrow=narrow)
    if by_link:
        page.goto(f"{town.url}/appeals/{town.new.pk}/")
        settled(page)
    else:
        open_appeal(page, town.new.pk)
    expect(page.locator(".b.note").last).to_be_in_viewport(ratio=1)


def test_an_appeal_that_is_not_in_the_list_is_worked_on_without_complaints(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk()
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=closed")
    settled(page)
    expect(page.locator(f"#row-{town.new.pk}")).to_have_count(0)
    page.keyboard.press("t")
    expect(page.locator("#facts")).to_contain_text(town.operator.username)
    expect(page.locator("template[data-fresh-row]")).to_have_count(0)


def test_the_name_of_a_group_is_told_in_full_where_there_is_room(at_the_desk: Desk, town: Town) -> None:
    Thread.objects.filter(pk=town.new.thread_id).update(title="Двор Рябиновой, 12")
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    place = page.locator("#facts .short")
    expect(place).to_contain_text("Двор Рябиновой, 12")
    cut_after = """place => {
        const range = document.createRange();
        range.setStart(place.firstChild, 0);
        range.setEnd(place.firstChild, place.textContent.indexOf("»") + 1);
        return place.getBoundingClientRect().right - range.getBoundingClientRect().right;
    }"""
    assert place.evaluate(cut_after) > 0


def test_on_a_phone_a_channels_mark_stands_beside_its_title(at_the_desk: Desk, town: Town) -> None:
    title = "Администрация Рябинового городского округа"
    Channel.objects.filter(pk=town.channel.pk).update(title=title)
    page = at_the_desk(user=town.administrator, narrow=True)
    page.goto(f"{town.url}/channels/")
    card = page.locator(f"#channel-{town.channel.pk} header")
    mark, name = card.locator(".net").bounding_box(), card.locator("h2").bounding_box()
    assert mark is not None
    assert name is not None
    assert name["y"] <= mark["y"] + mark["height"] / 2 <= name["y"] + name["height"]
    assert not overflows(page)


def test_a_sign_out_meanwhile_loses_no_word(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    page.fill("[data-answer]", "Мой ответ")
    page.context.clear_cookies()
    page.press("[data-answer]", "Control+Enter")
    expect(page.locator("#toasts")).not_to_be_empty()
    expect(page.locator("[data-answer]")).to_have_value("Мой ответ")


def test_back_and_forward_go_through_what_was_opened(at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk()
    open_appeal(page, town.new.pk)
    open_appeal(page, town.comment.pk)
    page.go_back()
    expect(page.locator("#case h1")).to_contain_text(f"№ {town.new.pk}")
    page.go_forward()
    expect(page.locator("#case h1")).to_contain_text(f"№ {town.comment.pk}")


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_every_small_form_opens_within_the_screen(narrow: bool, at_the_desk: Desk, town: Town) -> None:
    page = at_the_desk(narrow=narrow)
    open_appeal(page, town.new.pk)
    width, height = (360, 740) if narrow else (1440, 900)
    for key in ("a", "p", "s", "x", "d", "i", "w", "m", "g"):
        button = page.locator(f'[data-key="{key}"]')
        button.scroll_into_view_if_needed()
        button.click()
        box = page.locator("details.deed[open] .pop").bounding_box()
        pane = page.locator("#case").bounding_box()
        assert box is not None
        assert pane is not None
        assert pane["x"] <= box["x"], key
        assert box["x"] + box["width"] <= width, key
        assert box["y"] + box["height"] <= height, key
        assert not overflows(page), key
        page.keyboard.press("Escape")


def test_on_a_phone_one_thing_is_seen_at_a_time_and_everything_is_in_reach(
    at_the_desk: Desk, town: Town
) -> None:
    page = at_the_desk(narrow=True)
    assert not overflows(page)
    expect(page.locator("#case")).to_be_hidden()
    open_appeal(page, town.new.pk)
    expect(page.locator("#rows")).to_be_hidden()
    assert not overflows(page)
    answer(page, "С телефона")
    page.click("[data-back]")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.locator("#case")).to_be_hidden()


def test_without_scripts_everything_works_by_links_and_forms(browser: object, town: Town) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{town.url}/accounts/login/")
    page.fill("[name=login]", town.operator.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("button.p")
    page.click(f"#row-{town.new.pk}")
    page.click("text=Взять себе")
    page.fill("[data-answer]", "Без скриптов")
    page.click("button.send")
    assert "Без скриптов" in page.inner_text(".talk")
    page.click("summary:has-text('Не требует ответа')")
    page.click("button:has-text('Спам или реклама')")
    assert state_of(town.new) == State.DISMISSED
    context.close()
