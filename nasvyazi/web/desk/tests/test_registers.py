"""Registers of houses at the desk: brought, tried, confirmed, taken in and reported."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places.models import House, Municipality, RegisterImport
from nasvyazi.domain.places.tests.registers import csv
from nasvyazi.flows import territory

TOWN = csv("Улица;Дом;Прочее", "Минская, ул.;49;да", "Минская, ул.;поз5;нет")


@pytest.fixture
def browser(administrator: User, enter: Callable[[User], Client], settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = enter(administrator)
    client.cookies["django_language"] = "en"
    return client


def work() -> None:
    while territory.work_on_next():
        continue


def bring(browser: Client, body: bytes = TOWN) -> str:
    """Bring a file and have it tried: the address of its page."""
    file = SimpleUploadedFile("дома.csv", body)
    answer = browser.post("/territory/import/bring", {"register": file})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return str(answer["Location"])


def page(browser: Client, address: str) -> str:
    return html.unescape(browser.get(address).content.decode())


def tally(shown: str, what: str) -> int:
    return int(re.search(rf"{what}</dt><dd[^>]*>(\d+)<", shown)[1])  # type: ignore[index]


def test_a_register_is_brought_tried_confirmed_taken_in_and_reported(browser: Client) -> None:
    address = bring(browser)
    tried = page(browser, address)
    assert "What would come of it" in tried
    assert '<option value="street" selected>' in tried
    assert (tally(tried, "new houses"), tally(tried, "rows not understood")) == (1, 1)
    assert "“поз5” is no house number" in tried
    assert not House.objects.exists()
    browser.post(f"{address}confirm")
    assert 'hx-trigger="every 2s"' in page(browser, address)
    work()
    done = page(browser, address)
    assert "What came of it" in done
    assert "Take it in" not in done
    assert House.objects.get().number == "49"
    assert "new houses 1, changed 0, rows not understood 1" in page(browser, "/territory/import/")


def test_the_page_comes_anew_when_the_worker_is_done(browser: Client) -> None:
    progress = {"HX-Request": "true", "HX-Target": "progress"}
    answer = browser.post("/territory/import/bring", {"register": SimpleUploadedFile("дома.csv", TOWN)})
    assert "HX-Refresh" not in browser.get(answer["Location"], headers=progress)
    work()
    assert browser.get(answer["Location"], headers=progress)["HX-Refresh"] == "true"


def test_columns_and_where_it_lies_may_be_said_otherwise(browser: Client) -> None:
    address = bring(browser, csv("Где;Что;Прочее", "Минская, ул.;49;да"))
    assert "Take it in" not in page(browser, address), "nobody knows yet what the columns say"
    browser.post(f"{address}change", {"column_0": "street", "column_1": "house", "settlement": "г. Речной"})
    work()
    tried = page(browser, address)
    assert "Settlement of rows that name none: г. Речной (is made)" in tried
    assert tally(tried, "new houses") == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"column_0": "street", "column_1": "street"}, "Two columns are said to be “Street”"),
        ({"oktmo": "97-1"}, "A code is digits only."),
        ({"settlement": "г" * 201}, "At most 200 characters."),
    ],
)
def test_what_cannot_be_so_is_said_in_a_sentence(
    browser: Client, told: dict[str, str], sentence: str
) -> None:
    answer = browser.post(f"{bring(browser)}change", told)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.content.decode())


def test_of_several_municipalities_one_has_to_be_said(browser: Client) -> None:
    for name in ("Лесной", "Речной"):
        Municipality.objects.create(name=name)
    address = bring(browser)
    shown = page(browser, address)
    assert "There are several municipalities: Лесной, Речной" in shown
    assert "Take it in" not in shown


def test_what_was_changed_since_it_was_tried_is_tried_before_it_is_taken_in(browser: Client) -> None:
    address = bring(browser)
    answer = browser.post(
        f"{address}confirm", {"column_0": "street", "column_1": "", "column_2": "house"}, follow=True
    )
    assert "You have changed something" in answer.content.decode()
    work()
    assert tally(page(browser, address), "new houses") == 0, "“да” and “нет” are no numbers"
    assert not House.objects.exists()
    browser.post(f"{address}confirm", {"column_0": "street", "column_2": "house", "municipality": ""})
    assert RegisterImport.objects.get().state == RegisterImport.State.WAITING


def test_pressed_twice_is_once(browser: Client) -> None:
    address = bring(browser)
    browser.post(f"{address}confirm")
    again = browser.post(f"{address}confirm", follow=True)
    assert "does not wait for you any more" in again.content.decode()
    work()
    assert House.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why_and_can_be_tried_once_more(browser: Client) -> None:
    address = bring(browser, b"\x89PNG\0")
    assert "none of the files that are read here" in page(browser, address)
    again = browser.post(f"{address}again", follow=True)
    assert again.redirect_chain[-1][0] != address


def test_what_is_no_file_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Choose a file" in browser.post("/territory/import/bring").content.decode()
    empty = browser.post("/territory/import/bring", {"register": SimpleUploadedFile("x.csv", b"")})
    assert "The file is empty" in empty.content.decode()
    monkeypatch.setattr("nasvyazi.web.desk.views.registers.MAX_BYTES", 3)
    large = browser.post("/territory/import/bring", {"register": SimpleUploadedFile("x.csv", b"1234")})
    assert "taken in on the server" in large.content.decode()
    assert not RegisterImport.objects.exists()


def test_remarks_come_a_page_at_a_time(browser: Client) -> None:
    address = bring(browser, csv("Улица;Дом", *(f"ул. Мира;поз{number}" for number in range(60))))
    first = page(browser, address)
    following = re.search(r'href="(\?after=\d+)"', first)
    assert following is not None
    second = page(browser, address + following[1])
    assert (first.count("line-number"), second.count("line-number")) == (50, 10)
    assert browser.get(f"{address}?after=x").status_code == 404


def test_registers_are_the_administrators_own(browser: Client, desk: Client) -> None:
    address = bring(browser)
    for method, path in (("get", "/territory/import/"), ("get", address), ("post", f"{address}confirm")):
        assert getattr(desk, method)(path).status_code == 404
    assert "/territory/import/" not in desk.get("/").content.decode()
    assert "/territory/import/" in browser.get("/").content.decode()
