"""What a scheme says of an address, and what is doubtful in a scheme."""

from __future__ import annotations

import pytest

from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.addresses import Address, NoAddress
from nasvyazi.domain.places.schemes.answering import Because, Scheme, Told
from nasvyazi.domain.places.schemes.judging import Disagreement, KnownHouse, judge
from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.polygons import shape_of

TEXT = """Округ № 1
ул. Космонавтов; ул. Советская с N 1 по N 37; ул. Мира дома N 13; д. Петровка, ул. Лесная; д. Ивановка
Округ № 2
пер. Космонавтов; ул. Советская с N 39 по N 67; ул. Мира дом 13 корп. 2; с. Покровка, ул. Лесная"""
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}


def scheme(text: str = TEXT, **shapes: object) -> Scheme:
    reading = read_scheme(text)
    rules = [Told.of(one.number, rule) for one in reading.districts for rule in one.rules]
    return Scheme(rules, {name[1:]: shape_of(shape) for name, shape in shapes.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "district", "why"),
    [
        ("ул. Космонавтов, 3", "1", Because.RULE),
        ("пер. Космонавтов 3", "2", Because.RULE),
        ("Космонавтов 3", None, Because.AMBIGUOUS),
        ("Советская 37А", "1", Because.RULE),
        ("Советская 38", None, Because.NO_HOUSE),
        ("Советская", None, Because.NUMBER_NEEDED),
        ("ул. Космонавтов", "1", Because.RULE),
        ("Мира 13 к1", "1", Because.RULE),
        ("Мира 13 корп. 2", "2", Because.RULE),
        ("Мира 13 корп. 2, кв. 5", "2", Because.RULE),
        ("Мира 13А", None, Because.NO_HOUSE),
        ("Лесная 5", None, Because.AMBIGUOUS),
        ("д. Петровка, ул. Лесная, 5", "1", Because.RULE),
        ("с. Покровка ул. Лесная 5", "2", Because.RULE),
        ("д. Ивановка, ул. Садовая, 1", "1", Because.RULE),
        ("д. Ивановка, 12", "1", Because.RULE),
        ("с. Покровка, 12", None, Because.NO_STREET),
        ("Неизвестная 1", None, Because.NO_STREET),
    ],
)
def test_an_address_is_answered_with_a_reason(said: str, district: str | None, why: Because) -> None:
    verdict = scheme().district_of(Address.read(said))
    assert (verdict.district, verdict.why) == (district, why)
    assert bool(verdict.rule) == (why in (Because.RULE, Because.AMBIGUOUS))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("ул. К. Маркса, 57", Address("к маркса", HouseNumber(57), frozenset({StreetKind.STREET}))),
        ("Ягодный, пр-д, д. 1", Address("ягодный", HouseNumber(1), frozenset({StreetKind.PASSAGE}))),
        ("Советская, д. 39", Address("советская", HouseNumber(39))),
        ("квартал 10, дом 4", Address("10", HouseNumber(4), frozenset({StreetKind.QUARTER}))),
        ("Вельяминова 3к2", Address("вельяминова", HouseNumber(3, building="2"))),
        ("40 лет Победы 11", Address("40 лет победы", HouseNumber(11))),
        ("8 Марта", Address("8 марта")),
        ("1-й проезд Коняева, 5", Address("коняева 1", HouseNumber(5), frozenset({StreetKind.PASSAGE}))),
        ("Анисимова, ул., 5", Address("анисимова", HouseNumber(5), frozenset({StreetKind.STREET}))),
        (
            "пр. Мира 1",
            Address("мира", HouseNumber(1), frozenset({StreetKind.AVENUE, StreetKind.PASSAGE})),
        ),
        ("Лесной м.о., д. Малые Пески, 12", Address("", HouseNumber(12), settlement="малые пески")),
        (
            "Липецкая обл., г. Усмань, ул. Мира 49/1к2 стр 3 лит А",
            Address("мира", HouseNumber(49, 1, "А", "2", "3"), frozenset({StreetKind.STREET}), "усмань"),
        ),
        (
            "ул. Советская, 17, г. Чебоксары",
            Address("советская", HouseNumber(17), frozenset({StreetKind.STREET}), "чебоксары"),
        ),
        ("Советская 17 г. Чебоксары", Address("советская", HouseNumber(17), settlement="чебоксары")),
        (
            "ул. Советская, д. 17А, кв. 5, г.Чебоксары, Чувашская Республика",
            Address("советская", HouseNumber(17, letter="А"), frozenset({StreetKind.STREET}), "чебоксары"),
        ),
        ("8 Марта, 5, деревня Пески", Address("8 марта", HouseNumber(5), settlement="пески")),
        ("Г. Казань, Баумана 5", Address("баумана", HouseNumber(5), settlement="казань")),
        (
            "УЛ. БАУМАНА, 5, Г. КАЗАНЬ",
            Address("баумана", HouseNumber(5), frozenset({StreetKind.STREET}), "казань"),
        ),
        (
            "1-й проезд П. Морозова, 5",
            Address("п морозова 1", HouseNumber(5), frozenset({StreetKind.PASSAGE})),
        ),
        ("Д. Бедного, 5", Address("д бедного", HouseNumber(5))),
        ("12, д. Пески", Address("", HouseNumber(12), settlement="пески")),
        ("Ленина, 5, оф. 3", Address("ленина", HouseNumber(5))),
        ("Ленина, 5, пом. 1 (вход со двора)", Address("ленина", HouseNumber(5))),
        ("Ленина 5а-12", Address("ленина", HouseNumber(5, letter="А"))),
        ("дом № 5 по ул. Ленина", Address("ленина", HouseNumber(5), frozenset({StreetKind.STREET}))),
        ("5, ул. Ленина, кв. 3", Address("ленина", HouseNumber(5), frozenset({StreetKind.STREET}))),
        (
            "ул. Ленина, 5, г. Энск, 429000",
            Address("ленина", HouseNumber(5), frozenset({StreetKind.STREET}), "энск"),
        ),
        ("5, Ленина, г. Энск", Address("ленина", HouseNumber(5), settlement="энск")),
        ("Канаш, Ленина 15", Address("ленина", HouseNumber(15), settlement="канаш")),
        ("Липецкая обл., Ленина 15", Address("ленина", HouseNumber(15))),
    ],
)
def test_an_address_is_read(said: str, address: Address) -> None:
    assert Address.read(said) == address


@pytest.mark.parametrize(
    "said", ["", "   ", "5", "г. Усмань, 5", "5, г. Усмань", "399370, Липецкая обл., г. Усмань", "😀"]
)
def test_what_names_no_street_is_told(said: str) -> None:
    with pytest.raises(NoAddress):
        Address.read(said)


def test_the_same_spelling_goes_before_a_longer_name() -> None:
    both = scheme("Округ № 1\nул. Крылова\nОкруг № 2\nул. Академика А.Н. Крылова с N 1 по N 9")
    assert both.district_of(Address.read("Крылова 1")).district == "1"
    assert both.district_of(Address.read("Академика А.Н. Крылова 1")).district == "2"


def test_a_polygon_speaks_where_no_rule_does() -> None:
    drawn = scheme(_3=SQUARE)
    inside, outside = (2.0, 2.0), (9.0, 9.0)
    assert drawn.district_of(Address.read("Неизвестная 1"), point=inside).district == "3"
    assert drawn.district_of(Address.read("Неизвестная 1"), point=outside).district is None
    assert drawn.district_of(Address.read("ул. Космонавтов 1"), point=inside).district == "1"


def test_two_districts_that_take_one_house_are_told_with_the_house() -> None:
    (overlap,) = judge(scheme("Округ № 1\nул. Мира с N 1 по N 15\nОкруг № 2\nМира с N 15 по N 30")).overlaps
    assert (overlap.first.district, overlap.second.district, overlap.example) == ("1", "2", "Мира, 15")


@pytest.mark.parametrize(
    "text",
    [
        "Округ № 1\nул. Мира с N 1 по N 15\nОкруг № 2\nул. Мира с N 2 по N 30",
        "Округ № 1\nул. Мира с N 1 по N 15\nОкруг № 2\nпер. Мира с N 1 по N 15",
        "Округ № 1\nул. Мира, кроме дома 5\nОкруг № 2\nул. Мира дом 5",
        "Округ № 1\nул. Мира с N 1 по N 37\nОкруг № 2\nул. Мира 37А",
        "Округ № 1\nс. Покровка, ул. Мира\nОкруг № 2\nд. Петровка, ул. Мира",
    ],
)
def test_what_only_touches_is_no_overlap(text: str) -> None:
    assert not judge(scheme(text)).overlaps


def test_a_rule_said_twice_is_told() -> None:
    ((first, second),) = judge(
        scheme("Округ № 1\nул. Мира полностью; ул. Горная; ул. Мира, все дома")
    ).doubles
    assert (first.rule.verbatim, second.rule.verbatim) == ("ул. Мира полностью", "ул. Мира, все дома")


def house(street: str, number: int, point: tuple[float, float] | None = None) -> KnownHouse:
    address = Address.of(street=street, number=HouseNumber(number), kind=StreetKind.STREET)
    return KnownHouse(f"ул. {street}", str(number), (address,), point)


def test_the_register_shows_gaps_and_rules_without_houses() -> None:
    found = judge(
        scheme("Округ № 1\nул. Мира с N 1 по N 15; ул. Горная"),
        [house("Мира", 1), house("Мира", 17), house("Иная", 2)],
    )
    assert found.gaps == {"ул. Мира": ["17"], "ул. Иная": ["2"]}
    assert [told.rule.name for told in found.empty] == ["Горная"]
    assert found.houses == 3


def test_without_a_register_nothing_is_missing_in_it() -> None:
    found = judge(scheme())
    assert not found.gaps
    assert not found.empty
    assert not found.drawn_only


def test_districts_of_the_map_that_the_text_does_not_have_are_told() -> None:
    assert judge(scheme(_2=SQUARE, _12=SQUARE)).drawn_only == ["12"]


def test_text_and_map_that_disagree_are_told() -> None:
    drawn = scheme("Округ № 1\nул. Мира", _2=SQUARE)
    found = judge(
        drawn, [house("Мира", 1, (2.0, 2.0)), house("Мира", 2, (9.0, 9.0)), house("Иная", 5, (1.0, 1.0))]
    )
    assert found.disagreements == [Disagreement("ул. Мира, 1", "1", "2")]
    assert not found.gaps
