"""Laws of schemes: parity, letters, fractions, ranges, exceptions; no order matters, nothing of the text is lost."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Scheme, Told
from nasvyazi.domain.places.schemes.houses import WHOLE, Claim, Houses, Run, Side
from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.rules import Rule

BASES = st.integers(1, 300)
LETTERS = st.sampled_from("АБВГДЕЖ")
NUMBERS = st.builds(
    HouseNumber,
    base=BASES,
    fraction=st.one_of(st.none(), st.integers(1, 99)),
    letter=st.one_of(st.just(""), LETTERS),
    building=st.one_of(st.just(""), st.integers(1, 9).map(str)),
)


@st.composite
def runs(draw: Any) -> Run:
    first, last = sorted(draw(st.tuples(NUMBERS, NUMBERS)))
    ends = draw(st.sampled_from([(first, last), (first, None), (None, last), (None, None)]))
    side = draw(st.sampled_from([*Side, None]))
    assume(ends != (None, None) or side not in (None, Side.BOTH))
    assume(side is None or None in ends or any(map(side.has, (first, last))))  # else it contradicts itself
    return Run.between(ends[0], ends[1], side)


HOUSES = st.one_of(
    st.just(WHOLE),
    st.builds(
        Houses,
        runs=st.lists(runs(), min_size=1, max_size=3, unique=True).map(tuple),
        singles=st.frozensets(NUMBERS, max_size=3),
        excepted_runs=st.lists(runs(), max_size=2, unique=True).map(tuple),
        excepted=st.frozensets(NUMBERS, max_size=3),
    ),
)
RULES = st.builds(
    Rule,
    settlement=st.sampled_from(["", "", "д. Н-Армязь", "с. Ивановка"]),
    kind=st.sampled_from([StreetKind.STREET, StreetKind.LANE, StreetKind.PASSAGE]),
    name=st.sampled_from(
        ["Советская", "22-го Партсъезда", "40 Лет Победы", "8 Марта", "К. Маркса", "Карла Маркса"]
    ),
    houses=HOUSES,
)


def houses(text: str) -> Houses:
    """The houses of a text, as a scheme has them behind a street."""
    reading = read_scheme(f"Округ № 1\nул. Мира {text}")
    (rule,) = reading.districts[0].rules
    return rule.houses


@given(BASES, BASES, BASES)
def test_a_run_keeps_to_the_side_of_its_ends(first: int, last: int, asked: int) -> None:
    assume(first <= last)
    run = houses(f"с N {first} по N {last}")
    is_within = first <= asked <= last
    is_on_side = (first - last) % 2 == 1 or (first - asked) % 2 == 0
    assert bool(run.claims(HouseNumber(asked))) == (is_within and is_on_side)


@given(BASES, LETTERS)
def test_a_lettered_end_takes_what_comes_before_it_and_a_lettered_start_nothing_before(
    base: int, letter: str
) -> None:
    number = HouseNumber(base, letter=letter)
    assert houses(f"с N {max(1, base - 2)} по N {number}").claims(HouseNumber(base))
    assert not houses(f"с N {number} по N {base + 2}").claims(HouseNumber(base))
    assert houses(f"с N {number} по N {base + 2}").claims(number)


@given(NUMBERS)
def test_a_bare_end_is_stretched_over_its_letters_and_fractions(number: HouseNumber) -> None:
    run = houses(f"по N {number.base}")
    claim = run.claims(number)
    assert claim
    assert (claim == Claim.PLAIN) == (number.house == HouseNumber(number.base))


@given(NUMBERS, NUMBERS)
def test_a_single_house_is_itself_with_its_buildings(number: HouseNumber, other: HouseNumber) -> None:
    single = houses(f"дом N {number}")
    assert single.claims(number)
    assert bool(single.claims(other)) == (other in (number, other) and number in (other, other.house))


@given(HOUSES, NUMBERS)
def test_what_is_left_out_is_not_taken(some: Houses, number: HouseNumber) -> None:
    left_out = Houses(some.runs, some.singles - {number}, some.excepted_runs, some.excepted | {number})
    assert not left_out.claims(number)


@given(HOUSES)
def test_houses_are_kept_as_they_are(some: Houses) -> None:
    assert Houses.from_json(some.as_json()) == some


@given(RULES)
def test_a_rule_is_written_as_it_is_read(rule: Rule) -> None:
    reading = read_scheme(f"Округ № 1\n{rule}")
    assert not reading.remarks
    (read,) = reading.districts[0].rules
    assert (read.settlement, read.kind, read.name) == (rule.settlement, rule.kind, rule.name)
    for part in ("runs", "singles", "excepted_runs", "excepted"):
        assert set(getattr(read.houses, part)) == set(getattr(rule.houses, part))


@given(
    st.lists(RULES.map(lambda rule: str(Rule("", rule.kind, rule.name, rule.houses))), max_size=5),
    st.randoms(),
)
def test_the_order_of_the_text_does_not_matter(clauses: list[str], shuffler: Any) -> None:
    shuffled = list(clauses)
    shuffler.shuffle(shuffled)

    def read(said: list[str]) -> list[str]:
        return sorted(map(str, read_scheme("Округ № 1\n" + ";\n".join(said)).districts[0].rules))

    assert read(clauses) == read(shuffled)


@given(RULES, NUMBERS)
def test_a_scheme_answers_what_its_rule_claims(rule: Rule, number: HouseNumber) -> None:
    scheme = Scheme([Told.of("7", rule)])
    address = Address.of(street=rule.name, number=number, kind=rule.kind, settlement=rule.settlement)
    assert (scheme.district_of(address).district == "7") == bool(rule.houses.claims(number))


FRAGMENTS = st.sampled_from(
    [
        "ул.",
        "пер.",
        "д.",
        "с.",
        "кварталы",
        "Советская",
        "Мира",
        "К.Маркса",
        "с N 15 по 37",
        "и",
        "с",
        "по",
        "до",
        "N",
        "5",
        "9, 10",
        "95-а",
        "48/16",
        "13 корп. 2",
        "кроме домов",
        "за исключением",
        "нечётная сторона",
        "полностью",
        "все дома",
        "до конца",
        "1-й",
        "2-й",
        "проезды",
        "дома",
        "лесхоза",
        "от реки",
        "Центр - школа N 6",
        "(центр - школа)",
        "Численность избирателей 2217",
        "«Дружба»",
        "мкр.",
        "40 лет",
        "Победы",
        "22-го",
        "Партсъезда",
        "1. ",
        " А ",
        " ул. Б",
        "Округ № 2",
        "│ 3 │ В │",
        ";",
        ",",
        ".",
        ":",
        "(",
        ")",
        "—",
        "\n",
        "-\n",
        "\t",
        "вся",
        "д. Ивановка",
        "включительно",
        "далее",
        "xx",
        "№",
    ]
)
SEPARATORS = re.compile(r"(?:[\W_]|\b(?:и|а|также|включая)\b)*", re.IGNORECASE)


@given(st.lists(FRAGMENTS, max_size=25), st.sampled_from([" ", "", ", "]))
def test_nothing_of_the_text_disappears(fragments: list[str], between: str) -> None:
    assert_everything_is_told("Округ № 1\n" + between.join(fragments))


@given(st.text(alphabet='абвАБВ 0159-.,;:|()«»"№N\n\tё/│', max_size=200))
def test_nothing_of_any_text_disappears(text: str) -> None:
    assert_everything_is_told("Округ № 1\n" + text)


@given(st.lists(st.lists(FRAGMENTS, max_size=6).map(" ".join), min_size=1, max_size=5))
def test_nothing_of_a_numbered_list_disappears(items: list[str]) -> None:
    assert_everything_is_told("\n".join(f"{number}. ул. Мира; {one}" for number, one in enumerate(items, 1)))


def assert_everything_is_told(source: str) -> None:
    reading = read_scheme(source)
    told = [*reading.headings, *(span for remark in reading.remarks for span in remark.spans)]
    told += [span for district in reading.districts for rule in district.rules for span in rule.spans]
    rest = list(source)
    for start, end in told:
        rest[start:end] = " " * (end - start)
    assert SEPARATORS.fullmatch("".join(rest)), "".join(rest)
