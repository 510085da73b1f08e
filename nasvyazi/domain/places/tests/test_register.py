"""The gazetteer of a process follows the register."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from nasvyazi.domain.places import register
from nasvyazi.domain.places.finding import find
from nasvyazi.domain.places.models import House, Municipality, Register, Settlement, Street, StreetName

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    municipality = Municipality.objects.create(name="Минусовский район")
    settlement = Settlement.objects.create(
        municipality=municipality, kind="city", name="Минусово", key="минусово"
    )
    street = Street.objects.create(settlement=settlement, kind="street", name="Минская", key="минская")
    StreetName.objects.create(street=street, kind="former", name="Троцкого", key="троцкого")
    _add_house(street, 5)
    return street


def _add_house(street: Street, base: int) -> House:
    house = House.objects.create(street=street, base=base, number=str(base), latitude=56.1, longitude=47.2)
    Register.objects.get_or_create(pk=Register.THE_ONE)
    Register.objects.update(version=F("version") + 1, changed_at=timezone.now())
    return house


def test_streets_houses_and_other_names_are_there(street: Street) -> None:
    (address,) = find("г. Минусово, ул. Троцкого, 5", register.current())
    assert (address.street_id, address.settlement) == (street.pk, "Минусово")
    assert address.house_id == House.objects.get().pk


def test_it_is_read_again_when_the_register_has_changed_and_only_then(
    street: Street, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = register.current()
    with django_assert_num_queries(1):
        assert register.current() is first
    house = _add_house(street, 7)
    (address,) = find("ул. Минская, 7", register.current())
    assert address.house_id == house.pk


def test_more_houses_cost_no_more_queries(
    street: Street, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for base in range(10, 40):
        _add_house(street, base)
    with django_assert_max_num_queries(8):  # two looks at the version, four reads, the savepoint around them
        register.current()
