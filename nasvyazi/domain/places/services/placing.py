"""Places of things: one row for a house or a street, whoever speaks of it; a row of its own for a point."""

from __future__ import annotations

from ..models import House, Place, Street
from ..numbers import HouseNumber


def place_at_house(*, house: House) -> Place:
    """The place of a house of the register. A house whose point became known gives it to its place."""
    place, _made = Place.objects.update_or_create(
        house=house,
        defaults={
            "street": house.street,
            "number": house.number,
            "title": _title(house.street, house.number),
            "latitude": house.latitude,
            "longitude": house.longitude,
        },
    )
    return place


def place_at_number(*, street: Street, number: HouseNumber | None = None) -> Place:
    """The place of a street, or of a number on it: the register's house where there is one."""
    text = "" if number is None else str(number)
    house = (
        House.objects.select_related("street").filter(street=street, number=text).first() if text else None
    )
    if house is not None:
        return place_at_house(house=house)
    place, _made = Place.objects.get_or_create(
        street=street, house=None, number=text, defaults={"title": _title(street, text)}
    )
    return place


def place_at_point(*, latitude: float, longitude: float, title: str) -> Place:
    """A place that somebody showed: a pin on the map, a location sent from a phone."""
    return Place.objects.create(latitude=latitude, longitude=longitude, title=title[:300])


def _title(street: Street, number: str) -> str:
    return f"{street}, {number}" if number else str(street)
