"""Number plates and telephones, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import phones, plates
from nasvyazi.domain.understanding.plates import Vehicle


@pytest.mark.parametrize(
    ("text", "number", "vehicle"),
    [
        ("О123АМ21", "О123АМ21", Vehicle.CAR),
        ("на газоне o123am 21", "О123АМ21", Vehicle.CAR),
        ("стоит машина Е 434 ХМ 21", "Е434ХМ21", Vehicle.CAR),
        ("X777xx|177 RUS", "Х777ХХ177", Vehicle.CAR),
        ("припаркован у614ве", "У614ВЕ", Vehicle.CAR),
        ("М 001 ТТ 121", "М001ТТ121", Vehicle.CAR),
        ("такси АА 123 21 нахамил", "АА12321", Vehicle.PASSENGERS),
        ("прицеп АН1234 21", "АН123421", Vehicle.TRAILER),
        ("мотоцикл 1234 ав 21", "1234АВ21", Vehicle.MOTORCYCLE),
    ],
)
def test_a_plate_is_found_and_brought_to_one_form(text: str, number: str, vehicle: Vehicle) -> None:
    assert [(one.number, one.vehicle) for one in plates.find(text)] == [(number, vehicle)]


@pytest.mark.parametrize(
    "text",
    [
        "дом 5к2", "в 10 утра", "с 123 по 45", "с 100 км 50", "С 100 КМ 50", "у 120 км 16", "от 123456",
        "на 12345 рублей", "в 300 ст 21", "у614ве", "О000АМ21", "Ж123ЩЫ21", "А123АА1", "ул. К 123", "кабинет А123",
        "АО123АМ211",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_plate_is_none(text: str) -> None:
    assert plates.find(text) == ()


LETTERS = st.sampled_from("АВЕКМНОРСТУХ")
LATIN = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@given(LETTERS, st.integers(1, 999), LETTERS, LETTERS, st.sampled_from(["01", "21", "99", "121", "777"]))
def test_a_plate_is_the_same_in_either_alphabet_and_case(
    first: str, digits: int, second: str, third: str, region: str
) -> None:
    number = f"{first}{digits:03}{second}{third}{region}"
    written = number.translate(LATIN)
    for said in (number, written, written.lower()):
        assert [one.number for one in plates.find(f"стоит {said} весь день")] == [number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8 (8352) 45-12-33 и +7 900 123 45 67", ["+78352451233", "+79001234567"]),
        ("8-800-100-20-30", ["+78001002030"]),
        ("89001234567, 9001234567", ["+79001234567"]),
        ("тел. 45-12-33", ["451233"]),
        ("акт 45-12-33", []),
        ("ИНН 2130123456", []),
        ("счёт 40702810900000012345", []),
        ("от 12-09-26", []),
    ],
)
def test_telephones_are_brought_to_one_form(text: str, numbers: list[str]) -> None:
    assert [one.number for one in phones.find(text)] == numbers


@given(st.text(alphabet="0123456789 +-()АВЕавеXx.", max_size=60))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    assert all(one.words in text for one in phones.find(text))
    assert all(one.words in text for one in plates.find(text))
