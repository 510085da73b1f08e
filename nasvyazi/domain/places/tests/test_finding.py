"""Addresses are found as people write them, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.clues import Clue
from nasvyazi.domain.places.finding import Address, find
from nasvyazi.domain.places.gazetteer import Gazetteer, House, Street

_STREETS = (
    ("street", "Минская"),
    ("avenue", "Московский"),
    ("embankment", "Московская"),
    ("avenue", "Мира"),
    ("avenue", "Ленина"),
    ("street", "Победы"),
    ("street", "40 лет Победы"),
    ("street", "8 Марта"),
    ("street", "9 Мая"),
    ("street", "Юрия Гагарина"),
    ("street", "Карла Маркса"),
    ("street", "Космонавта А.Г. Николаева"),
    ("street", "Лебедева"),
    ("street", "Седова"),
    ("street", "Школьная"),
    ("street", "Новая"),
    ("street", "Энтузиастов"),
    ("street", "Парижской Коммуны"),
    ("street", "Пионерская"),
    ("street", "Пионерская 2-я"),
    ("lane", "Лесной"),
    ("passage", "Базовый"),
    ("street", "Советская"),
    ("quarter", "10"),
    ("estate", "Юбилейный"),
)
_SURE = 0.6
"""From here on an address fills a card by itself."""
_LETTERED = (("street", "Лебедева", "25А"), ("street", "Минская", "60 к2"), ("street", "Минская", "61 стрА"))
_TOWN = Gazetteer.of_rows(
    [*((kind, name, str(base)) for kind, name in _STREETS for base in range(1, 60)), *_LETTERED],
    settlement="Минусово",
)


def _found(text: str) -> list[tuple[str, str | None]]:
    return [(one.name, one.house) for one in find(text, _TOWN)]


def _only(text: str) -> Address:
    (address,) = find(text, _TOWN)
    return address


@pytest.mark.parametrize(
    ("text", "street", "house"),
    [
        ("во дворе Минской 49 не скошена трава, УК игнорирует", "Минская", "49"),
        ("дом 49 по Минской", "Минская", "49"),
        ("48 по Московскому проспекту", "Московский", "48"),
        ("в 12-м доме по Минской нет света", "Минская", "12"),
        ("рядом с д. 9 ул. Советская", "Советская", "9"),
        ("на Московской 5", "Московская", "5"),
        ("Московский проспект, 15", "Московский", "15"),
        ("Лебедева, 25А", "Лебедева", "25А"),
        ("лебедева 25 а", "Лебедева", "25А"),
        ("ул 40 лет победы д 11 кв 5", "40 лет Победы", "11"),
        ("40 лет Победы 11", "40 лет Победы", "11"),
        ("ул. 8 Марта 5", "8 Марта", "5"),
        ("ул. К.Маркса, 57", "Карла Маркса", "57"),
        ("к.маркса 57", "Карла Маркса", "57"),
        ("ул к маркса 57", "Карла Маркса", "57"),
        ("во дворе к. маркса, 57", "Карла Маркса", "57"),
        ("Маркса 57", "Карла Маркса", "57"),
        ("Николаева А.Г., 7", "Космонавта А.Г. Николаева", "7"),
        ("2-я Пионерская, 12", "Пионерская 2-я", "12"),
        ("Пионерская 2-я, 12", "Пионерская 2-я", "12"),
        ("Пионерская 2", "Пионерская", "2"),
        ("пер. Лесной 3", "Лесной", "3"),
        ("базовому проезду, д. 26", "Базовый", "26"),
        ("квартал 10, дом 4", "10", "4"),
        ("мкр. Юбилейный, д. 9", "Юбилейный", "9"),
        ("ул. Минская 60 корпус 2", "Минская", "60 к2"),
        ("по адресу: минская, 12", "Минская", "12"),
        ("Mинcкaя 49", "Минская", "49"),  # Latin twins
        ("МИНСКАЯ 49 НЕТ ВОДЫ", "Минская", "49"),
        ("минская 49 подъезд 2", "Минская", "49"),
        ("ул. Минская в районе дома 15", "Минская", "15"),
        ("на Школьной, около магазина и дома №14", "Школьная", "14"),
        ("ул. академика Лебедева, 7", "Лебедева", "7"),
        ("пр.Ленина, 29 г. Минусово", "Ленина", "29"),
        ("г. Минусово, ул. Советская 5", "Советская", "5"),
        ("Минская 10 с торца", "Минская", "10"),
        ("Минская 12 у подъезда", "Минская", "12"),
        ("ул.Минская 2.Каждый день", "Минская", "2"),
        ("Минская 49-12 течёт кран", "Минская", "49"),
        ("на второй пионерской 12", "Пионерская 2-я", "12"),
        ("Пионерская вторая 12", "Пионерская 2-я", "12"),
        ("ул. Космонафта Николаева, 7", "Космонавта А.Г. Николаева", "7"),
        ("Минская ул., 49", "Минская", "49"),
        ("Минская, напротив 12 дома", "Минская", "12"),
        ("Лебедева (рядом с домом 25А)", "Лебедева", "25А"),
        ("Прорвало трубу: Минская, 12, с 8 до 10 не было воды", "Минская", "12"),
        ("Минская 12 с 8 до 10 не было воды", "Минская", "12"),
        ("ул. Минская с 8 до 10 не было воды", "Минская", None),
        ("у школы 5 дом по Минской", "Минская", "5"),
        ("подъезды 3 и 4 дома 10 по Минской", "Минская", "10"),
        ("школы №4 на Минской", "Минская", None),
        ("возле садика 12 на Минской яма", "Минская", None),
        ("лицей 3 на Минской, дети переходят где попало", "Минская", None),
        ("автобус 15 по Минской не ходит", "Минская", None),
        ("павильон №7 на Минской", "Минская", None),
        ("офис 7 на Минской", "Минская", None),
        ("кв. 12 на Минской, 4", "Минская", "4"),
        ("на Школьной 4", "Школьная", "4"),
        ("дорога на гагарина вся в ямах", "Юрия Гагарина", None),
        ("на минской не убирают снег", "Минская", None),
        ("Мира, нечётная сторона без фонарей", "Мира", None),
        ("по ул. Минская", "Минская", None),
        ("на Минской яма", "Минская", None),
        ("живу на Энтузиастов, воды нет", "Энтузиастов", None),
        ("дорога по Парижской Коммуны", "Парижской Коммуны", None),
    ],
)
def test_an_address_is_found(text: str, street: str, house: str | None) -> None:
    assert _found(text) == [(street, house)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂🙂🙂",
        "Миру мир! Победы в войне. Мира вам.",
        "школа 59, 9 мая ждём вас, в 13:20 было 5 человек, тел. 8-927-123-45-67, автобус 12",
        "9 мая 2021 года поздравляю с 8 Марта",
        "парк Победы загажен, сквер Гагарина тоже",
        "остановка Лебедева сломана, остановка общественного транспорта «Улица Минская» без крыши",
        "Победы 5 лет ждём",
        "Минская 5 мая отключили",
        "Депутат Лебедева обещала 5 раз",
        "Лебедева Мария, 45 лет",
        "у Лебедевой 5 детей",
        "на Новой дороге ямы",
        "по улицам Московского района",
        "Все в порядке на Победе",
        "ул. Ивана Лебедева 5",
        "2-я Школьная, 5",
        "в Новоминске на Советской 5 прорвало трубу",
        "в городе Канаш, ул. Советская 5",
        "Советская 5, г. Канаш",
        "в Москве на Советской 5",
        "жалоба на Лебедева",
        "жалоба на лебедева, начальника участка 5",
        "на новой площадке у школы 5",
        "ул. Садовая 5",  # no misspelt «Седова»
        "площадь Мира",
        "дом № 43, школьная площадка",
        "ул. Базовая, 5",  # the register has a passage of that name
        "Чӑваш Республики, ялта шыв ҫук",
        "שלום מינסק 5",
    ],
)
def test_what_is_no_address_of_ours_is_not_taken_for_one(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        ("Минская 49, 51 и 53", ["49", "51", "53"]),
        ("дома 3-9 по Минской", ["3", "5", "7", "9"]),
        ("на Минской дома 3-9", ["3", "5", "7", "9"]),
        ("ул. Минская от дома 5 до дома 8", ["5", "6", "7", "8"]),
        ("между домами 26 и 28 по Минской", ["26", "28"]),
        ("на ул. Минская между 5 и 7 домами", ["5", "7"]),
        ("домов №5 и №7, расположенных по ул. Минская", ["5", "7"]),
        ("Минская 52. Между домами 52 и 54 узкий проезд", ["52", "54"]),
        ("Минская 49, 3 подъезд, 5 этаж", ["49"]),
        ("Минская 49, 500 и 51", ["49", "500", "51"]),
        ("Минская от д. 5 до д. 9", ["5", "7", "9"]),
        ("Минская (от 2 до 6 дома) не освещена", ["2", "4", "6"]),
    ],
)
def test_several_houses_of_a_street_are_each_an_address(text: str, houses: list[str]) -> None:
    assert _found(text) == [("Минская", house) for house in houses]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("угол Мира и Ленина", [("Мира", None), ("Ленина", None)]),
        ("угол гагарина и минской", [("Юрия Гагарина", None), ("Минская", None)]),
        ("к.маркса/гагарина яма", [("Карла Маркса", None), ("Юрия Гагарина", None)]),
        ("Мира и Ленина перекрёсток без светофора", [("Мира", None), ("Ленина", None)]),
        ("на пересечении ул. Мира и 40 лет Победы", [("Мира", None), ("40 лет Победы", None)]),
        ("от Гагарина до Мира", [("Юрия Гагарина", None), ("Мира", None)]),
        ("Ленина 5, Мира 7", [("Ленина", "5"), ("Мира", "7")]),
        ("Ленина дом 5 Мира дом 7", [("Ленина", "5"), ("Мира", "7")]),
        ("дом 5 ул. Мира, дом 7 ул. Ленина", [("Мира", "5"), ("Ленина", "7")]),
        ("Минская 25 а также Мира 7", [("Минская", "25"), ("Мира", "7")]),
        ("Чистят ул. Мира 5. А по ул. Мира ямы", [("Мира", "5")]),
    ],
)
def test_several_streets_are_told_apart(text: str, found: list[tuple[str, str | None]]) -> None:
    assert _found(text) == found


def test_a_house_that_the_register_lacks_is_kept_with_less_confidence_and_said() -> None:
    known, unknown = _only("ул. Минская, 5"), _only("ул. Минская, 500")
    assert (unknown.house, unknown.known, unknown.house_id) == ("500", "", None)
    assert Clue.UNKNOWN_HOUSE in unknown.clues
    assert unknown.confidence < known.confidence


def test_the_longest_number_is_read_whole() -> None:
    assert _only("ул. Минская, 49/1к2 стр 3 лит А").house == "49/1А к2 стр3"


def test_a_house_is_recognised_under_what_people_call_it() -> None:
    """The text's number stays; the register's is beside it."""
    address = _only("ул. Минская 60/2")
    assert (address.house, address.known) == ("60/2", "60 к2")
    assert _only("ул. Минская 61а").known == "61 стрА"
    assert _only("Минская 61 а у нас темно").known == "61 стрА"


def test_a_corner_house_is_recognised_by_the_first_of_its_numbers_where_no_other_is_called_so() -> None:
    rows = [("street", "Фрунзе", number) for number in ("1/72", "3", "3/70", "5/1", "5/2")]
    town = Gazetteer.of_rows(rows)
    known = {said: find(f"ул. Фрунзе {said}", town)[0].known for said in ("1", "3", "5", "1/72")}
    assert known == {"1": "1/72", "3": "3", "5": "", "1/72": "1/72"}


def test_a_misspelt_name_is_found_behind_its_kind() -> None:
    address = _only("улица Энтузиастав дом 7")
    assert (address.name, address.house) == ("Энтузиастов", "7")
    assert Clue.MISSPELT in address.clues
    assert address.confidence < _only("улица Энтузиастов дом 7").confidence


def test_a_former_name_leads_to_the_street() -> None:
    town = Gazetteer([Street(7, "street", "Мирная", other_names=("Пролетарская",), houses={"5": House(70)})])
    assert len(find("ул. Пролетарская (ныне Мирная), дом 5", town)) == 1
    (address,) = find("ул. Пролетарская 5", town)
    assert (address.street_id, address.name, address.house_id) == (7, "Мирная", 70)
    assert Clue.OTHER_NAME in address.clues


def test_of_two_streets_with_one_name_the_one_that_has_the_house_is_meant() -> None:
    rows = [("lane", "Южная", "5"), ("street", "Южная", "7"), ("street", "Южная", "9")]
    assert [one.kind for one in find("Южная 5", Gazetteer.of_rows(rows))] == ["lane"]


def test_of_two_settlements_the_one_that_is_named_is_meant() -> None:
    houses = {"5": House(1)}
    town = Gazetteer(
        [
            Street(1, "street", "Советская", "Минусово", houses={**houses, "7": House(3)}),
            Street(2, "street", "Советская", "Новые Лапсары", houses=houses),
        ]
    )
    assert [one.street_id for one in find("пос. Новые Лапсары, ул. Советская 5", town)] == [2]
    (unsaid,) = find("ул. Советская 5", town)
    assert unsaid.street_id == 1
    assert Clue.SEVERAL in unsaid.clues


@pytest.mark.parametrize(("houses", "is_asked"), [(5, True), (40, True), (60, False)])
def test_of_settlements_alike_a_person_is_asked_and_of_a_town_and_a_village_the_town_is_meant(
    houses: int, is_asked: bool
) -> None:
    def street(number: int, settlement: str, count: int) -> Street:
        return Street(
            number,
            "street",
            "Советская",
            settlement,
            houses={str(one): House(one) for one in range(1, count + 1)},
        )

    register = Gazetteer([street(1, "Минусово", houses), street(2, "Пески", 5)])
    (found,) = find("по адресу: на ул. Советская, дом 5", register)
    assert (Clue.ANYWHERE in found.clues) == is_asked
    assert (found.confidence < _SURE) == is_asked
    (named,) = find("Пески, ул. Советская, дом 5", register)
    assert (named.street_id, named.confidence < _SURE) == (2, False)


def test_a_street_that_two_settlements_have_is_titled_with_its_own() -> None:
    streets = [Street(1, "street", "Советская", "Минусово"), Street(2, "street", "Советская", "Пески")]
    register = Gazetteer(
        [*streets, Street(3, "lane", "Советская", "Пески"), Street(4, "street", "Мира", "Пески")]
    )
    titles = [
        register.title(kind=one.kind, name=one.name, settlement=one.settlement, number="5")
        for one in register.streets
    ]
    assert titles == [
        "Минусово, ул. Советская, 5",
        "Пески, ул. Советская, 5",
        "пер. Советская, 5",
        "ул. Мира, 5",
    ]


_VILLAGES = Gazetteer(
    [
        Street(index, "settlement", title, title.split(" ", 1)[1], houses={str(n): House(n) for n in range(1, 40)})
        for index, title in enumerate(("д. Малые Карачуры", "д. Пески", "п. Лесной", "с. Победа"), start=1)
    ]
    + [
        Street(11, "street", "Лесная", "Пески", houses={"5": House(50)}),
        Street(12, "street", "Лесная", "Минусово", houses={str(n): House(n + 100) for n in range(1, 90)}),
        Street(13, "street", "Пески", "Минусово", houses={"3": House(60)}),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "village", "house"),
    [
        ("д. Малые Карачуры, дом 5", "д. Малые Карачуры", "5"),
        ("деревня Пески 12 нет света", "д. Пески", "12"),
        ("Д. Пески, 12", "д. Пески", "12"),
        ("д Пески д.12 кв.3", "д. Пески", "12"),
        ("дом 12 в Песках", "д. Пески", "12"),
        ("в малых карачурах дом 5", "д. Малые Карачуры", "5"),
        ("в посёлке Лесном 5", "п. Лесной", "5"),
        ("Победа село, 4", "с. Победа", "4"),
        ("в деревне Пески нет воды", "д. Пески", None),
        ("дорогу в Малых Карачурах замело", "д. Малые Карачуры", None),
        ("д. Пески, ул. Неизвестная, у дома 5", "д. Пески", None),
    ],
)
def test_a_house_right_in_a_village_is_found(text: str, village: str, house: str | None) -> None:
    assert [(one.name, one.house) for one in find(text, _VILLAGES)] == [(village, house)]


@pytest.mark.parametrize(
    ("text", "street_id"),
    [
        ("д. Пески, ул. Лесная 5", 11),
        ("на Лесной 5 в Песках", 11),
        ("ул. Лесная, дом 5, д. Пески", 11),
        ("ул. Пески 3", 13),
    ],
)
def test_a_village_is_no_place_of_its_own_where_its_street_is_named(text: str, street_id: int) -> None:
    assert [one.street_id for one in find(text, _VILLAGES)] == [street_id]


@pytest.mark.parametrize("text", ["до Песков 5 км", "Победа 5 мая!", "самосвал песка 5 тонн", "победы вам"])
def test_the_name_of_a_village_alone_is_a_word(text: str) -> None:
    assert find(text, _VILLAGES) == []


def test_while_a_town_has_no_name_of_its_own_no_town_is_another() -> None:
    town = Gazetteer.of_rows([("street", "Советская", "5")], settlement="Наш город")
    assert len(find("г. Канаш, ул. Советская 5", town)) == 1


def test_an_address_says_where_it_stands() -> None:
    text = "Опять яма: İ ул. Минская, 5!"
    address = _only(text)
    assert text[address.start : address.end] == address.words == "ул. Минская, 5"


@given(
    st.text(alphabet=st.characters(), max_size=200),
    st.sampled_from(["ул. Минская, 5", "Лебедева 25а и 27", ""]),
)
def test_whatever_stands_around_every_address_lies_in_the_text(noise: str, address: str) -> None:
    text = f"{noise} {address}\ud800{noise}"
    for one in find(text, _TOWN):
        assert text[one.start : one.end] == one.words
        assert 0 <= one.confidence <= 1
