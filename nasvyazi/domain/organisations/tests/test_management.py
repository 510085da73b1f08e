"""Who manages a house, and on which days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.organisations import selectors, services
from nasvyazi.domain.organisations.models import Management, Organisation
from nasvyazi.domain.organisations.naming import organisation_key
from nasvyazi.domain.organisations.services import Managed
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.importers import Row
from nasvyazi.domain.places.models import House

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture
def houses() -> list[int]:
    places.take_in(rows=[Row(line, "", "ул. Мира", house=str(line)) for line in range(1, 4)])
    return list(House.objects.order_by("base").values_list("pk", flat=True))


def manage(house: int, name: str, days: int = 0) -> Managed:
    return services.manage(managers={house: name}, since=DAY + timedelta(days=days))


def manager(house: int, days: int = 0) -> str | None:
    found = selectors.manager_of(house_id=house, on=DAY + timedelta(days=days))
    return found.name if found is not None else None


def test_a_house_has_a_manager_from_the_day_on_which_it_is_written_down(houses: list[int]) -> None:
    assert manage(houses[0], "УК Центр") == Managed(new=1)
    assert [manager(houses[0], days) for days in (-1, 0, 1000)] == [None, "УК Центр", "УК Центр"]
    assert manager(houses[1]) is None


def test_the_same_once_more_changes_nothing(houses: list[int]) -> None:
    manage(houses[0], "ООО «УК Центр»")
    assert manage(houses[0], 'Общество с ограниченной ответственностью "УК ЦЕНТР"', 5) == Managed(same=1)
    assert (Organisation.objects.count(), Management.objects.count()) == (1, 1)


def test_who_managed_a_house_before_did_so_until_the_day_of_the_next(houses: list[int]) -> None:
    manage(houses[0], "УК Центр")
    assert manage(houses[0], "УК Север", 10) == Managed(changed=1)
    assert [manager(houses[0], days) for days in (0, 9, 10)] == ["УК Центр", "УК Центр", "УК Север"]


def test_what_is_corrected_on_the_same_day_was_a_mistake(houses: list[int]) -> None:
    manage(houses[0], "УК Центр")
    assert manage(houses[0], "УК Север") == Managed(changed=1)
    assert Management.objects.count() == 1
    assert manager(houses[0]) == "УК Север"


def test_what_is_written_down_for_later_days_stays(houses: list[int]) -> None:
    manage(houses[0], "УК Север", 10)
    assert manage(houses[0], "УК Центр") == Managed(new=1)
    assert [manager(houses[0], days) for days in (0, 9, 10)] == ["УК Центр", "УК Центр", "УК Север"]
    manage(houses[0], "УК Юг", 5)
    assert [manager(houses[0], days) for days in (4, 5, 9, 10)] == ["УК Центр", "УК Юг", "УК Юг", "УК Север"]


def test_the_database_takes_no_second_manager_of_a_day(houses: list[int]) -> None:
    manage(houses[0], "УК Центр")
    other = Organisation.objects.create(name="УК Север", key="ук север")
    with pytest.raises(IntegrityError, match="management_one_a_day"), transaction.atomic():
        Management.objects.create(organisation=other, house_id=houses[0], days=DateRange(DAY, None))


@pytest.mark.parametrize("days", [DateRange(None, DAY), DateRange(DAY, DAY)])
def test_the_database_takes_no_management_without_a_first_day(houses: list[int], days: DateRange) -> None:
    one = Organisation.objects.create(name="УК Север", key="ук север")
    with pytest.raises(IntegrityError, match="management_begins"), transaction.atomic():
        Management.objects.create(organisation=one, house_id=houses[0], days=days)


def test_a_name_without_words_is_nobody(houses: list[int]) -> None:
    assert services.manage(managers={houses[0]: " — ", houses[1]: "УК"}, since=DAY) == Managed(new=1)
    assert (manager(houses[0]), manager(houses[1])) == (None, "УК")


def test_a_name_that_is_too_long_is_cut(houses: list[int]) -> None:
    assert manage(houses[0], "УК " + "Центр " * 100) == Managed(new=1)
    assert manage(houses[0], "УК " + "Центр " * 100, 1) == Managed(same=1)


def test_managers_of_many_houses_are_read_and_written_in_as_many_queries(houses: list[int]) -> None:
    with CaptureQueriesContext(connection) as few:
        services.manage(managers={houses[0]: "УК Центр"}, since=DAY)
    with CaptureQueriesContext(connection) as many:
        services.manage(managers=dict.fromkeys(houses, "УК Север"), since=DAY + timedelta(days=1))
    assert len(many) <= len(few) + 1, "one more: there was something to end"
    with CaptureQueriesContext(connection) as read:
        found = selectors.managers_of(house_ids=houses, on=DAY + timedelta(days=1))
    assert {one.name for one in found.values()} == {"УК Север"}
    assert len(read) == 1


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("ООО «УК Центр»", 'ООО "УК-ЦЕНТР"', True),
        ("Управляющая компания Центр", "УК Центр", True),
        ("ТСЖ «Берёзка»", "Товарищество собственников жилья «Березка»", True),
        ("ООО Центр", "АО Центр", False),
        ("УК Центр", "УК Центр-2", False),
    ],
)
def test_an_organisation_is_one_under_every_spelling(first: str, second: str, is_same: bool) -> None:
    assert (organisation_key(first) == organisation_key(second)) == is_same


@given(st.text())
def test_a_key_is_the_key_of_itself(name: str) -> None:
    assert organisation_key(organisation_key(name)) == organisation_key(name)
