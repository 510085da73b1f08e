"""Distances in degrees: against known ones, and against the box that is looked through first."""

from __future__ import annotations

from math import acos, cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasvyazi.toolbox.geo import EARTH, around, distance

LATITUDES = st.floats(-89, 89)
LONGITUDES = st.floats(-180, 180)
POINTS = st.tuples(LATITUDES, LONGITUDES)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0.0),
        ((60.0, 30.0), (60.0, 30.001), 55.6),
        ((0.0, 30.0), (0.0, 30.001), 111.2),
        ((60.0, 30.0), (60.001, 30.0), 111.2),
        ((65.0, 179.9995), (65.0, -179.9995), 47.0),
        ((55.7558, 37.6173), (59.9343, 30.3351), 633_000.0),
    ],
    ids=["itself", "at 60° N", "at the equator", "to the north", "over the date line", "Moscow, Petersburg"],
)
def test_distances_are_those_of_the_map(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert distance(one, other) == pytest.approx(metres, rel=0.005, abs=0.1)


@settings(deadline=None)
@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_that_of_the_law_of_cosines(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    latitude, to = radians(one[0]), radians(other[0])
    between = cos(radians(other[1] - one[1]))
    cosine = sin(latitude) * sin(to) + cos(latitude) * cos(to) * between
    assert distance(one, other) == pytest.approx(distance(other, one))
    # The law of cosines itself is blind to a few metres.
    assert distance(one, other) == pytest.approx(EARTH * acos(max(min(cosine, 1.0), -1.0)), abs=200)


@settings(deadline=None)
@given(POINTS, st.floats(1, 5000), st.floats(-0.06, 0.06), st.floats(-0.2, 0.2))
def test_whatever_is_near_lies_in_the_box(
    middle: tuple[float, float], metres: float, north: float, east: float
) -> None:
    other = (max(min(middle[0] + north, 90.0), -90.0), (middle[1] + east + 180) % 360 - 180)
    box = around(middle, metres=metres)
    if distance(middle, other) <= metres * 0.999:
        assert box.south <= other[0] <= box.north
        assert box.west <= other[1] <= box.east


@settings(deadline=None)
@given(st.floats(-80, 80), st.floats(-179, 179))
def test_the_box_is_hardly_larger_than_the_circle(latitude: float, longitude: float) -> None:
    box = around((latitude, longitude), metres=60)
    assert distance((latitude, box.west), (latitude, box.east)) == pytest.approx(120, rel=0.01)
    assert distance((box.south, longitude), (box.north, longitude)) == pytest.approx(120, rel=0.01)
