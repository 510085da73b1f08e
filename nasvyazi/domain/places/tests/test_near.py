"""The nearest house is the nearest one, wherever on Earth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.gazetteer import Gazetteer, House, Street
from nasvyazi.domain.places.near import nearest_house
from nasvyazi.toolbox.geo import distance

_LATITUDES = st.one_of(st.floats(-90, 90), st.floats(59.99, 60.01))
_LONGITUDES = st.one_of(
    st.floats(-180, 180), st.floats(29.99, 30.01), st.sampled_from([-180.0, 179.999, 180.0])
)
_POINTS = st.tuples(_LATITUDES, _LONGITUDES)


def _town(points: list[tuple[float, float]]) -> Gazetteer:
    houses = {str(number): House(number, *point) for number, point in enumerate(points, start=1)}
    return Gazetteer([Street(1, "street", "Минская", houses={**houses, "9999": House(9999)})])


@given(
    _POINTS, st.lists(_POINTS, min_size=1, max_size=30), st.sampled_from([30.0, 500.0, 20_000.0, 3_000_000.0])
)
def test_no_house_is_nearer(
    here: tuple[float, float], points: list[tuple[float, float]], within: float
) -> None:
    found = nearest_house(*here, _town(points), within=within)
    least = min(distance(here, point) for point in points)
    assert (found.metres if found else None) == (least if least <= within else None)


def test_a_degree_of_longitude_is_half_as_wide_at_sixty_degrees() -> None:
    town = _town([(60.0, 30.001), (60.0008, 30.0)])  # 56 m to the east, 89 m to the north
    found = nearest_house(60.0, 30.0, town, within=100)
    assert found is not None
    assert (found.house, found.house_id) == ("1", 1)
    assert found.metres == pytest.approx(55.6, abs=0.1)


def test_the_other_side_of_the_date_line_is_near() -> None:
    found = nearest_house(66.0, 179.9999, _town([(66.0, -179.9999)]), within=50)
    assert found is not None
    assert found.metres == pytest.approx(9.0, abs=0.1)


def test_where_no_house_is_near_there_is_none() -> None:
    assert nearest_house(56.1, 47.2, _town([(56.2, 47.2)]), within=60) is None
    assert nearest_house(56.1, 47.2, Gazetteer([]), within=60) is None
