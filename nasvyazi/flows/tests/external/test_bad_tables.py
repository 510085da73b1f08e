"""Tables in whatever state they are: each is read, or refused in a word that the desk has a sentence for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nasvyazi.domain.external import columns
from nasvyazi.domain.external.columns import Field
from nasvyazi.domain.external.models import ExternalCase, ExternalImport, ExternalSystem, ImportRemark
from nasvyazi.domain.external.tests.books import TITLES, xlsx
from nasvyazi.toolbox.tables import Line

from .conftest import Bring

pytestmark = pytest.mark.django_db
Code = ImportRemark.Code
DAY_END = datetime(2026, 12, 1, 20, 59, tzinfo=UTC)
NAIVE = datetime(2026, 12, 1)  # noqa: DTZ001 - so a workbook has them


def numbers() -> list[str]:
    return list(ExternalCase.objects.order_by("number").values_list("number", flat=True))


def said(table: ExternalImport) -> list[tuple[int, str, str]]:
    return list(table.remarks.order_by("line", "code").values_list("line", "code", "detail"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"\r\n;;\r\n", "empty"),
        (xlsx(), "empty"),
        (xlsx([None, ""], [None]), "empty"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "old_workbook"),
        ("<html><table><tr><td>Номер</td></tr></table>".encode(), "web_page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no_table"),
        ('№;Текст\n1;"кавычка\n'.encode() + "слово\n".encode() * 30_000, "quote_open"),
    ],
    ids=[
        "nothing",
        "blank lines",
        "empty sheet",
        "blank cells",
        "torn",
        "xls",
        "web page",
        "picture",
        "quote",
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(body: bytes, code: str, bring: Bring) -> None:
    table = bring(body=body or b"\n")
    assert (table.state, table.error) == (ExternalImport.State.FAILED, code)


def test_a_title_over_the_whole_width_is_not_taken_for_the_columns_titles(bring: Bring) -> None:
    body = xlsx(["Выгрузка за 27 ноября"], [], TITLES, ["7", None, "Текст", "Автор"], merged=["A1:H1"])
    table = bring(body=body)
    assert table.header_line == 3
    assert numbers() == ["7"]


def test_cells_merged_downwards_say_the_same_in_every_row(bring: Bring) -> None:
    body = xlsx(
        ["Номер", "Тема", "Срок"],
        ["7", "Дороги", "01.12.2026"],
        ["8", None, None],
        ["9", None, "02.12.2026"],
        merged=["B2:B4", "C2:C3"],
    )
    bring(body=body)
    rows = ExternalCase.objects.order_by("number")
    assert [row.raw["Тема"] for row in rows] == ["Дороги"] * 3
    assert [row.raw["Срок"] for row in rows] == ["01.12.2026", "01.12.2026", "02.12.2026"]


def test_titles_in_two_rows_are_read_from_the_lower_one_where_they_are_merged(bring: Bring) -> None:
    body = xlsx(
        ["Номер", "Заявитель", None, "Срок"],
        [None, "ФИО", "Телефон", None],
        ["7", "Иванов Иван", "+7", "01.12.2026"],
        merged=["A1:A2", "B1:C1", "D1:D2"],
    )
    table = bring(body=body)
    assert numbers() == ["7"]
    assert table.not_understood == 0


def test_a_table_without_titles_waits_for_a_person_to_say_what_is_where(bring: Bring) -> None:
    rows = [["7", "https://vk.com/wall-1_2", "Снег"], ["8", "https://vk.com/wall-1_3", "Лёд"]]
    table = bring(*rows, said=["number", "url", "text"])
    assert (table.header_line, table.headers) == (0, ["A", "B", "C"])
    assert numbers() == ["7", "8"]
    again = bring(*rows, ["9", "https://vk.com/wall-1_4", "Лужа"])
    assert again.columns == {"number": 0, "url": 1, "text": 2}, "remembered for the system"
    assert numbers() == ["7", "8", "9"]


def test_a_renamed_column_is_guessed_and_named_and_others_are_not_guessed_anew(
    bring: Bring, system: ExternalSystem
) -> None:
    bring(["Номер", "Срок", "Текст"], ["7", "01.12.2026", "Снег"], said=["number", "deadline", ""])
    system.refresh_from_db()
    head = [Line(1, ["Рег. номер", "Срок", "Текст"]), Line(2, ["8", "02.12.2026", "Лёд"])]
    layout = columns.guess(head, known=system.columns, seen=system.headers)
    assert layout.gone == {Field.NUMBER: "Номер"}
    assert layout.columns == {Field.NUMBER: 0, Field.DEADLINE: 1}


def test_what_a_lost_column_said_before_is_not_taken_away(bring: Bring) -> None:
    bring(["Номер", "Текст", "Срок"], ["7", "Во дворе снег", "01.12.2026"])
    bring(["Номер", "Статус"], ["7", "Закрыто"])
    case = ExternalCase.objects.get()
    assert (case.text, case.is_closed, case.deadline is not None) == ("Во дворе снег", True, True)
    assert case.raw == {"Номер": "7", "Текст": "Во дворе снег", "Срок": "01.12.2026", "Статус": "Закрыто"}


def test_rows_that_say_too_little_are_told_by_their_lines_and_kept(bring: Bring) -> None:
    table = bring(
        TITLES,
        ["7", "см. во вложении", "Снег", "А", "вчера", "скоро"],
        [None, None, "Без номера", "Б"],
        ["9" * 101],
        ["8", None, "Лёд", "В", NAIVE.replace(hour=10), "31.02.2026"],
    )
    assert numbers() == ["7", "8"]
    assert said(table) == [
        (2, Code.DATE_UNCLEAR, "вчера"),
        (2, Code.DEADLINE_UNCLEAR, "скоро"),
        (2, Code.LINK_UNCLEAR, "см. во вложении"),
        (3, Code.NO_NUMBER, ""),
        (4, Code.LONG_NUMBER, "9" * 101),
        (5, Code.DEADLINE_UNCLEAR, "31.02.2026"),
    ]
    assert table.not_understood == 2
    assert table.remarks.get(line=3).raw["Текст"] == "Без номера"
    assert ExternalCase.objects.get(number="7").deadline is None


def test_titles_repeated_on_every_printed_page_are_no_cases(bring: Bring) -> None:
    table = bring(TITLES, ["7"], TITLES, ["8"])
    assert numbers() == ["7", "8"]
    assert not table.remarks.exists()


def test_of_the_same_number_twice_the_last_counts_and_the_first_is_kept_in_the_report(bring: Bring) -> None:
    table = bring(TITLES, ["7", None, "Первый", "А"], ["8"], ["7", None, "Второй", "Б"])
    assert ExternalCase.objects.get(number="7").text == "Второй"
    assert said(table) == [(2, Code.NUMBER_TWICE, "4")]
    assert table.remarks.get().raw["Текст"] == "Первый"


def test_the_same_matter_under_two_numbers_is_two_cases_and_is_told(bring: Bring) -> None:
    words = "Во дворе дома Степная, 18 третий день не чистят снег"
    table = bring(
        TITLES,
        ["7", "https://vk.com/wall-1_2?reply=3", words, "Марина К."],
        ["8", "https://m.vk.com/wall-1_2?reply=3&utm_source=x", words.upper(), "Марина К."],
        ["9", "https://vk.com/wall-1_2?reply=4", words, "Марина К."],
    )
    assert numbers() == ["7", "8", "9"]
    assert said(table) == [(3, Code.SAME_MATTER, "7")]
    assert said(bring(TITLES, ["8", None, words, "Марина К."])) == [], "told once"
