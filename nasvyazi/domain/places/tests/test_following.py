"""Places follow the register: what was said of a house before a register spoke of it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from nasvyazi.domain.places import selectors, services
from nasvyazi.domain.places.models import House, Place
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
HERE, THERE = (56.1, 47.2), (56.2, 47.3)


def point(place: Place) -> tuple[float | None, float | None]:
    place.refresh_from_db()
    return place.latitude, place.longitude


def stands(house: House, at: tuple[float, float]) -> None:
    """As a register says it."""
    House.objects.filter(pk=house.pk).update(latitude=at[0], longitude=at[1])


def test_a_place_gets_the_point_of_its_house_and_the_next_one() -> None:
    house = factories.house()
    place = services.place_at_house(house_id=house.pk)
    for at in (HERE, THERE):
        stands(house, at)
        services.follow_register()
        assert point(place) == at


def test_a_number_becomes_the_house_that_came_for_it_and_stays_the_only_place_of_it() -> None:
    street = factories.street()
    place = services.place_on_street(street_id=street.pk, number="49")
    others = [
        services.place_on_street(street_id=street.pk),
        services.place_on_street(street_id=street.pk, number="49 А"),
        services.place_on_street(street_id=factories.street("Мира").pk, number="49"),
    ]
    house = factories.house(street, "49", point=HERE)
    services.follow_register()
    assert (point(place), place.house, place.title) == (HERE, house, "ул. Минская, 49")
    assert services.place_on_street(street_id=street.pk, number="49") == place
    for other in others:
        assert (point(other), other.house) == ((None, None), None)


def test_a_number_whose_house_has_a_place_already_gets_the_point_and_is_told_with_it() -> None:
    street = factories.street()
    number = services.place_on_street(street_id=street.pk, number="49")
    own = services.place_at_house(house_id=factories.house(street, "49", point=HERE).pk)
    services.place_on_street(street_id=street.pk, number="51")
    services.follow_register()
    assert (point(number), number.house) == (HERE, None)
    assert selectors.doubled() == {number.pk: own.pk}


def test_a_point_that_somebody_showed_stays_even_beside_a_house() -> None:
    house = factories.house(point=HERE)
    pin = services.place_at_point(latitude=HERE[0], longitude=HERE[1], title="у подъезда")
    stands(house, THERE)
    services.follow_register()
    assert (point(pin), pin.house, pin.title) == (HERE, None, "у подъезда")
    assert selectors.doubled() == {}


def test_where_a_person_has_put_a_house_its_place_stays() -> None:
    house = factories.house(point=HERE)
    place = services.move_house(
        house_id=house.pk, latitude=56.15, longitude=47.25, by=factories.user(), now=now()
    )
    services.follow_register()
    assert point(place) == (56.15, 47.25)


def test_it_is_two_statements_however_many_places_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    street = factories.street()
    for number in range(1, 20):
        services.place_on_street(street_id=street.pk, number=str(number))
        factories.house(street, str(number), point=HERE)
    with django_assert_num_queries(2 + 2):  # a savepoint, and its end
        services.follow_register()
    assert Place.objects.filter(house__isnull=False, latitude=HERE[0]).count() == 19
