"""A scheme on its way: kept, put in force by a person, followed by the next one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.ground import ground
from nasvyazi.domain.places.kinds import SettlementKind, StreetKind
from nasvyazi.domain.places.models import DistrictSet, House, Municipality, Settlement, Street, StreetName
from nasvyazi.domain.places.naming import street_key
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes import selectors, services
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Because, Verdict
from nasvyazi.domain.places.settlements import SettlementTitle
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
BODY = "Собрание депутатов"
FIRST, SECOND = date(2026, 1, 1), date(2026, 9, 1)
SQUARE = {"type": "Polygon", "coordinates": [[[40, 50], [44, 50], [44, 54], [40, 54], [40, 50]]]}


def bring(text: str = "Округ № 1\nул. Мира", **more: Any) -> DistrictSet:
    return services.bring(**{"body": BODY, "source": text, "first_day": FIRST, "now": now(), **more})


def in_force(text: str = "Округ № 1\nул. Мира", **more: Any) -> DistrictSet:
    return services.put_in_force(scheme_id=bring(text, **more).pk, by=None, now=now())


def asked(said: str, on: date, body: str = BODY) -> Verdict:
    return selectors.district_of(Address.read(said), on=on, body=body)


def test_a_scheme_answers_nobody_before_a_person_puts_it_in_force() -> None:
    scheme = bring()
    assert asked("Мира 1", FIRST).why == Because.NO_SCHEME
    person = factories.user()
    services.put_in_force(scheme_id=scheme.pk, by=person, now=now())
    assert asked("Мира 1", FIRST).district == "1"
    assert asked("Мира 1", FIRST, body="  собрание   ДЕПУТАТОВ ").district == "1"
    scheme.refresh_from_db()
    assert scheme.put_by == person


def test_a_new_scheme_ends_the_former_on_its_first_day() -> None:
    former = in_force()
    in_force("Округ № 2\nул. Мира", first_day=SECOND)
    former.refresh_from_db()
    assert former.last_day == SECOND - timedelta(days=1)
    assert asked("Мира 1", SECOND - timedelta(days=1)).district == "1"
    assert asked("Мира 1", SECOND).district == "2"
    assert asked("Мира 1", FIRST - timedelta(days=1)).why == Because.NO_SCHEME


def test_a_scheme_with_a_last_day_is_over_after_it() -> None:
    scheme = in_force(last_day=SECOND)
    assert asked("Мира 1", SECOND).district == "1"
    assert asked("Мира 1", SECOND + timedelta(days=1)).why == Because.NO_SCHEME
    states = DistrictSet.State
    days = [FIRST - timedelta(days=1), FIRST, SECOND + timedelta(days=1)]
    assert [scheme.state_on(day) for day in days] == [states.COMING, states.IN_FORCE, states.OVER]


SPRING = datetime(2026, 4, 10, 12, tzinfo=UTC)
"""When the schemes of these tests are withdrawn."""


def withdrawn(
    scheme: DistrictSet, since: date = SECOND, why: str = "отменена", by: User | None = None
) -> None:
    by = by or factories.user()
    services.withdraw(scheme_id=scheme.pk, since=since, why=why, by=by, now=SPRING)


def test_a_scheme_is_withdrawn_from_a_day_on_and_none_has_to_follow() -> None:
    scheme, person = in_force(), factories.user()
    withdrawn(scheme, why=" отменена  судом ", by=person)
    assert asked("Мира 1", SECOND - timedelta(days=1)).district == "1"
    assert asked("Мира 1", SECOND).why == Because.NO_SCHEME
    scheme.refresh_from_db()
    assert (scheme.ended_by, scheme.ended_at, scheme.ended_why) == (person, SPRING, "отменена судом")
    in_force("Округ № 2\nул. Мира", first_day=SECOND + timedelta(days=9))
    scheme.refresh_from_db()
    assert scheme.last_day == SECOND - timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "why", "complaint"),
    [
        (FIRST, "отменена", r"from 01\.01\.2026: name a later day"),
        (date(2026, 4, 9), "отменена", r"stays: withdraw it from 10\.04\.2026 or a later day"),
        (SECOND + timedelta(days=1), "отменена", r"ends on 01\.09\.2026 as it is"),
        (SECOND, " ", "Say why"),
    ],
)
def test_a_day_that_is_not_its_own_or_has_passed_or_no_reason_withdraws_nothing(
    since: date, why: str, complaint: str
) -> None:
    scheme = in_force(last_day=SECOND)
    with pytest.raises(services.BadScheme, match=complaint):
        withdrawn(scheme, since, why)
    scheme.refresh_from_db()
    assert (scheme.last_day, scheme.ended_at) == (SECOND, None)


def test_a_scheme_may_be_withdrawn_from_today_on() -> None:
    scheme, today = in_force(), date(2026, 4, 10)
    withdrawn(scheme, today)
    assert asked("Мира 1", today).why == Because.NO_SCHEME


def test_who_has_withdrawn_a_scheme_and_why_is_not_written_over() -> None:
    scheme, person = in_force(), factories.user()
    withdrawn(scheme, by=person)
    with pytest.raises(services.AlreadyWithdrawn, match=rf"by {person}: from 01\.09\.2026 on"):
        withdrawn(scheme, date(2026, 5, 1), "ещё раз")
    scheme.refresh_from_db()
    assert (scheme.ended_by, scheme.ended_why, scheme.last_day) == (person, "отменена", date(2026, 8, 31))


def test_what_never_was_in_force_is_not_withdrawn() -> None:
    with pytest.raises(services.NotInForce):
        withdrawn(bring())


@pytest.mark.parametrize("first_day", [FIRST, FIRST - timedelta(days=30)])
def test_days_that_another_scheme_has_are_refused_and_it_is_named(first_day: date) -> None:
    former = in_force()
    scheme = bring(first_day=first_day)
    with pytest.raises(services.DaysTaken, match=f"number {former.pk} of “{BODY}”, from 01\\.01\\.2026"):
        services.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    scheme.refresh_from_db()
    assert not scheme.in_force


def test_the_database_lets_no_two_schemes_of_a_body_have_one_day() -> None:
    in_force()
    with pytest.raises(IntegrityError), transaction.atomic():
        DistrictSet.objects.create(
            body=BODY.upper(), source="", made_at=now(), in_force=True, days=DateRange(SECOND, None, "[)")
        )


def test_other_bodies_have_schemes_of_their_own() -> None:
    in_force()
    in_force("Округ № 7\nул. Мира", body="Дума")
    assert asked("Мира 1", FIRST).district == "1"
    assert asked("Мира 1", FIRST, body="Дума").district == "7"
    assert selectors.reader(on=FIRST)(Address.read("Мира 1")).why == Because.NO_SCHEME


def test_a_scheme_is_put_in_force_once_and_not_thrown_away_then() -> None:
    scheme = in_force()
    with pytest.raises(services.InForce):
        services.put_in_force(scheme_id=scheme.pk, by=None, now=now())
    with pytest.raises(services.InForce):
        services.discard(scheme_id=scheme.pk)
    draft = bring()
    services.discard(scheme_id=draft.pk)
    assert not DistrictSet.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("", {}, "empty"),
        ("  \n", {}, "empty"),
        ("Решение Совета без округов", {}, "No district was found"),
        ("Округ № 1\nОкруг № 2\n", {}, "no street in any"),
        ("Округ № 1\nул. Мира", {"body": " "}, "Name the body"),
        ("Округ № 1\nул. Мира", {"last_day": FIRST - timedelta(days=1)}, "comes before"),
    ],
)
def test_what_is_no_scheme_is_refused_in_a_sentence(text: str, more: dict[str, Any], told: str) -> None:
    with pytest.raises(services.BadScheme, match=told):
        bring(text, **more)
    assert not DistrictSet.objects.exists()


def test_what_was_not_understood_is_kept_with_its_line() -> None:
    source = "Округ № 1\nул. Мира;\nдома лесхоза"
    (remark,) = bring(source).remarks.all()
    assert (remark.line, remark.verbatim) == (3, "дома лесхоза")
    assert [source[start:end] for start, end in remark.spans] == ["дома лесхоза"]


@pytest.fixture
def street() -> Street:
    municipality = Municipality.objects.create(name="Усманский район")
    settlement = Settlement.objects.create(
        municipality=municipality, kind=SettlementKind.CITY, name="Усмань", key="усмань"
    )
    street = Street.objects.create(settlement=settlement, kind=StreetKind.STREET, name="Новая", key="новая")
    StreetName.objects.create(street=street, kind=StreetName.Kind.FORMER, name="Мира", key="мира")
    for base in (1, 2, 3):
        House.objects.create(street=street, base=base, number=str(base), latitude=52.0, longitude=42.0)
    return street


def test_the_register_is_compared_under_every_name_of_a_street(street: Street) -> None:
    scheme = bring("Округ № 1\nул. Мира с N 1 по N 3; ул. Иная")
    found = selectors.judgement(scheme.pk)
    assert found.gaps == {"г. Усмань, ул. Новая": ["2"]}
    assert [told.rule.name for told in found.empty] == ["Иная"]


def test_a_house_of_the_register_is_found_on_the_map_where_the_text_is_silent(street: Street) -> None:
    in_force("Округ № 1\nул. Иная", polygons={"5": SQUARE})
    assert asked("ул. Новая, 2", FIRST) == Verdict("5", "", Because.POLYGON)
    assert asked("ул. Новая, 99", FIRST).district is None


def test_a_street_that_was_renamed_since_is_asked_for_by_its_former_name(street: Street) -> None:
    in_force("Округ № 1\nул. Мира с N 1 по N 2", polygons={"5": SQUARE})
    assert asked("ул. Новая, 2", FIRST) == Verdict("1", "ул. Мира с N 1 по N 2", Because.RULE)
    assert asked("пер. Новый, 2", FIRST).why == Because.NO_STREET
    assert asked("с. Иное, ул. Новая, 2", FIRST).why == Because.ELSEWHERE


def called(name: str, *former: str, where: str = "г. Усмань", kind: StreetKind = StreetKind.STREET) -> Street:
    """A street of a settlement, with the houses 1 to 3 and what it was called before."""
    title = SettlementTitle.read(where)
    municipality, _made = Municipality.objects.get_or_create(name="Усманский район")
    settlement, _made = Settlement.objects.get_or_create(
        municipality=municipality, kind=title.kind, name=title.name, key=title.key
    )
    street = Street.objects.create(settlement=settlement, kind=kind, name=name, key=street_key(name))
    for one in former:
        StreetName.objects.create(street=street, kind="former", name=one, key=street_key(one))
    House.objects.bulk_create(House(street=street, base=base, number=str(base)) for base in (1, 2, 3))
    return street


VILLAGE = "с. Девица"


@pytest.mark.parametrize("rule", ["г. Усмань, ул. Мира", "ул. Мира"])
def test_a_village_s_street_does_not_get_the_district_of_the_city_s_that_is_called_as_it_was(
    rule: str,
) -> None:
    called("Новая", "Мира", where=VILLAGE)
    called("Мира")
    in_force(f"Округ № 1\n{rule}")
    for said in ("Новая, 2", "ул. Новая, 2", f"{VILLAGE}, ул. Новая, 2"):
        assert asked(said, FIRST).why == Because.NO_STREET, said
    assert asked("Мира, 2", FIRST).district == "1"


def test_a_rule_that_names_the_village_finds_its_street_though_another_is_called_so_elsewhere() -> None:
    called("Новая", "Мира", where=VILLAGE)
    called("Мира")
    in_force(f"Округ № 1\n{VILLAGE}, ул. Мира")
    assert asked("Новая, 2", FIRST).district == "1"


def test_a_name_that_was_given_again_in_the_same_settlement_is_no_longer_the_former_street_s() -> None:
    called("Новая", "Мира")
    called("Мира")
    in_force("Округ № 1\nул. Мира")
    assert asked("Новая, 2", FIRST).why == Because.NO_STREET
    assert selectors.judgement(DistrictSet.objects.get().pk).gaps == {"г. Усмань, ул. Новая": ["1", "2", "3"]}


def test_a_street_that_is_called_so_now_goes_before_one_that_was() -> None:
    called("Мира")
    called("Новая", "Мира")
    in_force("Округ № 1\nул. Новая")
    assert asked("Мира, 2", FIRST).why == Because.NO_STREET


def test_whoever_uses_a_former_name_gets_the_district_of_the_street_as_the_scheme_names_it() -> None:
    called("Новая", "Мира")
    in_force("Округ № 1\nул. Новая")
    assert asked("Мира, 2", FIRST).district == "1"


def test_streets_that_may_be_meant_have_to_lie_in_one_district() -> None:
    called("Новая", "Мира")
    called("Новая", "Лесная", kind=StreetKind.LANE)
    in_force("Округ № 1\nул. Мира\nОкруг № 2\nпер. Лесная")
    verdict = asked("Новая, 2", FIRST)
    assert (verdict.district, verdict.why, verdict.others) == (None, Because.AMBIGUOUS, ("1", "2"))
    assert verdict.rule == "ул. Мира; пер. Лесная"
    assert asked("пер. Новая, 2", FIRST).district == "2"


def test_former_names_in_two_districts_tell_none_of_them() -> None:
    called("Новая", "Мира", "Лесная")
    in_force("Округ № 1\nул. Мира\nОкруг № 2\nул. Лесная")
    assert asked("Новая, 2", FIRST).why == Because.AMBIGUOUS
    assert selectors.judgement(DistrictSet.objects.get().pk).gaps == {"г. Усмань, ул. Новая": ["1", "2", "3"]}


def test_a_rule_about_the_street_as_it_was_goes_before_that_of_its_whole_village() -> None:
    called("Новая", "Мира", where=VILLAGE)
    in_force(f"Округ № 1\n{VILLAGE} (полностью)\nОкруг № 2\n{VILLAGE}, ул. Мира")
    assert asked(f"{VILLAGE}, ул. Новая, 2", FIRST).district == "2"
    assert asked(f"{VILLAGE}, ул. Старая, 2", FIRST).district == "1"


def test_of_two_streets_one_of_them_in_a_village_that_is_taken_whole_nobody_can_say_which_is_meant() -> None:
    called("Новая", where=VILLAGE)
    in_force(f"Округ № 1\n{VILLAGE} (полностью)")
    assert asked("Новая, 2", FIRST).district == "1"
    called("Новая")
    assert asked("Новая, 2", FIRST).why == Because.NO_STREET
    assert asked(f"{VILLAGE}, Новая, 2", FIRST).district == "1"


def test_card_and_map_tell_one_district_of_a_house() -> None:
    streets = [
        called("Новая", "Мира"),
        called("Новая", "Лесная", where="с. Пески"),
        called("Новая", "Садовая", where="с. Малые Пески"),
        called("Лесная", where="с. Малые Пески"),
        called("Мира", where="с. Пески"),
        called("Горная", "Полевая", "Луговая"),
        called("Тихая", where=VILLAGE),
    ]
    House.objects.update(latitude=52.0, longitude=42.0)
    places.touched()
    scheme = in_force(
        "Округ № 1\nул. Полевая; г. Усмань, ул. Мира; с. Пески, ул. Лесная\n"
        f"Округ № 2\nул. Луговая; с. Малые Пески, ул. Садовая; {VILLAGE}",
        polygons={"3": SQUARE},
    )
    districts = ground(scheme.pk).houses_by_district
    on_map = {house: district for district, houses in districts.items() for house in houses}
    told = {}
    for street in streets:
        where = {"street": street.name, "kind": StreetKind.STREET, "settlement": street.settlement.name}
        for house in street.houses.all():
            address = Address.of(number=HouseNumber(house.base), **where)  # type: ignore[arg-type]
            told[house.pk] = selectors.district_of(address, on=FIRST, body=BODY).district or ""
    assert told == on_map
    assert set(on_map.values()) == {"1", "2", "3", ""}


def test_many_addresses_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    scheme = in_force()
    selectors.compiled(scheme.pk)
    with django_assert_num_queries(1):
        ask = selectors.reader(on=FIRST, body=BODY)
        assert {ask(Address.read(f"Мира {base}")).district for base in range(1, 50)} == {"1"}


def test_many_addresses_on_streets_that_the_scheme_does_not_name_cost_two_queries_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 20):
        called(f"{number}-я Новая", f"{number}-я Старая")
    scheme = in_force("Округ № 1\nул. 7-я Старая")
    selectors.compiled(scheme.pk)
    with django_assert_num_queries(3):
        ask = selectors.reader(on=FIRST, body=BODY)
        found = {number: ask(Address.read(f"ул. {number}-я Новая, 2")).district for number in range(1, 20)}
    assert {number for number, district in found.items() if district} == {7}


@pytest.mark.parametrize(("said", "queries"), [("Новая, 2", 5), ("Неизвестная, 2", 3), ("Мира, 2", 1)])
def test_an_address_on_a_street_that_the_scheme_does_not_name_costs_a_few_indexed_queries(
    said: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    called("Новая", "Мира")
    scheme = in_force()
    selectors.compiled(scheme.pk)
    with django_assert_num_queries(queries):
        asked(said, FIRST)


def test_no_street_is_read_that_is_not_called_so(street: Street) -> None:
    settlement = street.settlement
    Street.objects.bulk_create(
        Street(settlement=settlement, kind=StreetKind.STREET, name=f"{number}", key=f"улица {number}")
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_street")
        cursor.execute("ANALYZE places_streetname")
    with CaptureQueriesContext(connection) as asked_for:
        in_force("Округ № 1\nул. Иная")
        assert asked("ул. Новая, 2", FIRST).why == Because.NO_STREET
    about = [one["sql"] for one in asked_for if 'FROM "places_street' in one["sql"]]
    assert len(about) == 4
    with connection.cursor() as cursor:
        for sql in about:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on places_street " not in plan, plan


def test_a_judgement_costs_the_same_for_every_number_of_houses(
    street: Street, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scheme = bring()
    selectors.compiled(scheme.pk)
    House.objects.bulk_create(House(street=street, base=base, number=str(base)) for base in range(10, 200))
    with django_assert_num_queries(3):
        assert selectors.judgement(scheme.pk).houses == 193


def test_the_list_of_schemes_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    in_force("Решение\nОкруг № 1\nул. Мира, ул. Горная\nОкруг № 2\nул. Иная; дома лесхоза")
    bring()
    with django_assert_num_queries(1):
        counts = [(one.districts_count, one.rules_count, one.remarks_count) for one in selectors.schemes()]  # type: ignore[attr-defined]
    assert counts == [(1, 1, 0), (2, 3, 2)]


def village(latitude: float | None = None) -> None:
    """A house that stands right in «д. Пески»."""
    municipality = Municipality.objects.create(name="Лесной м.о.")
    settlement = Settlement.objects.create(
        municipality=municipality, kind=SettlementKind.HAMLET, name="Пески", key="пески"
    )
    street = Street.objects.create(
        settlement=settlement, kind=StreetKind.SETTLEMENT, name="д. Пески", key="пески"
    )
    House.objects.create(street=street, base=12, number="12", latitude=latitude, longitude=latitude and 42.0)


def test_a_rule_of_a_whole_village_takes_the_houses_that_stand_right_in_it() -> None:
    village()
    scheme = in_force("Округ № 1\nд. Пески (полностью); ул. Мира\nОкруг № 2\nд. Горки")
    assert asked("д. Пески, 12", FIRST).district == "1"
    judgement = selectors.judgement(scheme.pk)
    assert (judgement.gaps, judgement.houses) == ({}, 1)
    assert [told.rule.settlement for told in judgement.empty] == ["", "д. Горки"]


def test_a_house_of_a_village_that_no_rule_names_is_found_on_the_map() -> None:
    village(latitude=52.0)
    in_force(polygons={"1": SQUARE})
    assert asked("д. Пески, 12", FIRST).why == Because.POLYGON
