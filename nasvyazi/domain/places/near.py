"""The house nearest to a point: of a Telegram location, of a photo's EXIF, of what VK tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, floor, radians

from nasvyazi.domain.places.gazetteer import Gazetteer, Street
from nasvyazi.toolbox.geo import EARTH, distance

_COLUMNS = 131_072
"""Cells around the Earth; a cell is a square in degrees, 305 m high."""
_CELL = 360 / _COLUMNS
_Point = tuple[float, float, Street, str]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A house (canonical number) and how far from it the point lies."""

    street: Street
    house: str
    house_id: int
    metres: float


class _Points:
    """The houses of a gazetteer that have coordinates, by cells of a grid."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._cells: defaultdict[tuple[int, int], list[_Point]] = defaultdict(list)
        for street in gazetteer.streets:
            for number, house in street.houses.items():
                if house.latitude is not None and house.longitude is not None:
                    cell = (floor(house.latitude / _CELL), floor(house.longitude / _CELL) % _COLUMNS)
                    self._cells[cell].append((house.latitude, house.longitude, street, number))

    def around(self, latitude: float, longitude: float, within: float) -> Iterator[_Point]:
        """At least all houses within so many metres of the point."""
        height = within / radians(1) / EARTH
        rows = range(floor((latitude - height) / _CELL), floor((latitude + height) / _CELL) + 1)
        narrowest = cos(radians(min(abs(latitude) + height, 90)))
        # One cell more on either side: at the edge of the circle a degree of longitude is a little wider than here.
        half = ceil(min(height / max(narrowest, 1e-9) / _CELL, _COLUMNS)) + 1
        column = floor(longitude / _CELL)
        if len(rows) * (2 * half + 1) > len(self._cells):
            for points in self._cells.values():
                yield from points
            return
        for row in rows:
            for offset in range(-half, half + 1):
                yield from self._cells.get((row, (column + offset) % _COLUMNS), ())


@lru_cache(maxsize=1)
def _points(gazetteer: Gazetteer) -> _Points:
    """Made once for a gazetteer: there is one at a time."""
    return _Points(gazetteer)


def nearest_house(
    latitude: float, longitude: float, gazetteer: Gazetteer, *, within: float
) -> Nearest | None:
    """The house nearest to a point (degrees, WGS 84), none farther than `within` metres.

    Distances are great circles on a sphere: half a per cent off at most. Of houses equally far the first number.
    """
    found = [
        (metres, number, street)
        for its_latitude, its_longitude, street, number in _points(gazetteer).around(
            latitude, longitude, within
        )
        if (metres := distance((latitude, longitude), (its_latitude, its_longitude))) <= within
    ]
    if not found:
        return None
    metres, number, street = min(found, key=lambda one: (one[0], one[2].id, one[1]))
    return Nearest(street, number, street.houses[number].id, metres)
