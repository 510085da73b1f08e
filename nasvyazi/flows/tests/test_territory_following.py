"""A register comes after people have written: their appeals learn where they are, and whose house it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from nasvyazi.domain.appeals import near, onmap
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.tests import town
from nasvyazi.domain.organisations import selectors as organisations
from nasvyazi.domain.places import services
from nasvyazi.domain.places.importers import Choice
from nasvyazi.domain.places.models import House, Place, Street
from nasvyazi.domain.places.tests.registers import csv, kept
from nasvyazi.flows import territory
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db
TITLES = "Улица;Дом;Широта;Долгота;УК"
HERE, MOVED = "ул. Минская;49;56,1;47,2;УК Центр", "ул. Минская;49;56,3;47,4;"
NOW = factories.MONDAY_NOON


def take(folder: Path, *rows: str, **more: Any) -> None:
    territory.import_register(path=kept(folder, csv(TITLES, *rows)), choice=Choice(), **more)


def wrote(place: Place) -> Appeal:
    return town.appeal(town.topic(), place, channel=factories.channel())


def where(appeal: Appeal) -> tuple[float | None, float | None]:
    place = Place.objects.get(appeals=appeal)
    return place.latitude, place.longitude


@pytest.fixture
def street() -> Street:
    return factories.street()


def test_coordinates_that_come_later_put_an_appeal_on_the_map(tmp_path: Path, street: Street) -> None:
    appeal = wrote(services.place_at_house(house_id=factories.house(street, "49").pk))
    beside = services.place_at_point(latitude=56.1002, longitude=47.2, title="у дома")
    other = town.appeal(appeal.topic, beside, channel=factories.channel())
    take(tmp_path, HERE)
    assert where(appeal) == (56.1, 47.2)
    rows = Appeal.objects.all()
    shown = onmap.on_map(rows, standing=onmap.Standing.OPEN, group_id=None, now=NOW)
    assert set(shown) == {appeal, other}
    found = near.nearby(Appeal.objects.get(pk=appeal.pk), among=rows, now=NOW, limit=5)
    assert [(one.appeal, one.beside.metres) for one in found] == [(other, 22)]


def test_a_house_that_a_register_moves_takes_its_appeals_along(tmp_path: Path, street: Street) -> None:
    take(tmp_path, HERE)
    appeal = wrote(services.place_at_house(house_id=House.objects.get().pk))
    take(tmp_path, MOVED)
    assert where(appeal) == (56.3, 47.4)


def test_a_house_that_a_person_has_put_keeps_its_appeals_where_it_stands(
    tmp_path: Path, street: Street
) -> None:
    take(tmp_path, HERE)
    by = factories.user()
    place = services.move_house(
        house_id=House.objects.get().pk, latitude=56.15, longitude=47.25, by=by, now=now()
    )
    appeal = wrote(place)
    take(tmp_path, MOVED)
    assert where(appeal) == (56.15, 47.25)


def test_a_house_that_was_missing_arrives_with_who_manages_it(tmp_path: Path, street: Street) -> None:
    appeal = wrote(services.place_on_street(street_id=street.pk, number="49"))
    take(tmp_path, HERE)
    place = Place.objects.get(appeals=appeal)
    assert place.house_id is not None
    assert str(organisations.manager_of(house_id=place.house_id, on=localdate())) == "УК Центр"
    assert services.place_on_street(street_id=street.pk, number="49") == place


def test_what_was_said_of_a_number_and_of_its_house_is_at_one_place_in_the_end(
    tmp_path: Path, street: Street
) -> None:
    number = services.place_on_street(street_id=street.pk, number="49")
    first, second = wrote(number), wrote(number)
    problem = appeals.join_problem(appeal_id=first.pk, other_id=second.pk, by=factories.user(), now=NOW)
    assert first.topic is not None
    burst = Burst.objects.create(
        topic=first.topic, place=number, began_at=NOW, latest_at=NOW, appeal_count=2, people_count=2
    )
    house = factories.house(street, "49")
    own = services.place_at_house(house_id=house.pk)
    changed_at = Appeal.objects.get(pk=first.pk).changed_at
    take(tmp_path, HERE)
    for thing in (first, second, problem, burst):
        thing.refresh_from_db()
    assert {first.place, second.place, problem.at, burst.place} == {own}
    assert where(first) == (56.1, 47.2)
    assert first.changed_at > changed_at, "open pages draw the card anew"


def test_a_pin_stays_where_a_person_put_it(tmp_path: Path, street: Street) -> None:
    appeal = wrote(services.place_at_point(latitude=56.1, longitude=47.2, title="56.1, 47.2"))
    factories.house(street, "49", point=(56.1, 47.2))
    take(tmp_path, MOVED)
    assert where(appeal) == (56.1, 47.2)


def test_a_register_that_is_only_tried_tells_nobody(tmp_path: Path, street: Street) -> None:
    appeal = wrote(services.place_on_street(street_id=street.pk, number="49"))
    take(tmp_path, HERE, dry_run=True)
    assert (where(appeal), Place.objects.get(appeals=appeal).house) == ((None, None), None)


def test_a_register_from_the_desk_is_followed_as_well(tmp_path: Path, settings: Any, street: Street) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    appeal = wrote(services.place_on_street(street_id=street.pk, number="49"))
    brought = services.bring(body=csv(TITLES, HERE), name="дома.csv", by=factories.user(), now=now())
    assert territory.work_on_next()
    services.confirm(register_id=brought.pk)
    assert where(appeal) == (None, None)
    assert territory.work_on_next()
    assert where(appeal) == (56.1, 47.2)
