"""Distances on the Earth between points told in degrees, WGS 84."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, hypot, radians, sin, sqrt

EARTH = 6_371_008.8
"""Mean radius in metres (IUGG, R1): on a sphere of it distances are right within half a per cent."""
_POLE = 90.0
_ANTIMERIDIAN = 180.0


@dataclass(frozen=True, slots=True)
class Box:
    """A range of latitudes and a range of longitudes, in degrees."""

    south: float
    north: float
    west: float
    east: float


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (latitude, longitude) along the surface."""
    latitude, longitude = radians(one[0]), radians(one[1])
    to_latitude, to_longitude = radians(other[0]), radians(other[1])
    across = sqrt(cos(latitude) * cos(to_latitude)) * sin((to_longitude - longitude) / 2)
    chord = hypot(sin((to_latitude - latitude) / 2), across)
    return 2 * EARTH * asin(min(chord, 1.0))


def around(point: tuple[float, float], *, metres: float) -> Box:
    """The smallest box that holds everything so near to a point; what lies in its corners is farther away.

    Near a pole, or across the 180th meridian, all longitudes: then it holds more than it need.
    """
    latitude, longitude = point
    reach = metres / EARTH
    south, north = latitude - degrees(reach), latitude + degrees(reach)
    # Meridians run together towards the poles: the widest place of the circle is not where its middle is.
    if max(north, -south) >= _POLE:
        return Box(max(south, -_POLE), min(north, _POLE), -_ANTIMERIDIAN, _ANTIMERIDIAN)
    aside = degrees(asin(min(sin(reach) / cos(radians(latitude)), 1.0)))
    west, east = longitude - aside, longitude + aside
    if west < -_ANTIMERIDIAN or east > _ANTIMERIDIAN:
        west, east = -_ANTIMERIDIAN, _ANTIMERIDIAN
    return Box(south, north, west, east)
