"""What lies under everything on the map: houses with their numbers and districts, names of streets. Without queries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import register
from .box import Box, Grid
from .gazetteer import Gazetteer, Street
from .kinds import StreetKind, titled
from .naming import street_key
from .numbers import HouseNumber, NotANumber
from .schemes.addresses import settlement_key
from .schemes.answering import Scheme
from .schemes.called import Called, KnownStreet
from .schemes.selectors import compiled

NUMBERED_FROM = 17
"""From this zoom there is room for the numbers of houses."""
NAMED_FROM = 14
"""From this one for the names of streets."""
_DOT_PIXELS, _NUMBER_PIXELS, _NAME_PIXELS = 10, 30, 120
_NAME_LINES = 4
"""Names are so many times wider than high."""
_MOST = 100
"""Cells side by side, however large a part of the map is asked for."""
_OUTLIERS = 0.01
"""So large a part of the houses on each side does not widen the view: a register has houses in the ocean."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A house, or the first of several that stand too close together to be shown each."""

    latitude: float
    longitude: float
    number: str
    house_id: int
    district: str
    """Its number; "" where the scheme tells none."""


@dataclass(frozen=True, slots=True)
class Name:
    """A street's title at a house in its middle."""

    latitude: float
    longitude: float
    title: str


@dataclass(frozen=True, slots=True)
class _House:
    latitude: float
    longitude: float
    number: str
    id: int
    street: Street


class Ground:
    """The houses of a gazetteer that have coordinates, with the districts of a scheme (None = nobody knows any)."""

    def __init__(self, gazetteer: Gazetteer, scheme: Scheme | None) -> None:
        houses = (
            _House(house.latitude, house.longitude, number, house.id, street)
            for street in gazetteer.streets
            for number, house in street.houses.items()
            if house.latitude is not None and house.longitude is not None
        )
        self._houses = sorted(houses, key=lambda house: house.latitude)
        self._latitudes = [house.latitude for house in self._houses]
        self._streets = gazetteer.streets
        self._scheme = scheme
        self._districts: dict[int, str] = {}

    def houses(self, box: Box, *, zoom: int) -> list[Dot]:
        """The houses in a part of the map, one for a place on the screen."""
        pixels = _NUMBER_PIXELS if zoom >= NUMBERED_FROM else _DOT_PIXELS
        grid = box.grid(zoom=zoom, pixels=pixels, most=_MOST)
        first: dict[tuple[int, int], _House] = {}
        for house in self._within(box):
            first.setdefault(grid.cell(house.latitude, house.longitude), house)
        return [
            Dot(house.latitude, house.longitude, house.number, house.id, self._district(house))
            for house in first.values()
        ]

    def names(self, box: Box, *, zoom: int) -> list[Name]:
        """The streets with houses in a part of the map; of two that would cover each other the longer one."""
        if zoom < NAMED_FROM:
            return []
        along: defaultdict[int, list[_House]] = defaultdict(list)
        for house in self._within(box):
            along[house.street.id].append(house)
        wide = box.grid(zoom=zoom, pixels=_NAME_PIXELS, most=_MOST)
        grid = Grid(wide.height / _NAME_LINES, wide.width)
        shown: dict[tuple[int, int], Name] = {}
        for houses in sorted(along.values(), key=lambda one: (-len(one), one[0].street.id)):
            middle = _middle(houses)
            cell = grid.cell(middle.latitude, middle.longitude)
            title = titled(middle.street.kind, middle.street.name)
            shown.setdefault(cell, Name(middle.latitude, middle.longitude, title))
        return list(shown.values())

    @cached_property
    def extent(self) -> Box | None:
        """Where the houses are, but for a few that lie far off; None without any."""
        if not self._houses:
            return None
        longitudes = sorted(house.longitude for house in self._houses)
        skipped = int(len(longitudes) * _OUTLIERS)
        last = len(longitudes) - 1 - skipped
        return Box(self._latitudes[skipped], longitudes[skipped], self._latitudes[last], longitudes[last])

    @cached_property
    def houses_by_district(self) -> dict[str, list[int]]:
        """The numbers of rows of each district's houses. The first question asks the scheme about every house."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for house in self._houses:
            found[self._district(house)].append(house.id)
        return dict(found)

    def _within(self, box: Box) -> Iterator[_House]:
        first, last = bisect_left(self._latitudes, box.south), bisect_right(self._latitudes, box.north)
        return (house for house in self._houses[first:last] if box.has(house.latitude, house.longitude))

    def _district(self, house: _House) -> str:
        if self._scheme is None:
            return ""
        if house.id not in self._districts:
            self._districts[house.id] = self._asked(self._scheme, house)
        return self._districts[house.id]

    def _asked(self, scheme: Scheme, house: _House) -> str:
        """What the scheme says of a house, as `schemes.selectors.answer` would; "" where it tells no district."""
        try:
            number = HouseNumber.parse(house.number)
        except NotANumber:
            return ""
        called, known = self._called
        addresses = called.addresses(known[house.street.id], number)
        return scheme.district_of(*addresses, point=(house.latitude, house.longitude)).district or ""

    @cached_property
    def _called(self) -> tuple[Called, dict[int, KnownStreet]]:
        """Every street under all its names, and by its id."""
        known = {street.id: _known(street) for street in self._streets}
        return Called(known.values()), known


def ground(scheme_id: int | None) -> Ground:
    """The ground by the register as it is now and a scheme. One query while neither has changed."""
    return _ground(register.current(), scheme_id)


@lru_cache(maxsize=4)
def _ground(gazetteer: Gazetteer, scheme_id: int | None) -> Ground:
    return Ground(gazetteer, None if scheme_id is None else compiled(scheme_id))


def forget() -> None:
    """Make the ground anew: where a process turns to another database."""
    _ground.cache_clear()


def _known(street: Street) -> KnownStreet:
    return KnownStreet(
        street.id,
        StreetKind(street.kind),
        settlement_key(street.settlement),
        street_key(street.name),
        tuple(map(street_key, street.other_names)),
    )


def _middle(houses: list[_House]) -> _House:
    """The house that stands nearest to the middle of all: the name lies on the street also where that is bent."""
    latitude = sum(house.latitude for house in houses) / len(houses)
    longitude = sum(house.longitude for house in houses) / len(houses)
    return min(houses, key=lambda one: (one.latitude - latitude) ** 2 + (one.longitude - longitude) ** 2)
