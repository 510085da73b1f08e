"""A part of the map: what lies in it, and the grid by which what stands too close together is told as one."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, isfinite, radians

from django.db.models import Q

_TILE = 256
"""Pixels of a side of the whole world at zoom 0 (the tiles of Web Mercator)."""


class NoBox(ValueError):
    """The text is no part of the map; `str()` is the text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of so many degrees of latitude and longitude."""

    height: float
    width: float

    def cell(self, latitude: float, longitude: float) -> tuple[int, int]:
        """In which cell a point lies."""
        return floor(latitude / self.height), floor(longitude / self.width)


@dataclass(frozen=True, slots=True)
class Box:
    """Between two parallels and two meridians, degrees, WGS 84. `west` > `east` where it lies across the 180th."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def parse(cls, text: str) -> Box:
        """«south,west,north,east», as browsers tell it: east of the 180th meridian they count on. Raises NoBox."""
        try:
            south, west, north, east = (float(part) for part in text.split(","))
        except ValueError:
            raise NoBox(text) from None
        if not all(map(isfinite, (south, west, north, east))) or south > north or west > east:
            raise NoBox(text)
        if east - west >= 360:
            return cls(south, -180, north, 180)
        return cls(south, _turned(west), north, _turned(east))

    @property
    def breadth(self) -> float:
        """Degrees from its west to its east."""
        return (self.east - self.west) % 360 or (360 if self.east > self.west else 0)

    def has(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in it."""
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    def condition(self, way: str = "") -> Q:
        """The same about rows with `latitude` and `longitude`; `way` leads to them: "place__"."""
        low, high = Q(**{f"{way}longitude__gte": self.west}), Q(**{f"{way}longitude__lte": self.east})
        between = low & high if self.west <= self.east else low | high
        return Q(**{f"{way}latitude__range": (self.south, self.north)}) & between

    def grid(self, *, zoom: int, pixels: int, most: int) -> Grid:
        """Cells of about so many pixels at the zoom, as squares on the screen, at most `most` of them side by side.

        However large the box is that somebody asks for, what is told by cells stays bounded.
        """
        width = max(pixels * 360 / (_TILE * 2**zoom), self.breadth / most)
        middle = max(min((self.south + self.north) / 2, 85), -85)
        height = max(width * cos(radians(middle)), (self.north - self.south) / most)
        return Grid(height, width)


def _turned(longitude: float) -> float:
    """The same meridian between -180 and 180."""
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180
