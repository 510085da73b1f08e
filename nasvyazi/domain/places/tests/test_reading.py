"""One row: what it says, and what of it is said to be not understood."""

from __future__ import annotations

from typing import Any

import pytest

from nasvyazi.domain.places.importers import Row
from nasvyazi.domain.places.kinds import SettlementKind, StreetKind
from nasvyazi.domain.places.reading import Told, read
from nasvyazi.domain.places.remarks import SENTENCES, Code, Remark
from nasvyazi.domain.places.settlements import SettlementTitle


def row(street: str = "ул. Мира", house: str | None = "5", **more: Any) -> Row:
    return Row(line=7, verbatim=f"{street}; {house}", street=street, house=house, **more)


def told(*args: Any, **more: Any) -> Told:
    found = read(row(*args, **more))
    assert isinstance(found, Told)
    return found


def codes(*args: Any, **more: Any) -> list[Code]:
    found = read(row(*args, **more))
    return [found.code] if isinstance(found, Remark) else [remark.code for remark in found.remarks]


def test_a_row_is_read_in_the_forms_in_which_things_are_compared() -> None:
    found = told(
        "Анисимова, ул.", "49/1к2 стр 3 лит А", settlement="г. Речной", latitude="56,13", longitude=47.25
    )
    assert (found.kind, found.name, found.key) == (StreetKind.STREET, "Анисимова", "анисимова")
    assert str(found.number) == "49/1А к2 стр3"
    assert found.settlement == SettlementTitle(SettlementKind.CITY, "Речной")
    assert found.point == (56.13, 47.25)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("street", "house", "code"),
    [
        ("", "", Code.NO_STREET),
        ("  \u00a0", None, Code.NO_STREET),
        ("—", "5", Code.STREET_UNCLEAR),
        ("у" * 201, "5", Code.STREET_UNCLEAR),
        ("ул. Ми\ufffdа", "5", Code.STREET_UNCLEAR),
        ("ул. Ленина, д. 5", "5", Code.STREET_UNCLEAR),
        ("ул. Ленина д.5 корп. 2", "", Code.STREET_UNCLEAR),
        ("Ленина ул., 5", None, Code.STREET_UNCLEAR),
        ("Мира", "5\ufffd", Code.NUMBER_UNCLEAR),
        ("Мира", "поз26А", Code.NUMBER_UNCLEAR),
        ("Мира", "0", Code.NUMBER_UNCLEAR),
        ("Мира", "1, 3, 5", Code.NUMBER_UNCLEAR),
    ],
)
def test_what_is_not_understood_is_named_with_the_words_of_the_row(
    street: str, house: str | None, code: Code
) -> None:
    found = read(row(street, house))
    assert isinstance(found, Remark)
    assert (found.line, found.code, found.verbatim, found.is_taken) == (7, code, f"{street}; {house}", False)


@pytest.mark.parametrize("name", ["Южная, 1-я", "Победы, 40 лет", "40 лет Победы", "Южная 1", "мкр. 5"])
def test_a_number_of_the_name_is_no_house(name: str) -> None:
    assert told(name).name


@pytest.mark.parametrize("field", ["settlement", "municipality", "manager"])
def test_a_name_in_which_letters_are_lost_makes_nothing_of_that_name(field: str) -> None:
    found = read(row(**{field: "с. Ив\ufffdновка"}))
    assert isinstance(found, Remark)
    assert (found.code, found.detail) == (Code.STREET_UNCLEAR, "с. Ив\ufffdновка")


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("47.25", "56.13", Code.POINT_SWAPPED),
        ("0", "0", Code.POINT_OUTSIDE),
        (60.17, 24.94, Code.POINT_OUTSIDE),
        ("север", "47.25", Code.POINT_UNCLEAR),
        ("56.13", "", Code.POINT_UNCLEAR),
        ("nan", "47", Code.POINT_UNCLEAR),
        (float("nan"), float("inf"), Code.POINT_OUTSIDE),
    ],
)
def test_a_house_with_wrong_coordinates_comes_without_them(latitude: Any, longitude: Any, code: Code) -> None:
    found = told(latitude=latitude, longitude=longitude)
    assert str(found.number) == "5"
    assert found.point is None
    assert [remark.code for remark in found.remarks] == [code]


@pytest.mark.parametrize(
    ("street", "kind", "name"),
    [
        ("пер. Мира", StreetKind.LANE, "Мира"),
        ("Мира", StreetKind.LANE, "Мира"),
        ("Набережная реки", StreetKind.STREET, "Набережная реки"),
    ],
)
def test_a_kind_may_be_said_apart_from_the_name_or_twice(street: str, kind: StreetKind, name: str) -> None:
    found = told(street, kind=kind)
    assert (found.kind, found.name) == (kind, name)


def test_a_kind_in_brackets_is_no_part_of_the_name() -> None:
    found = told("Ленина (пер.)")
    assert (found.kind, found.name) == (StreetKind.LANE, "Ленина")
    assert told("Садовая (Заря)").name == "Садовая (Заря)"


def test_a_row_without_coordinates_says_nothing_of_them() -> None:
    assert told(latitude=" ", longitude=None).point is None
    assert codes(latitude=" ", longitude=None) == []


def test_a_row_without_a_number_is_a_street_and_that_is_said_where_one_was_to_be() -> None:
    assert codes(house="") == [Code.NO_HOUSE]
    assert codes(house=None) == []


def test_a_number_of_which_a_date_was_made_is_to_be_checked() -> None:
    assert codes(house="1/2", is_date=True) == [Code.DATE_FOR_NUMBER]


def test_what_the_database_cannot_hold_is_taken_out() -> None:
    found = told("Ми\0ра", manager="УК \ud83d")
    assert found.name == "Мира"
    found.manager.encode()


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("г. Речной", SettlementKind.CITY, "Речной"),
        ("Речной г", SettlementKind.CITY, "Речной"),
        ("посёлок Чульман", SettlementKind.TOWNSHIP, "Чульман"),
        ("д.Н-Армязь", SettlementKind.HAMLET, "Н-Армязь"),
        ("ст-ца Каневская", SettlementKind.STANITSA, "Каневская"),
        ("аул Хабез", SettlementKind.AUL, "Хабез"),
        ("рзд. Мыслец", SettlementKind.SIDING, "Мыслец"),
        ("Речной", None, "Речной"),
        ("Село", None, "Село"),
    ],
)
def test_a_settlement_has_a_kind_before_or_behind_its_name(
    text: str, kind: SettlementKind | None, name: str
) -> None:
    assert SettlementTitle.read(text) == SettlementTitle(kind, name)


@pytest.mark.parametrize("code", Code)
def test_every_remark_has_its_sentence(code: Code) -> None:
    assert "{" not in SENTENCES[code].format(detail="5")
