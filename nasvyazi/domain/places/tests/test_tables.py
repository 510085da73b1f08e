"""Tables of streets and houses, in whatever state people have them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from nasvyazi.domain.places.importers import (
    Choice,
    ColumnsMissing,
    ColumnUnknown,
    Format,
    NotReadable,
    Row,
    format_of,
    rows,
)
from nasvyazi.domain.places.importers.table import house_of
from nasvyazi.domain.places.remarks import Code
from nasvyazi.toolbox import tables
from nasvyazi.toolbox.tables import workbook

from .registers import csv, kept, read, remarks, told, xlsx

NAIVE = datetime(2026, 2, 1)  # noqa: DTZ001 - so a workbook has them
PLAIN = ("Улица;Дом", "Минская, ул.;49", "Мира, пр-т;5стрА")
HOUSES = [("Минская, ул.", "49"), ("Мира, пр-т", "5стрА")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8_r", "mac_cyrillic"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_is_read_in_any_usual_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    quoted = [separator.join(f'"{cell}"' for cell in line.split(";")) for line in PLAIN]
    assert told(kept(tmp_path, csv(*quoted, encoding=encoding, end="\r\n"))) == HOUSES


def test_a_letter_that_is_lost_costs_its_row_alone(tmp_path: Path) -> None:
    body = csv("Улица;Дом", "Минская;49", "Мира;1", "Мира;5").replace("р".encode(), b"\xd1", 1)
    assert told(kept(tmp_path, body)) == [("Минская", "49"), ("Ми\ufffdа", "1"), ("Мира", "5")]


def test_a_street_that_stands_in_a_row_above_is_not_taken_for_none(tmp_path: Path) -> None:
    body = csv(
        "Населённый пункт;Улица;Дом", "с. Пески;;7", "с. Пески;ул. Мира;1", "с. Пески;;3", ";;5", "с. Луг;;9"
    )
    path = kept(tmp_path, body)
    assert told(path) == [("", "7"), ("ул. Мира", "1"), ("", "9")]
    assert [(one.line, one.code) for one in remarks(path)] == [(4, Code.NO_STREET), (5, Code.NO_STREET)]


def test_a_file_that_is_too_large_is_not_read_at_the_terminal_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    with pytest.raises(NotReadable, match="larger than"):
        read(kept(tmp_path, csv(*PLAIN)))


def test_the_titles_may_stand_below_a_heading(tmp_path: Path) -> None:
    body = csv("Реестр домов города;;", ";;", "№ п/п;Наименование улицы;№ дома;УК", "1;Минская;49;ООО «УК»")
    (row,) = read(kept(tmp_path, body))
    assert isinstance(row, Row)
    assert (row.street, row.house, row.manager, row.line) == ("Минская", "49", "ООО «УК»", 4)


def test_columns_are_named_by_their_titles_in_any_case(tmp_path: Path) -> None:
    path = kept(tmp_path, csv("A1;Где;Что;Низ", "x;Минская;49;56,1"))
    (row,) = read(path, columns={"street": "где", "house": " что ", "lat": "НИЗ"})
    assert isinstance(row, Row)
    assert (row.street, row.house, row.latitude, row.manager) == ("Минская", "49", "56,1", "")


def test_a_table_without_titles_is_known_by_its_cells(tmp_path: Path) -> None:
    assert told(kept(tmp_path, csv("1;ул. Минская;49", "2;ул. Мира;5А"))) == [
        ("ул. Минская", "1"),
        ("ул. Мира", "2"),
    ]
    assert told(kept(tmp_path, csv("Минская, ул.;49", "Мира, пр-т;5стрА"))) == HOUSES


@pytest.mark.parametrize(
    "titles", ["Улица, проспект;Номер дома", "Название улицы;Дом", "УЛ.;д.", "street;housenumber"]
)
def test_titles_are_known_in_many_words(tmp_path: Path, titles: str) -> None:
    assert told(kept(tmp_path, csv(titles, "Минская;49"))) == [("Минская", "49")]


@pytest.mark.parametrize(
    "row",
    [
        "город Речной;улица Мира;дом 5",
        "г. Речной;ул. Мира;д. 5",
        "УК Центр;ул. Дома Отдыха;5 корп. 2",
        "ТСЖ Тополь;Организаций, ул.;стр. 5",
    ],
)
def test_an_address_is_no_row_of_titles(tmp_path: Path, row: str) -> None:
    path = kept(tmp_path, csv(row, row, row))
    columns = {"street": "B", "house": "C"}
    assert len(told(path, columns=columns)) == 3


def test_a_column_that_is_missing_is_named_with_those_that_were_found(tmp_path: Path) -> None:
    path = kept(tmp_path, csv(*PLAIN))
    with pytest.raises(ColumnsMissing, match=r"Номер.*These columns were found: Улица, Дом"):
        read(path, columns={"street": "Улица", "house": "Номер"})
    with pytest.raises(ColumnsMissing, match=r"No column for: house.*Улица, Этажей"):
        read(kept(tmp_path, csv("Улица;Этажей;Город", "Минская;много;Речной")))
    with pytest.raises(ColumnUnknown, match=r"strret.*street, house"):
        read(path, columns={"strret": "Улица"})


def test_the_sheet_that_has_houses_is_read(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx(["Сводка", "за день"], ["Всего", "десять"])))
    sheet = book.create_sheet("Дома")
    for row in (["Улица", "Дом"], ["Минская", 49.0]):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    assert told(kept(tmp_path, target.getvalue())) == [("Минская", "49")]


def test_merged_cells_say_the_same_in_each_row(tmp_path: Path) -> None:
    body = xlsx(["Улица", "Дом"], ["Минская", 49], [None, "51"], ["Мира", 1], merged=["A2:A3"])
    assert told(kept(tmp_path, body)) == [("Минская", "49"), ("Минская", "51"), ("Мира", "1")]


@pytest.mark.parametrize(
    ("cell", "number", "is_date"),
    [
        (49.0, "49", False),
        ("49.0", "49", False),
        ("49,00", "49", False),
        (NAIVE, "1/2", True),
        (NAIVE.replace(year=1949), "2/49", True),
        (NAIVE.replace(day=12, year=1949), "12/2", True),
        ("01.фев", "1/2", True),
        ("фев.49", "2/49", True),
        ("49/1к2 стр 3 лит А", "49/1к2 стр 3 лит А", False),
        (None, "", False),
    ],
)
def test_what_a_table_program_has_made_of_a_number_is_undone(
    cell: object, number: str, is_date: bool
) -> None:
    assert house_of(cell) == (number, is_date)  # type: ignore[arg-type]


def test_parts_of_a_number_may_stand_in_columns_of_their_own(tmp_path: Path) -> None:
    body = csv("Улица;Дом;Корпус;Строение;Литера", "Мира;49;2.0;-;А", "Мира;50;;;")
    assert told(kept(tmp_path, body)) == [("Мира", "49 к2 литА"), ("Мира", "50")]


def test_old_names_and_the_kind_may_stand_in_columns_of_their_own(tmp_path: Path) -> None:
    (row,) = read(kept(tmp_path, csv("Тип;Улица;Дом;Прежнее название", "пер.;Мира;1;Сталина, Берии")))
    assert isinstance(row, Row)
    assert (row.kind, row.former_names) == ("lane", ("Сталина", "Берии"))


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(2_000_000))
    return target.getvalue()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "not one filled row"),
        (b"\xef\xbb\xbf;;\r\n", "not one filled row"),
        (csv("Улица;Дом"), "nothing below it"),
        (b"\x89PNG\r\n\x1a\n\0\0", "none of the files that are read here"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "old .xls workbook"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04 torn", "damaged or has a password"),
        (b"{", "damaged"),
        (b'{"type": "Point"}', "no GeoJSON"),
        (b"\xff\x98\x98;\xff\x98\n", "no Russian text"),
        (b'Street;House\n1;"open\n' + b"word\n" * 40_000, "a quotation mark in it may not be closed"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, body: bytes, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        read(kept(tmp_path, body, "houses.csv"))


def test_a_workbook_that_unpacks_to_a_bomb_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(NotReadable, match="made to harm"):
        read(kept(tmp_path, _bomb()))


def test_rows_before_the_one_that_breaks_a_file_are_read(tmp_path: Path) -> None:
    found = rows(
        kept(tmp_path, csv("Улица;Дом", *["Минская;49"] * 30, '"open;1') + b"\nword" * 40_000), Choice()
    )
    assert isinstance(next(found), Row)
    with pytest.raises(NotReadable):
        list(found)


def test_fifty_thousand_rows_are_read(tmp_path: Path) -> None:
    body = csv("Улица;Дом", *(f"Улица {number % 500};{number % 200 + 1}" for number in range(50_000)))
    assert sum(1 for _row in read(kept(tmp_path, body))) == 50_000


def test_a_file_is_what_is_in_it_whatever_its_name(tmp_path: Path) -> None:
    assert format_of(kept(tmp_path, xlsx(["a"]), "houses.csv")) == Format.XLSX
    assert format_of(kept(tmp_path, b'\xef\xbb\xbf {"features": []}', "houses.xlsx")) == Format.GEOJSON
    assert format_of(kept(tmp_path, csv(*PLAIN), "houses.json")) == Format.CSV
