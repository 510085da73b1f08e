"""Tables of other systems at the desk: brought, looked at, confirmed, read and reported."""

from __future__ import annotations

import html as html_of
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.external import services
from nasvyazi.domain.external.models import ExternalCase, ExternalImport, ExternalSystem, ImportRemark
from nasvyazi.domain.external.tests.books import TITLES, xlsx
from nasvyazi.toolbox import tables
from nasvyazi.toolbox.clock import now
from nasvyazi.web.desk import external_words as words

from .external_hands import confirm, read, upload, work


@pytest.fixture(autouse=True)
def in_english(desk: Client, settings: Any, tmp_path: Any) -> None:
    desk.cookies["django_language"] = "en"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def system(db: None) -> ExternalSystem:
    return ExternalSystem.objects.create(name="Инцидент")


def test_a_table_is_brought_looked_at_confirmed_read_and_reported(
    desk: Client, system: ExternalSystem
) -> None:
    answer = upload(desk, xlsx(TITLES, ["7", None, "Снег", "А"], [None, None, "Лёд"]), system=system)
    address = answer.redirect_chain[-1][0]
    assert 'hx-trigger="every 2s"' in answer.content.decode()
    progress = {"HX-Request": "true", "HX-Target": "progress"}
    assert "HX-Refresh" not in desk.get(address, headers=progress)
    work()
    assert desk.get(address, headers=progress)["HX-Refresh"] == "true"
    preview = desk.get(address).content.decode()
    assert "The titles stand in line 1" in preview
    assert '<option value="number" selected>' in preview
    report = confirm(desk, address)
    assert re.search(r"new cases</dt><dd>1<", report)
    assert "line 3" in report
    assert "There is no number in the row" in report
    assert "Лёд" in report, "nothing of the row is lost"
    again = desk.post(f"{address}again", follow=True)
    assert again.redirect_chain[-1][0] != address


def test_columns_that_cannot_be_so_are_said_beside_what_was_chosen(
    desk: Client, system: ExternalSystem
) -> None:
    address = upload(desk, xlsx(TITLES, ["7"]), system=system).redirect_chain[-1][0]
    work()
    refused = desk.post(f"{address}choose", {"column_1": "url"})
    assert refused.status_code == 422
    assert "Say which column has the numbers" in refused.content.decode()
    twice = desk.post(f"{address}choose", {"column_0": "number", "column_1": "text", "column_2": "text"})
    assert "Two columns are said to be “Text”" in html_of.unescape(twice.content.decode())
    desk.post(f"{address}choose", {"column_0": "number"})
    assert desk.post(f"{address}choose", {"column_0": "number"}).status_code == 302, "pressed twice"


def test_a_column_that_is_gone_is_named_with_what_looks_like_it(desk: Client, system: ExternalSystem) -> None:
    read(desk, system, ["7", None, None, None, None, "01.12.2026"])
    answer = upload(desk, xlsx(["Рег. номер", "Статус"], ["7", "Закрыто"]), system=system)
    work()
    page = html_of.unescape(desk.get(answer.redirect_chain[-1][0]).content.decode())
    assert "no column “Номер” any more; “Рег. номер” looks like it" in page
    assert "no column “Срок” any more. Say which one is “Deadline” now" in page


def test_of_several_sheets_one_is_chosen(desk: Client, system: ExternalSystem) -> None:
    book = load_workbook(io.BytesIO(xlsx(["Сводка", "за день"], ["1", "2"])))
    sheet = book.create_sheet("Дела")
    sheet.append(TITLES)
    sheet.append(["7"])
    target = io.BytesIO()
    book.save(target)
    address = upload(desk, target.getvalue(), system=system).redirect_chain[-1][0]
    work()
    desk.post(f"{address}sheet", {"sheet": 1})
    confirm(desk, address)
    assert ExternalCase.objects.get().number == "7"
    assert desk.post(f"{address}sheet", {"sheet": 1}).status_code == 302, "read already"
    assert desk.post(f"{address}sheet", {"sheet": "x"}).status_code == 404


def test_what_is_not_taken_is_said_in_a_sentence(
    desk: Client, system: ExternalSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body, other, sentence in (
        (b"", system, "The file is empty"),
        (b"x", None, "Choose a system, or write how it is called"),
    ):
        refused = upload(desk, body, system=other)
        assert refused.status_code == 422
        assert sentence in refused.content.decode()
    assert "Choose a file" in desk.post("/external/bring", {"system": system.pk}).content.decode()
    answer = upload(desk, b"<html><table></table>", system=system)
    work()
    assert (
        "This is a web page that only calls itself a table"
        in desk.get(answer.redirect_chain[-1][0]).content.decode()
    )
    monkeypatch.setattr("nasvyazi.web.desk.views.external_tables.MAX_BYTES", 3)
    assert "larger than 30 MB" in upload(desk, b"1234", system=system).content.decode()
    assert ExternalImport.objects.count() == 1


def test_every_reason_has_its_sentence(system: ExternalSystem, operator: User) -> None:
    table = services.bring(system=system, body=b"x", name="x", by=operator, now=now())
    for code in words.UNREADABLE:
        table.error, table.error_at = code, "12"
        assert "%(" not in words.unreadable(table)
    for code in ImportRemark.Code:
        assert "%(" not in words.remark(ImportRemark(code=code, detail="12"))
    raised = re.findall(r'Unreadable\(\s*"(\w+)"', "".join(_sources()))
    assert set(raised) == set(words.UNREADABLE)


def _sources() -> list[str]:
    return [path.read_text() for path in Path(tables.__file__).parent.glob("*.py")]


def test_a_new_system_is_made_by_its_name_once(desk: Client) -> None:
    for name in ("Госуслуги региона", "  госуслуги  Региона "):
        assert upload(desk, xlsx(TITLES, ["7"]), name=name).status_code == 200
    assert ExternalSystem.objects.filter(name__iexact="госуслуги региона").count() == 1
