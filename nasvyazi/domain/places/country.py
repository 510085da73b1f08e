"""Whether coordinates lie in the country, and whether they would if latitude and longitude changed places."""

from __future__ import annotations

from bisect import bisect_right

_NORTH, _NORTH_IN_THE_WEST, _WEST = 74.0, 72.0, 65.0
"""North of the last settlement (Dikson; west of 65° Belushya Guba) there are no houses."""
_SOUTH = (
    (19.0, 54.2), (23.0, 90.0), (26.9, 55.5), (29.0, 52.8), (31.0, 51.0), (32.4, 44.2), (37.0, 43.2), (40.0, 42.9),
    (44.0, 41.0), (48.7, 45.4), (50.0, 50.3), (55.0, 50.3), (61.0, 50.6), (62.5, 53.6), (66.0, 54.2), (70.0, 53.0),
    (76.0, 50.4), (81.0, 48.9), (90.0, 49.4), (100.0, 49.9), (107.0, 48.9), (121.0, 49.0), (127.0, 47.4),
    (130.3, 42.1), (136.0, 43.2), (150.0, 46.0),
)  # fmt: skip
"""From a longitude on: south of which latitude the country ends, read off its border and rounded outwards (degrees).

Coarse, but enough to see what people mix up: in all of the European part a point lands in another country when its two
numbers change places.
"""
_EAST_END, _WEST_END = 180.0, -168.9
"""Chukotka lies across the 180th meridian."""
_LONGITUDES = [longitude for longitude, _latitude in _SOUTH]


def holds(latitude: float, longitude: float) -> bool:
    """Whether a point (degrees, WGS 84) lies in Russia or close to its border."""
    if -180 <= longitude <= _WEST_END:
        return 60 <= latitude <= _NORTH_IN_THE_WEST
    if not _LONGITUDES[0] <= longitude <= _EAST_END:
        return False
    _from, south = _SOUTH[bisect_right(_LONGITUDES, longitude) - 1]
    return south <= latitude <= (_NORTH_IN_THE_WEST if longitude < _WEST else _NORTH)


def are_swapped(latitude: float, longitude: float) -> bool:
    """Whether a point lies abroad as it is told, and in the country when its numbers change places."""
    return not holds(latitude, longitude) and holds(longitude, latitude)
