"""Where a district begins in a scheme, and what its heading says of it."""

from __future__ import annotations

from time import process_time

import pytest

from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.rules import Why
from nasvyazi.domain.places.schemes.sections import tidy_number

STREETS = "Улицы: Советская (чётная сторона 2-48), Ленина, пер. Банковский"
RULES = ["ул. Советская с N 2 по N 48", "ул. Ленина полностью", "пер. Банковский полностью"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Округ № 3 (трёхмандатный)\n", ""),
        ("Избирательный округ № 3 (двухмандатный): ", ""),
        ("Избирательный округ № 3 (двухмандатный избирательный округ)\n", ""),
        ("Избирательный округ № 3 – многомандатный, 5 мандатов\n", ""),
        ("Избирательный округ № 3, трехмандатный, ", ""),
        ("Округ № 3 (2 депутата)\n", ""),
        ("Округ № 3 «Центральный» (двухмандатный)\n", "Центральный"),
        ("Округ № 3 (двухмандатный) Центральный\n", "Центральный"),
        ("ОДНОМАНДАТНЫЙ ИЗБИРАТЕЛЬНЫЙ ОКРУГ  №  3\n", ""),
        ("Округ № III\n", ""),
        ("Избирательный округ III. ", ""),
    ],
)
def test_what_a_heading_says_of_the_district_takes_no_street_with_it(heading: str, name: str) -> None:
    reading = read_scheme(heading + STREETS)
    (district,) = reading.districts
    assert (district.number, district.name) == ("3", name)
    assert [str(rule) for rule in district.rules] == RULES
    assert not reading.remarks


def test_a_street_behind_a_heading_is_not_its_name() -> None:
    (district,) = read_scheme("Избирательный округ № 4: Мира").districts
    assert [str(rule) for rule in district.rules] == ["Мира полностью"]


@pytest.mark.parametrize(
    ("said", "digits"),
    [("I", "1"), ("IV", "4"), ("VIII", "8"), ("IX", "9"), ("XIV", "14"), ("XLIX", "49"), ("ХХІ", "21")],
)
def test_a_roman_number_is_asked_for_by_digits(said: str, digits: str) -> None:
    (district,) = read_scheme(f"Избирательный округ № {said}\nул. Мира").districts
    assert district.number == tidy_number(said) == digits


def test_roman_numbers_stand_in_tables_too() -> None:
    table = read_scheme("│ № округа │ Границы │\n│ I │ ул. Мира │\n│ II │ ул. Горная │")
    assert [district.number for district in table.districts] == ["1", "2"]


@pytest.mark.parametrize("number", ["З", "", "десятый"])
def test_below_a_heading_without_a_number_nothing_is_of_the_district_above(number: str) -> None:
    reading = read_scheme(f"Округ № 1\nул. Мира\nОкруг № {number}\nул. Горная\nОкруг № 3\nул. Новая")
    assert {one.number: [str(rule) for rule in one.rules] for one in reading.districts} == {
        "1": ["ул. Мира полностью"],
        "3": ["ул. Новая полностью"],
    }
    assert [(one.why, one.verbatim) for one in reading.remarks] == [
        (Why.NOT_UNDERSTOOD, f"Округ № {number}".strip()),
        (Why.NOT_UNDERSTOOD, "ул. Горная"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "округ{}x",
        "Округ № 1{}1x",
        "Округ № 1 ({}x",
        "Округ № 1 (2{}x",
        "Округ № 1 Мира{}1x",
        "1{}а{}5 | x",
        "№ 1{}1\n№ 1{}5",
        "Округ № 1\nцентр{}x\n({}x",
    ],
)
def test_rows_of_blanks_are_read_as_quickly_as_words(text: str) -> None:
    began = process_time()
    read_scheme(text.replace("{}", " " * 50_000))
    assert process_time() - began < 10  # where each blank is tried with each other, it takes minutes
