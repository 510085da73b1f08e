"""Borders on a map, and files in whatever encoding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.schemes.polygons import BadPolygons, is_inside, read_polygons, shape_of
from nasvyazi.domain.places.schemes.texts import LONGEST, NotText, decode

OUTER = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
FAR = [[20, 20], [30, 20], [30, 30], [20, 30], [20, 20]]


def collection(*features: tuple[Any, Any]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry}
                for properties, geometry in features
            ],
        }
    ).encode()


COORDINATES = st.floats(-5, 35).filter(lambda value: value not in (0, 4, 6, 10, 20, 30))


@given(COORDINATES, COORDINATES)
def test_a_point_is_inside_where_the_ring_is_and_the_hole_is_not(x: float, y: float) -> None:
    shape = shape_of({"type": "MultiPolygon", "coordinates": [[OUTER, HOLE], [FAR]]})
    in_first = 0 < x < 10 and 0 < y < 10 and not (4 < x < 6 and 4 < y < 6)
    assert is_inside(shape, latitude=y, longitude=x) == (in_first or (20 < x < 30 and 20 < y < 30))


def test_numbers_are_read_from_the_properties() -> None:
    geometry = {"type": "Polygon", "coordinates": [OUTER]}
    found = read_polygons(collection(({"number": 3}, geometry), ({"Номер": "3-а"}, geometry)))
    assert list(found) == ["3", "3А"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (1.0, "1"),
        ("1.0", "1"),
        ("Избирательный округ № 1", "1"),
        ("Избирательный округ № 2", "2"),
        ("Одномандатный избирательный округ «Северный» N12", "12"),
        ("Округ 3-а", "3А"),
        ("округ № 3 А", "3А"),
        ("Округ № 7 г. Казань", "7"),
        ("12-й избирательный округ", "12"),
        ("Округ имени 40 лет Победы № 5", "5"),
        ("3-А избирательный округ", "3А"),
        (1.05, "1.05"),
        ("Северный-2", "СЕВЕРНЫЙ-2"),
    ],
)
def test_the_number_is_taken_out_of_the_words_as_the_text_of_a_scheme_has_it(
    said: object, number: str
) -> None:
    geometry = {"type": "Polygon", "coordinates": [OUTER]}
    assert list(read_polygons(collection(({"name": said}, geometry)))) == [number]


def test_a_district_in_two_parts_has_both() -> None:
    first, second = ({"type": "Polygon", "coordinates": [ring]} for ring in (OUTER, FAR))
    found = read_polygons(collection(({"number": 1}, first), ({"number": "1"}, second)))
    shape = shape_of(found["1"])
    assert [is_inside(shape, latitude=one, longitude=one) for one in (5, 15, 25)] == [True, False, True]
    assert found["1"]["type"] == "MultiPolygon"


SQUARE = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [%s, 1], [0, 0]]]}'


@pytest.mark.parametrize(
    ("number", "corner", "why"),
    [
        ("1", "NaN", "“NaN” where a number belongs"),
        ("1", "-Infinity", "“-Infinity” where a number belongs"),
        ("1", "1e999", "longitude and latitude in degrees"),
        ("1", '"nan"', "longitude and latitude in degrees"),
        ("1", "5260000.5", "longitude and latitude in degrees"),
        ("1", "9" * 400, "GeoJSON FeatureCollection"),
        ("Микрорайон между рекой и железной дорогой", "1", "put the number alone"),
        ("1\\u0000", "1", "GeoJSON FeatureCollection"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(number: str, corner: str, why: str) -> None:
    body = f'{{"features": [{{"properties": {{"number": "{number}"}}, "geometry": {SQUARE.replace("%s", corner)}}}]}}'
    with pytest.raises(BadPolygons, match=why):
        read_polygons(body.encode())


def test_a_height_beside_the_corner_is_left_out() -> None:
    body = collection(({"number": 1}, {"type": "Polygon", "coordinates": [[[*one, 1e300] for one in OUTER]]}))
    body = body.replace(b"1e+300", b"1e999")
    assert "Infinity" not in json.dumps(read_polygons(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"features": 5}',
        collection(({"number": 1}, {"type": "Point", "coordinates": [1, 2]})),
        collection(({}, {"type": "Polygon", "coordinates": [OUTER]})),
        collection((None, {"type": "Polygon", "coordinates": [OUTER]})),
        collection(({"number": 1}, {"type": "Polygon", "coordinates": [[[0, 0]]]})),
        collection(({"number": 1}, {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]})),
    ],
)
def test_what_is_no_collection_of_numbered_polygons_is_refused(body: bytes) -> None:
    with pytest.raises(BadPolygons):
        read_polygons(body)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8_r", "mac_cyrillic"]
)
def test_a_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode("Округ N 1\r\nул. Ёлочная".encode(encoding)) == "Округ N 1\nул. Ёлочная"


def test_a_scheme_in_which_letters_are_lost_is_refused_with_the_line() -> None:
    body = "Округ № 1\nул. Мира\nОкруг № 2\nул. Труда".encode().replace("уг № 2".encode(), b"\xd1\xd0\xb3 2")
    with pytest.raises(NotText, match="in line 3"):
        decode(body)


def test_letters_in_two_parts_and_soft_hyphens_of_a_pdf_are_mended() -> None:
    assert decode("Зелёный пере\u00adулок, Новый".encode()) == "Зелёный переулок, Новый"


@pytest.mark.parametrize(
    "body", [b"PK\x03\x04rest", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"\xff\x98\x98", b"a" * (LONGEST + 1)]
)
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(NotText):
        decode(body)
