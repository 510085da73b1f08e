"""A register is taken in: made, changed, left as it is, and never lost from the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.places import selectors, services
from nasvyazi.domain.places.importers import Row
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.models import House, Municipality, Settlement, Street, StreetName
from nasvyazi.domain.places.remarks import Code, Remark
from nasvyazi.domain.places.report import Report
from nasvyazi.domain.places.services import taking
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
HERE, THERE = {"latitude": 56.1, "longitude": 47.2}, {"latitude": 56.2, "longitude": 47.3}


def rows(*told: tuple[Any, ...] | dict[str, Any]) -> list[Row]:
    """(street, house[, more]) → rows with their lines."""
    found = []
    for line, one in enumerate(told, 2):
        street, house, more = (*one, {})[:3] if isinstance(one, tuple) else ("", "", one)
        found.append(
            Row(**{"line": line, "verbatim": f"{street}; {house}", "street": street, "house": house, **more})
        )
    return found


def take(*told: Any, **where: Any) -> Report:
    return services.take_in(rows=rows(*told), **where)


def said(report: Report) -> list[tuple[int, str, str]]:
    return [(remark.line, remark.code.value, remark.detail) for remark in report.remarks]


def numbers() -> list[str]:
    return [
        f"{house.street} {house}"
        for house in House.objects.select_related("street").order_by("street", "base")
    ]


def tally(report: Report) -> Sequence[int]:
    houses = report.houses
    return houses.new, houses.changed, houses.same


def test_streets_and_houses_are_made_and_the_same_once_more_changes_nothing() -> None:
    told = [("Минская, ул.", "49"), ("ул. Минская", "51к2"), ("Мира, пр-т", "5стрА")]
    first = take(*told)
    assert numbers() == ["ул. Минская 49", "ул. Минская 51 к2", "пр-т Мира 5 стрА"]
    assert (first.streets.new, tally(first), first.remarks) == (2, (3, 0, 0), [])
    version = selectors.register_version()
    again = take(*told)
    assert (again.streets.same, tally(again), again.is_changed) == (2, (0, 0, 3), False)
    assert selectors.register_version() == version


def test_readers_see_that_the_register_has_changed() -> None:
    before = selectors.register_version()
    take(("Минская", "49"))
    between = selectors.register_version()
    take(("Минская", "49", HERE))
    assert before < between < selectors.register_version()


def test_one_row_that_is_not_understood_stops_no_other() -> None:
    report = take(("ул. Мира", "поз5"), ("", "1"), ("ул. Мира", "5"))
    assert numbers() == ["ул. Мира 5"]
    assert said(report) == [(2, "number_unclear", "поз5"), (3, "no_street", "")]
    assert (report.rows, report.not_taken) == (3, 2)


def test_what_an_importer_could_not_read_is_in_the_report() -> None:
    remark = Remark(9, Code.NOT_A_HOUSE, "гараж 5", "гараж")
    report = services.take_in(rows=[remark])
    assert (report.rows, report.remarks, report.is_changed) == (1, [remark], False)


def test_coordinates_change_a_house_and_their_absence_does_not() -> None:
    take(("ул. Мира", "5", HERE))
    assert tally(take(("ул. Мира", "5"))) == (0, 0, 1)
    assert tally(take(("ул. Мира", "5", THERE))) == (0, 1, 0)
    house = House.objects.get()
    assert (house.latitude, house.longitude) == (56.2, 47.3)


@pytest.mark.parametrize("batch", [1, 2, 1000], ids=["each alone", "two", "all at once"])
def test_of_two_rows_of_a_house_the_last_one_counts_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(taking, "BATCH", batch)
    told = [("ул. Мира", "5", HERE), ("ул. Мира", "7"), ("ул. Мира", "5", THERE)]
    first, again = take(*told), take(*told)
    assert House.objects.get(base=5).latitude == 56.2
    assert said(first) == said(again) == [(4, "house_twice", "2")]
    assert (tally(first), first.repeated) == ((2, 0, 0), 1)
    assert (tally(again), again.repeated) == ((0, 0, 2), 1)


@pytest.mark.parametrize("batch", [1, 1000])
def test_what_the_last_row_of_a_house_does_not_say_an_earlier_one_has_said(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(taking, "BATCH", batch)
    report = take(("ул. Мира", "5", {**HERE, "manager": "УК"}), ("ул. Мира", "5"))
    assert House.objects.get().latitude == 56.1
    assert (list(report.managed.values()), report.remarks) == (["УК"], [])


def test_a_street_is_one_under_every_spelling_and_what_was_guessed_is_said() -> None:
    report = take(("ул. Карла Маркса", "1"), ("К.Маркса, ул.", "2"), ("улица карла маркса", "3"))
    assert Street.objects.get().houses.count() == 3
    assert said(report) == [(3, "same_street", "ул. Карла Маркса")]


def test_a_name_that_leaves_something_out_may_be_another_street() -> None:
    take(("ул. Академика А.Н. Крылова", "1"), ("ул. Крылова", "1"))
    assert Street.objects.count() == 2


def test_a_street_and_a_lane_of_one_name_are_two() -> None:
    report = take(("ул. Мира", "1"), ("пер. Мира", "1"), ("Мира", "2"))
    assert House.objects.count() == 2
    assert said(report) == [(4, "street_ambiguous", "ул. Мира, пер. Мира")]


def test_a_street_of_unknown_kind_is_the_only_one_of_its_name_else_a_street() -> None:
    report = take(("пер. Мира", "1"), ("Мира", "2"), ("Победы", "3"), ("Победы", "4"))
    assert numbers() == ["пер. Мира 1", "пер. Мира 2", "ул. Победы 3", "ул. Победы 4"]
    assert said(report) == [(4, "kind_assumed", "Победы")]


def test_a_street_is_found_by_its_former_name() -> None:
    more = {"former_names": ("ул. Сталина",), "aliases": ("Бродвей",)}
    first = take(("ул. Мира", None, more))
    second = take(("ул. Сталина", "1"), ("Бродвей", "2"), ("ул. Мира", "3", more))
    assert Street.objects.get().houses.count() == 3
    assert set(StreetName.objects.values_list("kind", "name")) == {
        ("former", "Сталина"),
        ("alias", "Бродвей"),
    }
    assert (first.streets.new, second.streets.same, second.streets.changed) == (1, 1, 0)
    assert take(("ул. Мира", None, {"aliases": ("Аллейка",)})).streets.changed == 1


def test_rows_say_in_which_settlement_and_municipality_they_lie() -> None:
    lying = {"municipality": "Лесной м.о.", "settlement": "д Заречье"}
    report = take(("ул. Мира", "1", lying), ("ул. Мира", "1", {**lying, "settlement": "с. Заречье"}))
    assert [str(one) for one in Settlement.objects.order_by("pk")] == ["д. Заречье", "с. Заречье"]
    assert (Municipality.objects.get().name, report.settlements.new) == ("Лесной м.о.", 2)


def test_a_house_without_a_street_stands_right_in_its_village() -> None:
    lying = {"settlement": "д. Пески"}
    report = take(("", "12", lying), ("Пески", "14", lying), ("д. Пески", "16", lying), ("", "12", lying))
    assert numbers() == ["д. Пески 12", "д. Пески 14", "д. Пески 16"]
    assert (report.streets.new, report.repeated, said(report)) == (1, 1, [])
    assert tally(take(("", "12", lying))) == (0, 0, 1)


def test_the_village_that_a_person_names_has_the_houses_without_a_street() -> None:
    take(("", "12"), ("ул. Лесная", "1"), settlement="с. Пески")
    assert numbers() == ["с. Пески 12", "ул. Лесная 1"]


@pytest.mark.parametrize("lying", [{}, {"settlement": "г. Речной"}])
def test_a_house_of_a_city_without_a_street_is_not_taken_and_makes_no_city(lying: dict[str, str]) -> None:
    report = take(("", "12", lying))
    assert said(report) == [(2, "no_street", "")]
    assert not Settlement.objects.exists()


def test_a_street_called_like_its_village_stays_a_street_once_it_is_one() -> None:
    lying = {"settlement": "д. Пески"}
    take(("ул. Пески", "1", lying), ("Пески", "2", lying))
    assert numbers() == ["ул. Пески 1", "ул. Пески 2"]


def test_where_nothing_is_named_a_town_is_made_with_a_plain_name_that_is_told() -> None:
    report = take(("ул. Мира", "1"))
    assert (report.municipality, report.settlement) == ("Наш город", "г. Наш город")
    assert report.is_municipality_made
    assert report.is_settlement_made
    again = take(("ул. Мира", "2"))
    assert not (again.is_municipality_made or again.is_settlement_made)


def test_the_plain_name_gives_way_to_the_real_one() -> None:
    take(("ул. Мира", "1"))
    report = take(("ул. Мира", "1"), settlement="г. Речной")
    assert (Municipality.objects.get().name, str(Settlement.objects.get())) == ("Речной", "г. Речной")
    assert tally(report) == (0, 0, 1)


def test_the_only_settlement_or_the_only_city_is_meant_where_none_is_named() -> None:
    take(("ул. Мира", "1", {"settlement": "г. Речной"}), ("ул. Мира", "2", {"settlement": "д. Заречье"}))
    assert take(("ул. Мира", "3")).settlement == "г. Речной"
    take(("ул. Мира", "4", {"settlement": "г. Новый"}))
    report = take(("ул. Мира", "5"))
    assert [code for _line, code, _detail in said(report)] == ["no_settlement"]


def test_a_settlement_without_a_kind_is_the_known_one_else_a_city() -> None:
    take(("ул. Мира", "1", {"settlement": "д. Заречье"}))
    report = take(("ул. Мира", "2", {"settlement": "Заречье"}), ("ул. Мира", "2", {"settlement": "Новый"}))
    assert {str(one) for one in Settlement.objects.all()} == {"д. Заречье", "г. Новый"}
    assert said(report) == [(3, "settlement_assumed", "Новый")]


def test_of_several_municipalities_one_has_to_be_named() -> None:
    for name in ("Лесной", "Речной"):
        take(("ул. Мира", "1"), municipality=name, settlement=f"г. {name}")
    with pytest.raises(services.MunicipalityUnclear, match="Лесной, Речной"):
        take(("ул. Мира", "2"))
    assert take(("ул. Мира", "2"), settlement="г. Речной").municipality == "Речной"
    assert tally(take(("ул. Мира", "2"), municipality="речной")) == (0, 0, 1)


def test_an_importer_that_breaks_off_leaves_nothing_behind() -> None:
    def broken() -> Any:
        yield from rows(*[("ул. Мира", str(number)) for number in range(1, 1500)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        services.take_in(rows=broken())
    assert not House.objects.exists()
    assert selectors.register_version() == 0


@pytest.mark.parametrize("is_known", [False, True])
def test_a_batch_costs_as_many_queries_whatever_it_holds(is_known: bool) -> None:
    def queries(count: int, name: str) -> int:
        told = [(f"ул. {name} {number % 50}", str(number), HERE) for number in range(1, count)]
        if is_known:
            take(*told)
        with CaptureQueriesContext(connection) as seen:
            take(*told)
        return len(seen)

    take(("ул. Мира", "1"))
    with CaptureQueriesContext(connection) as nothing:
        take()
    few = queries(3, "Новая")
    assert few == queries(900, "Старая")
    assert few - len(nothing) == (1 if is_known else 5), "what is new is two to write, two to say so"


def test_a_house_of_another_kind_of_street_is_another_house() -> None:
    take(("Мира", "1", {"kind": StreetKind.LANE}), ("Мира", "1", {"kind": StreetKind.AVENUE}))
    assert numbers() == ["пер. Мира 1", "пр-т Мира 1"]


def test_a_house_that_a_person_has_put_on_the_map_stays_there_and_the_report_says_so() -> None:
    take(("ул. Мира", "1", HERE), ("ул. Мира", "2", HERE))
    house, person = House.objects.get(number="1"), factories.user()
    version = selectors.register_version()
    place = services.move_house(house_id=house.pk, latitude=56.15, longitude=47.25, by=person, now=now())
    assert ((place.latitude, place.longitude), selectors.register_version()) == ((56.15, 47.25), version + 1)
    report = take(("ул. Мира", "1", THERE), ("ул. Мира", "2", THERE), ("ул. Мира", "1", HERE))
    assert said(report)[-1] == (4, "point_kept", "56.1 47.2")
    assert (tally(report), report.counts()[Code.POINT_KEPT], report.not_taken) == ((0, 1, 1), 1, 0)
    house.refresh_from_db()
    assert (house.latitude, house.longitude, house.placed_by) == (56.15, 47.25, person)
    assert tally(take(("ул. Мира", "1"))) == (0, 0, 1)
