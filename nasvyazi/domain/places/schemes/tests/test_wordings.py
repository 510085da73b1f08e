"""How councils word which houses are whose: sides, ranges, buildings, exceptions, before the street and behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.rules import Reading, Why
from nasvyazi.domain.places.schemes.tests.test_laws import assert_everything_is_told

HIGHEST = 120


def reading(description: str) -> Reading:
    return read_scheme(f"Избирательный округ № 1\n{description}")


def rules(description: str) -> list[str]:
    return [str(rule) for rule in reading(description).districts[0].rules]


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("Дом 15 ул. Гагарина", ["ул. Гагарина N 15"]),
        (
            "дома 1, 3, 5 ул. Ленина, дома 2-10 ул. Мира",
            ["ул. Ленина N 1, N 3, N 5", "ул. Мира с N 2 по N 10"],
        ),
        (
            "дома № 1, № 3 улицы Ленина; дом № 7 переулка Мирного; домов 1-9 проспекта Победы",
            ["ул. Ленина N 1, N 3", "пер. Мирного N 7", "пр-т Победы с N 1 по N 9"],
        ),
        ("дома №№ 2, 4 улицы Мира и дом 6 переулка Тихого", ["ул. Мира N 2, N 4", "пер. Тихого N 6"]),
        ("дома № 2, 4 по ул. Мира, № 1-9 по ул. Труда", ["ул. Мира N 2, N 4", "ул. Труда с N 1 по N 9"]),
        ("с 1 по 15 ул. Мира, с 2 по 20 ул. Труда", ["ул. Мира с N 1 по N 15", "ул. Труда с N 2 по N 20"]),
        ("дома 1, 3 ул. 8 Марта, ул. Труда", ["ул. 8 Марта N 1, N 3", "ул. Труда полностью"]),
        ("нечётная сторона ул. Победы, ул. Труда", ["ул. Победы нечётная сторона", "ул. Труда полностью"]),
        ("вся чётная сторона ул. Мира", ["ул. Мира чётная сторона"]),
        ("дома по чётной стороне ул. Мира с № 2 по № 20", ["ул. Мира с N 2 по N 20"]),
        (
            "нечётная сторона улицы Мира от дома 1 до дома 50; чётная сторона улицы Мира полностью",
            ["ул. Мира нечётная сторона с N 1 по N 50", "ул. Мира чётная сторона"],
        ),
        (
            "дома №№ 1-15 (нечётные) по улице Мира, №№ 2-14 (чётные) по улице Труда",
            ["ул. Мира с N 1 по N 15", "ул. Труда с N 2 по N 14"],
        ),
        ("дома 1-9 с. Ивановка", ["с. Ивановка с N 1 по N 9"]),
        ("с. Ивановка, дома 1-9 ул. Мира", ["с. Ивановка ул. Мира с N 1 по N 9"]),
    ],
)
def test_houses_that_stand_before_their_street_are_its_own(text: str, understood: list[str]) -> None:
    assert rules(text) == understood
    assert not reading(text).remarks


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        ("дома 1-17, нечётная сторона", "с N 1 по N 17"),
        ("(д. 1-17, нечет.)", "с N 1 по N 17"),
        ("1-50, нечётные", "нечётная сторона с N 1 по N 50"),
        ("дома 1, 3, 5 (нечётная сторона)", "N 1, N 3, N 5"),
        ("от № 5 и до конца улицы по нечётной стороне", "нечётная сторона с N 5 до конца"),
        ("полностью, чётная сторона", "чётная сторона"),
        ("чётная сторона – с № 2 по № 20, нечётная сторона – с № 1 по № 17", "с N 2 по N 20, с N 1 по N 17"),
        ("по чётной стороне – дома №№ 2-20, по нечётной – дома №№ 1-17", "с N 2 по N 20, с N 1 по N 17"),
        ("(нечётная сторона: дома 1-17; чётная сторона: дома 2-20)", "с N 1 по N 17, с N 2 по N 20"),
        ("№1-№15 нечет, №2-№20 чет", "с N 1 по N 15, с N 2 по N 20"),
        ("с 2 по 20 чётные, с 1 по 17 нечётные", "с N 2 по N 20, с N 1 по N 17"),
        ("нечётная сторона с 1 по 17, чётная сторона", "с N 1 по N 17 и чётная сторона"),
        ("дома 1-17 и чётная сторона", "с N 1 по N 17 и чётная сторона"),
        ("чётная и нечётная стороны", "чётная сторона и нечётная сторона"),
        ("все чётные дома", "чётная сторона"),
        ("все дома по нечётной стороне", "нечётная сторона"),
        ("все дома с № 1 по № 15", "с N 1 по N 15"),
        ("дома с 1-го по 15-й", "с N 1 по N 15"),
        ("дома до 15-го включительно", "по N 15"),
        ("дома – 1, 3, 5", "N 1, N 3, N 5"),
        ("д.№1-д.№15", "с N 1 по N 15"),
        ("д.1-д.15", "с N 1 по N 15"),
        ("д. 9 корпуса 1, 2, 3", "N 9 к1, N 9 к2, N 9 к3"),
        ("д. 5 корп. 1, 2, 3", "N 5 к1, N 5 к2, N 5 к3"),
        ("д. 48, корпуса 1", "N 48 к1"),
        ("д. 12 строения 1 и 2, д. 14", "N 12 стр1, N 12 стр2, N 14"),
        ("13 корп. 2, 15, 17", "N 13 к2, N 15, N 17"),
        ("5А, Б, 7", "N 5А, N 5Б, N 7"),
        ("с 1 по 15, кроме 7 корпуса 1, 2", "с N 1 по N 15, кроме N 7 к1, N 7 к2"),
        ("чётная сторона (кроме 2, 4)", "чётная сторона, кроме N 2, N 4"),
    ],
)
def test_houses_are_understood_behind_their_street(text: str, houses: str) -> None:
    assert rules(f"ул. Мира {text}") == [f"ул. Мира {houses}"]
    assert rules(f"ул. Мира, {text}; ул. Труда") == [f"ул. Мира {houses}", "ул. Труда полностью"]


@pytest.mark.parametrize(
    ("text", "untouched"),
    [
        ("ул. Садовая, дома 1, 3 ул. Ленина", []),
        ("ул. Садовая 2, 4, дома 1, 3 ул. Ленина", []),
        ("ул. Мира, нечётная сторона ул. Победы, ул. Труда", ["ул. Труда полностью"]),
        ("дома 5, 7, ул. Горная, ул. Труда", ["ул. Труда полностью"]),
        ("чётная сторона: ул. Ленина, ул. Мира; ул. Труда", ["ул. Труда полностью"]),
        ("чётные стороны улиц Мира, Ленина; Труда", ["ул. Мира чётная сторона", "Труда полностью"]),
        ("дома 1, 3 ул. Мира, дома 5, 7", []),
        ("нечётная сторона ул. Мира, дома 2, 4", []),
        ("дома с 15 по 3 ул. Мира", []),
        ("ул. Мира с 1 по 17 (чётная сторона)", []),
        ("ул. Мира с 1 по 17, чётная сторона", []),
        ("ул. Мира с 1 по 50 и с 60 по 91, нечётная сторона", []),
        ("ул. Мира с 1 по 17 нечётная сторона с 2 по 10", []),
        ("ул. Мира с 1 по 50 (чётная и нечётная)", []),
        ("ул. Мира нечётная сторона с 1 по 17, с 2 по 20", []),
        ("ул. Мира чётная сторона: 2, 4, 5", []),
        ("ул. Мира нечётная сторона с 2 по 20", []),
        ("ул. Мира 10, 12 корп. 1, 3, 14", []),
        ("ул. Мира 1 корп. 1, 2, 3", []),
        ("ул. Мира д. 9 корпуса 1, 2, 11, 13", []),
        ("ул. Мира д. 5 корп. 1-7", []),
        ("ул. Мира, дома лесхоза", []),
        ("ул. Мира, левая сторона", []),
        ("с. Ивановка, кроме ул. Мира", []),
        ("с. Ивановка, за исключением улиц Мира и Труда; ул. Новая", ["ул. Новая полностью"]),
        ("с. Ивановка (кроме ул. Мира и ул. Труда), д. Петровка", ["д. Петровка"]),
        ("с. Ивановка, кроме домов 1-5 ул. Мира, ул. Труда", []),
        ("г. Энск, все улицы, кроме ул. Мира, ул. Труда", []),
        ("мкр. Северный, кроме домов 1, 3 по ул. Мира; ул. Новая", ["ул. Новая полностью"]),
        ("1, 2, 3 проезды Мира; ул. Новая", ["ул. Новая полностью"]),
        ("ул. Садовая, 1, 2, 3 проезды Мира", []),
        ("территория, ограниченная ул. Мира, ул. Горная; ул. Новая", ["ул. Новая полностью"]),
        ("ул. Лесная; кварталы, ограниченные улицами Мира, Ленина и Труда", ["ул. Лесная полностью"]),
    ],
)
def test_what_may_be_meant_in_two_ways_becomes_no_rule_and_that_is_told(
    text: str, untouched: list[str]
) -> None:
    assert rules(text) == untouched
    assert {remark.why for remark in reading(text).remarks} <= {Why.LIMIT_NOT_UNDERSTOOD, Why.BROKEN_RUN}
    assert reading(text).remarks
    assert_everything_is_told(f"Избирательный округ № 1\n{text}")


ENDS = st.tuples(st.integers(1, HIGHEST), st.integers(1, HIGHEST)).map(sorted)
RUNS = st.sampled_from(
    [
        *("{0}-{1}", "{0}–{1}", "{0} — {1}", "№{0}-№{1}", "№ {0} – № {1}", "д.{0}-д.{1}", "д.№{0}-д.№{1}"),
        *("с {0} по {1}", "с № {0} по № {1}", "с №{0} по №{1}", "с N {0} по {1}", "от {0} до {1}"),
        *(
            "с дома {0} по дом {1}",
            "от дома № {0} до дома № {1}",
            "с {0} по {1} включительно",
        ),
    ]
)
NOUNS = st.sampled_from(["", "дома ", "дома: ", "дома – ", "жилые дома ", "все дома "])
BEHIND_STREET = st.sampled_from(
    ["ул. Мира {}", "ул. Мира, {}", "ул. Мира ({})", "ул. Мира: {}", "ул. Мира – {}"]
)
BEFORE_STREET = st.sampled_from(["{} ул. Мира", "{} по ул. Мира", "{} улицы Мира", "{} по улице Мира"])
SIDES = st.sampled_from(["чётн", "четн", "нечётн", "нечетн"])
SIDE_BEHIND = st.sampled_from(
    ["{0}, {1}ая сторона", "{0} ({1}ая сторона)", "{0} {1}ые", "{0}, {1}ые дома", "{0} по {1}ой стороне"]
)
SIDE_BEFORE = st.sampled_from(
    ["{1}ая сторона {0}", "{1}ая сторона – {0}", "{1}ая сторона: {0}", "{1}ые {0}", "по {1}ой стороне {0}"]
)


def taken(description: str) -> set[int]:
    """The houses that a description gives to the district; none where it says that it was not understood."""
    read = reading(description)
    assert len(read.districts[0].rules) + len(read.remarks) == 1
    numbers = range(1, HIGHEST + 5)
    return {
        number
        for number in numbers
        for rule in read.districts[0].rules
        if rule.houses.claims(HouseNumber(number))
    }


@given(ENDS, RUNS, NOUNS, st.one_of(BEHIND_STREET, BEFORE_STREET))
def test_a_range_is_the_same_houses_in_every_typography(
    ends: list[int], run: str, noun: str, place: str
) -> None:
    first, last = ends
    step = 1 if (last - first) % 2 else 2
    assert taken(place.format(noun + run.format(first, last))) == set(range(first, last + 1, step))


@given(ENDS, RUNS, SIDES, st.one_of(SIDE_BEHIND, SIDE_BEFORE), st.one_of(BEHIND_STREET, BEFORE_STREET))
def test_a_side_leaves_the_other_one_out_wherever_it_stands(
    ends: list[int], run: str, side: str, typography: str, place: str
) -> None:
    first, last = ends
    is_odd = side.startswith("не")
    is_contradiction = first % 2 == last % 2 != is_odd
    on_side = {number for number in range(first, last + 1) if number % 2 == is_odd}
    said = typography.format(run.format(first, last), side)
    assert taken(place.format(said)) == (set() if is_contradiction else on_side)


@given(
    SIDES,
    st.sampled_from(["{}ая сторона", "вся {}ая сторона", "все {}ые дома", "все дома по {}ой стороне"]),
    st.one_of(BEHIND_STREET, BEFORE_STREET),
)
def test_a_side_alone_is_all_of_it_and_nothing_else(side: str, wording: str, place: str) -> None:
    is_odd = side.startswith("не")
    assert taken(place.format(wording.format(side))) == {
        number for number in range(1, HIGHEST + 5) if number % 2 == is_odd
    }
