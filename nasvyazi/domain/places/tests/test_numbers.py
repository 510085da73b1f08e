"""House numbers: every form in which people and registers write them, and the order along a street."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.numbers import HouseNumber, NotANumber

LETTERS = "АБВГДЕЖИКЛМНПРСТУФХЦЧШЩЭЮЯ"
PARTS = st.one_of(st.just(""), st.integers(1, 99).map(str), st.sampled_from(LETTERS))
NUMBERS = st.builds(
    HouseNumber,
    base=st.integers(1, 999),
    fraction=st.one_of(st.none(), st.integers(1, 199)),
    letter=st.one_of(st.just(""), st.sampled_from(LETTERS)),
    building=PARTS,
    structure=PARTS,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("49", HouseNumber(49)),
        ("д. 49", HouseNumber(49)),
        ("дом №49", HouseNumber(49)),
        ("N 15", HouseNumber(15)),
        ("95-а", HouseNumber(95, letter="А")),
        ("95 «а»", HouseNumber(95, letter="А")),
        ("21A", HouseNumber(21, letter="А")),  # a Latin letter
        ("48/16", HouseNumber(48, 16)),
        ("50/б", HouseNumber(50, letter="Б")),
        ("13 корп. 2", HouseNumber(13, building="2")),
        ("13, корпус 2", HouseNumber(13, building="2")),
        ("19 корпусе 5", HouseNumber(19, building="5")),
        ("48, корпуса 1", HouseNumber(48, building="1")),
        ("12 строения 3", HouseNumber(12, structure="3")),
        ("3к2", HouseNumber(3, building="2")),
        ("3к", HouseNumber(3, letter="К")),
        ("109с1", HouseNumber(109, structure="1")),
        ("5стрА", HouseNumber(5, structure="А")),
        ("2/40к1", HouseNumber(2, 40, building="1")),
        ("49/1к2 стр 3 лит А", HouseNumber(49, 1, "А", "2", "3")),
        ("влд. 5", HouseNumber(5)),
        ("домовладение 5А", HouseNumber(5, letter="А")),
        ("7 лит. Б", HouseNumber(7, letter="Б")),
    ],
)
def test_a_number_is_read(text: str, number: HouseNumber) -> None:
    assert HouseNumber.parse(text) == number


@pytest.mark.parametrize("text", ["", "дом", "кв. 5", "49 и 50", "№", "б/н", "12345"])
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotANumber):
        HouseNumber.parse(text)


@given(NUMBERS)
def test_a_number_is_written_as_it_is_read(number: HouseNumber) -> None:
    assert HouseNumber.parse(str(number)) == number


@given(st.lists(NUMBERS, min_size=2))
def test_numbers_follow_each_other_along_the_street(numbers: list[HouseNumber]) -> None:
    bases = [number.base for number in sorted(numbers)]
    assert bases == sorted(bases)


def test_a_letter_comes_after_the_house_itself() -> None:
    order = ["95", "95 к2", "95/2", "95А", "97"]
    assert [str(one) for one in sorted(map(HouseNumber.parse, reversed(order)))] == order


def test_a_corner_house_stands_on_the_side_of_its_first_number() -> None:
    assert HouseNumber.parse("48/15").is_even
    assert not HouseNumber.parse("15/48").is_even


def test_where_a_text_begins_with_a_number_it_is_told_how_long_it_is() -> None:
    assert HouseNumber.at_start("49к2, подъезд 3") == (HouseNumber(49, building="2"), 4)
    assert HouseNumber.at_start("324 Стрелковой Дивизии") == (HouseNumber(324), 3)
    assert HouseNumber.at_start("во дворе") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("4Бк1", HouseNumber(4, letter="Б", building="1")), ("1Ас3", HouseNumber(1, letter="А", structure="3"))],
)
def test_what_belongs_to_a_house_may_stand_right_behind_its_letter(text: str, number: HouseNumber) -> None:
    assert HouseNumber.parse(text) == number


@pytest.mark.parametrize(
    ("text", "number", "length"),
    [
        ("13, со стороны школы", HouseNumber(13), 2),
        ("13 ко двору", HouseNumber(13), 2),
        ("13, кв. 5", HouseNumber(13), 2),
        ("13 с торца", HouseNumber(13, letter="С"), 4),
        ("13 корпусом", HouseNumber(13), 2),
        ("13 к 2, кв 5", HouseNumber(13, building="2"), 6),
        ("13 корпус в ремонте", HouseNumber(13), 2),
        ("1-д. 15", HouseNumber(1), 1),
        ("1-д.№15", HouseNumber(1), 1),
        ("5 г. Энск", HouseNumber(5), 1),
        ("9 с. Ивановка", HouseNumber(9), 1),
    ],
)
def test_words_behind_a_number_are_no_building_of_it(text: str, number: HouseNumber, length: int) -> None:
    """A lone letter may be one: who reads a text looks at what follows."""
    assert HouseNumber.at_start(text) == (number, length)
