"""Addresses in towns that are not ours: a street of Lenin is in every town."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from nasvyazi.domain.places.kinds import SettlementKind
from nasvyazi.domain.places.models import DistrictSet, Municipality, Settlement
from nasvyazi.domain.places.schemes import selectors, services
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Because, Verdict
from nasvyazi.toolbox.clock import now

pytestmark = pytest.mark.django_db
BODY, FIRST = "Собрание депутатов", date(2026, 1, 1)
SQUARE = {"type": "Polygon", "coordinates": [[[40, 50], [44, 50], [44, 54], [40, 54], [40, 50]]]}


def settlement(name: str) -> None:
    municipality = Municipality.objects.create(name="Усманский район")
    key = name.lower()
    Settlement.objects.create(municipality=municipality, kind=SettlementKind.CITY, name=name, key=key)


def in_force(text: str = "Округ № 1\nул. Мира", **more: Any) -> DistrictSet:
    scheme = services.bring(body=BODY, source=text, first_day=FIRST, now=now(), **more)
    return services.put_in_force(scheme_id=scheme.pk, by=None, now=now())


def asked(said: str, on: date) -> Verdict:
    return selectors.district_of(Address.read(said), on=on, body=BODY)


@pytest.mark.parametrize(
    "said", ["г. Казань, ул. Мира, 5", "ул. Мира, 5, г. Казань", "д. Горки, ул. Мира, 5", "Казань, Мира 5"]
)
def test_an_address_in_another_town_has_no_district(said: str) -> None:
    settlement("Усмань")
    in_force("Округ № 1\nул. Мира; с. Девица, ул. Лесная", polygons={"5": SQUARE})
    assert asked(said, FIRST) == Verdict(None, "", Because.ELSEWHERE)


@pytest.mark.parametrize(
    "said",
    [
        "ул. Мира, 5",
        "г. Усмань, ул. Мира, 5",
        "Усмань, Мира 5",
        "Мира 5, г.Усмань",
        "город Усмань Липецкой области, ул. Мира, 5",
        "с. Девица, ул. Мира, 5",
    ],
)
def test_a_settlement_of_the_register_or_of_the_scheme_is_ours(said: str) -> None:
    settlement("Усмань")
    in_force("Округ № 1\nул. Мира; с. Девица, ул. Лесная")
    assert asked(said, FIRST).district == "1"


@pytest.mark.parametrize("towns", [[], ["Наш город"]])
def test_a_register_that_does_not_name_its_town_cannot_tell_another_one(towns: list[str]) -> None:
    for town in towns:
        settlement(town)
    in_force()
    assert asked("г. Казань, ул. Мира, 5", FIRST).district == "1"


def test_an_address_of_the_register_is_not_asked_where_it_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settlement("Усмань")
    scheme = selectors.compiled(in_force().pk)
    with django_assert_num_queries(0):
        assert selectors.answer(scheme, Address.read("г. Усмань, ул. Мира, 5")).district == "1"
    with django_assert_num_queries(1):
        selectors.answer_written(scheme, Address.read("г. Усмань, ул. Мира, 5"))
