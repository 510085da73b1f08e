"""GeoJSON of houses, the way of OpenStreetMap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.importers import Row
from nasvyazi.domain.places.importers.geojson import _middle
from nasvyazi.domain.places.remarks import Code

from .registers import kept, read, remarks

SQUARE = [[47.0, 56.0], [47.002, 56.0], [47.002, 56.002], [47.0, 56.002], [47.0, 56.0]]


def feature(geometry: Any, **tags: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {key.replace("__", ":"): value for key, value in tags.items()},
    }


def collection(folder: Path, *features: Any) -> Path:
    return kept(folder, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def only(path: Path) -> Row:
    (row,) = read(path)
    assert isinstance(row, Row)
    return row


def test_a_house_is_a_point_with_an_address(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [47.1, 56.1]}
    row = only(
        collection(
            tmp_path, feature(point, addr__street="улица Мира", addr__housenumber="5А", addr__city="Речной")
        )
    )
    assert (row.street, row.house, row.settlement, row.latitude, row.longitude) == (
        "улица Мира",
        "5А",
        "Речной",
        56.1,
        47.1,
    )


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE[:4]]]},
    ],
)
def test_a_building_stands_in_its_middle(tmp_path: Path, geometry: Any) -> None:
    row = only(collection(tmp_path, feature(geometry, addr__street="Мира", addr__housenumber="5")))
    assert row.latitude == pytest.approx(56.001)
    assert row.longitude == pytest.approx(47.001)


def test_several_numbers_of_one_building_are_several_houses(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [47.1, 56.1]}
    rows = read(collection(tmp_path, feature(point, addr__street="Мира", addr__housenumber="5;7/2")))
    assert [row.house for row in rows if isinstance(row, Row)] == ["5", "7/2"]


def test_a_street_has_its_other_and_old_names(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": SQUARE}
    tags = {
        "highway": "residential",
        "name": "улица Мира",
        "alt_name": "Мирная;Бродвей",
        "old_name": "улица Сталина",
    }
    row = only(collection(tmp_path, feature(line, **tags)))
    assert (row.street, row.house, row.latitude) == ("улица Мира", None, None)
    assert (row.aliases, row.former_names) == (("Мирная", "Бродвей"), ("улица Сталина",))


def test_tags_may_lie_deeper(tmp_path: Path) -> None:
    nested = {
        "type": "Feature",
        "geometry": None,
        "properties": {"tags": {"addr:street": "Мира", "addr:housenumber": 5}},
    }
    row = only(collection(tmp_path, nested))
    assert (row.street, row.house, row.latitude) == ("Мира", "5", None)


@pytest.mark.parametrize("broken", [None, 7, {}, {"properties": None}, {"properties": {"building": "yes"}}])
def test_what_has_no_address_is_named(tmp_path: Path, broken: Any) -> None:
    (remark,) = remarks(collection(tmp_path, broken))
    assert (remark.code, remark.line) == (Code.NO_STREET, 1)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point"},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Point", "coordinates": "x"},
        {"type": "Point", "coordinates": [10**400, 56]},
        [],
    ],
)
def test_a_house_with_a_broken_shape_comes_without_coordinates(tmp_path: Path, geometry: Any) -> None:
    row = only(collection(tmp_path, feature(geometry, addr__street="Мира", addr__housenumber="5")))
    assert (row.latitude, row.longitude) == (None, None)


@given(st.floats(20, 170), st.floats(42, 80), st.floats(0.0001, 0.01), st.floats(0.0001, 0.01))
def test_the_middle_of_a_rectangle_is_where_its_diagonals_meet(
    x: float, y: float, width: float, height: float
) -> None:
    ring = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]
    middle = _middle(ring)
    assert middle[0] == pytest.approx(x + width / 2, abs=1e-9)
    assert middle[1] == pytest.approx(y + height / 2, abs=1e-9)


def test_a_ring_without_area_has_a_middle_too() -> None:
    assert _middle([[47.0, 56.0]] * 4) == (47.0, 56.0)
