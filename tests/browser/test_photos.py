"""Photos over the whole screen: by keyboard and by hand, wide and narrow, and turned for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.files.tests import pictures
from nasvyazi.domain.inbox.models import Attachment
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

from .chromium import complaints, overflows
from .conftest import IN_A_BROWSER, Town

pytestmark = IN_A_BROWSER
Desk = Callable[..., Page]


@transaction.atomic
def showed(town: Town, *bodies: bytes | None) -> list[File]:
    """The resident of the new appeal shows photos; of one that is None nothing has come yet."""
    sent = [
        base.Attachment(kind=base.AttachmentKind.PHOTO, network_id=f"p{number}", ref=f"p{number}")
        for number in range(len(bodies))
    ]
    message = factories.record(
        town.channel, factories.seen("Смотрите", author="501", at=now(), attachments=sent)
    )
    found = []
    for row, body in zip(message.attachments.order_by("ordinal"), bodies, strict=True):
        if body is None:
            continue
        file = files.keep_received(body=body, name="yama.jpg")
        files.make_copies(file=file)
        Attachment.objects.filter(pk=row.pk).update(fetch=Attachment.Fetch.FETCHED, file=file)
        found.append(file)
    return found


def photo(width: int, height: int) -> bytes:
    return pictures.photo(size=(width, height))


def shows(page: Page, width: int) -> None:
    """Wait until the viewer shows a picture of this width."""
    expect(page.locator("#viewer img")).to_have_js_property("naturalWidth", width)


def test_photos_are_looked_at_turned_and_left_by_keyboard_alone(at_the_desk: Desk, town: Town) -> None:
    first, second, third = showed(town, photo(800, 600), photo(600, 800), photo(640, 480))
    page = at_the_desk()
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    page.locator("[data-photo]").first.focus()
    page.keyboard.press("Enter")
    viewer = page.locator("#viewer")
    expect(viewer).to_be_visible()
    expect(viewer.locator("output")).to_have_text("1 / 3")
    shows(page, 800)
    caption = viewer.locator(".viewer-caption")
    expect(caption).to_contain_text("Марина К.")
    expect(caption.locator("a[href*='openstreetmap.org/?mlat=57.626']")).to_be_visible()
    expect(caption.locator(f"a[download][href='/photos/{first.pk}']")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("output")).to_have_text("2 / 3")
    shows(page, 600)
    with page.expect_response("**/turn") as turned:
        page.keyboard.press("r")
    assert turned.value.status == 204
    assert (File.objects.get(pk=second.pk).turn, File.objects.get(pk=first.pk).turn) == (90, 0)
    box = viewer.locator("img").bounding_box()
    assert box is not None
    assert box["width"] > box["height"], "it lies on its side now"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("output")).to_have_text("1 / 3")
    page.keyboard.press("ArrowLeft")
    expect(viewer.locator("output")).to_have_text("3 / 3")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    # One goes on where one has come to.
    expect(page.locator(f"[data-photo][href='/photos/{third.pk}/preview']")).to_be_focused()
    assert town.new.pk == int(page.url.split("/appeals/")[1].split("/")[0]), (
        "keys of the desk did nothing meanwhile"
    )
    page.reload()
    expect(page.locator(f"[data-shot='{second.pk}']")).to_have_attribute("data-turn", "90")


def test_photos_are_looked_at_by_hand(at_the_desk: Desk, town: Town) -> None:
    showed(town, photo(800, 600), photo(600, 800))
    page = at_the_desk(narrow=True)
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    second = page.locator("[data-photo]").nth(1)
    with page.context.expect_page() as opened:
        second.click(modifiers=["ControlOrMeta"])
    assert opened.value.url.endswith("/preview"), "it is a plain link, too"
    second.click()
    viewer = page.locator("#viewer")
    expect(viewer.locator("output")).to_have_text("2 / 2")
    viewer.locator("[data-viewer-step='1']").click()
    expect(viewer.locator("output")).to_have_text("1 / 2")
    with page.expect_response("**/turn"):
        viewer.locator("[data-viewer-turn] button").click()
    viewer.locator("form[method=dialog] button").click()
    expect(viewer).to_be_hidden()


def test_the_place_of_a_photo_is_kept_until_it_comes_so_that_nothing_jumps(
    at_the_desk: Desk, town: Town
) -> None:
    showed(town, photo(800, 600), None)
    page = at_the_desk()
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    boxes = [shot.bounding_box() for shot in page.locator(".shot").all()]
    assert len(boxes) == 2
    assert all(boxes)
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1
    row = Attachment.objects.get(fetch=Attachment.Fetch.WANTED, message__thread=town.new.thread)
    file = files.keep_received(body=photo(600, 800), name="late.jpg")
    files.make_copies(file=file)
    Attachment.objects.filter(pk=row.pk).update(fetch=Attachment.Fetch.FETCHED, file=file)
    expect(page.locator(f"[data-shot='{file.pk}'] img")).to_be_visible(timeout=30_000)
    assert [shot.bounding_box() for shot in page.locator(".shot").all()] == boxes


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "360"])
def test_axe_finds_nothing_in_photos_and_their_viewer(narrow: bool, at_the_desk: Desk, town: Town) -> None:
    showed(town, *(photo(400 + number, 300) for number in range(11)))
    showed(town, photo(800, 600)[:2000], None)
    page = at_the_desk(narrow=narrow)
    page.goto(f"{town.url}/appeals/{town.new.pk}/?view=open")
    page.wait_for_load_state("networkidle")
    found = [*complaints(page)]
    page.locator("[data-photo]").nth(8).click()
    shows(page, 408)
    found += complaints(page)
    if overflows(page):
        found.append("wider than the screen")
    assert not found, "\n".join(found)
