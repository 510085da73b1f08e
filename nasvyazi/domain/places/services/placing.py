"""Places of things: one row for a house or a street, whoever speaks of it; a row of its own for a point."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from nasvyazi.domain.accounts.models import User

from ..kinds import address
from ..models import House, Place, Street
from . import register


def place_at_house(*, house_id: int) -> Place:
    """The place of a house of the register. A house whose point became known gives it to its place."""
    house = (
        House.objects.select_related("street__settlement")
        .annotate(is_shared=_is_shared("street__"))
        .get(pk=house_id)
    )
    place, _made = Place.objects.update_or_create(
        house=house,
        defaults={
            "street": house.street,
            "number": house.number,
            "title": _title(house.street, house.number, is_shared=house.is_shared),
            "latitude": house.latitude,
            "longitude": house.longitude,
        },
    )
    return place


@transaction.atomic
def move_house(*, house_id: int, latitude: float, longitude: float, by: User, now: datetime) -> Place:
    """A person has seen where a house stands (degrees, WGS 84): no register moves it from there any more.

    A register that is taken in locks itself before its houses, and so does this. Raises RegisterBusy while one is: its
    import lasts minutes, and who moves a house waits for the page.
    """
    register.lock_soon()
    House.objects.filter(pk=house_id).update(
        latitude=latitude, longitude=longitude, placed_by=by, placed_at=now
    )
    register.touched()
    return place_at_house(house_id=house_id)


def place_on_street(*, street_id: int, number: str = "") -> Place:
    """The place of a street, or of a number on it (`str(HouseNumber)`): the register's house where there is one."""
    house = House.objects.filter(street=street_id, number=number).first() if number else None
    if house is not None:
        return place_at_house(house_id=house.pk)
    street = Street.objects.select_related("settlement").annotate(is_shared=_is_shared()).get(pk=street_id)
    place, _made = Place.objects.get_or_create(
        street=street,
        house=None,
        number=number,
        defaults={"title": _title(street, number, is_shared=street.is_shared)},
    )
    return place


def place_at_point(*, latitude: float, longitude: float, title: str) -> Place:
    """A place that somebody showed: a pin on the map, a location sent from a phone. The same point is one place."""
    known = Place.objects.filter(street=None, latitude=latitude, longitude=longitude).first()
    return known or Place.objects.create(latitude=latitude, longitude=longitude, title=title[:300])


def _title(street: Street, number: str, *, is_shared: bool) -> str:
    return address(street.kind, street.name, street.settlement.name if is_shared else "", number)


def _is_shared(path: str = "") -> Exists:
    """Whether another settlement has a street of the same kind and name as the one that `path` leads to."""
    same = Street.objects.filter(kind=OuterRef(f"{path}kind"), key=OuterRef(f"{path}key"))
    return Exists(same.exclude(settlement=OuterRef(f"{path}settlement")))
