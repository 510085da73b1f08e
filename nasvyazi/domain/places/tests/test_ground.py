"""What lies under the map: houses thinned to what a screen can show, names of streets, districts by the scheme."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.box import Box
from nasvyazi.domain.places.gazetteer import Gazetteer, House, Street
from nasvyazi.domain.places.ground import Ground
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.schemes.answering import Scheme, Told
from nasvyazi.domain.places.schemes.houses import WHOLE
from nasvyazi.domain.places.schemes.polygons import shape_of
from nasvyazi.domain.places.schemes.rules import Rule

TOWN = Box(56.0, 47.0, 56.2, 47.4)


def street(
    name: str, points: list[tuple[float, float]], *, first_id: int = 1, kind: str = "street"
) -> Street:
    houses = {str(index): House(first_id + index, *point) for index, point in enumerate(points, start=1)}
    return Street(first_id, kind, name, "Заречный", houses=houses)


def row(latitude: float, longitude: float, count: int, step: float = 0.0005) -> list[tuple[float, float]]:
    """Houses along a parallel."""
    return [(latitude, longitude + index * step) for index in range(count)]


def whole_street(district: str, name: str) -> Told:
    rule = Rule(settlement="", kind=StreetKind.STREET, name=name, houses=WHOLE, verbatim=name)
    return Told.of(district, rule)


def test_near_by_every_house_is_shown_with_its_number() -> None:
    ground = Ground(Gazetteer([street("Минская", row(56.1, 47.2, 5))]), None)
    dots = ground.houses(Box(56.09, 47.19, 56.11, 47.21), zoom=19)
    assert [(dot.number, dot.district) for dot in dots] == [(str(number), "") for number in range(1, 6)]


def test_from_afar_houses_that_would_cover_each_other_are_one() -> None:
    ground = Ground(Gazetteer([street("Минская", row(56.1, 47.2, 200, step=0.00005))]), None)
    assert 1 <= len(ground.houses(TOWN, zoom=10)) < 10


@given(st.lists(st.tuples(st.floats(56, 56.2), st.floats(47, 47.4)), max_size=300), st.integers(0, 22))
def test_what_is_shown_lies_in_the_part_asked_for_and_is_none_too_many(
    points: list[tuple[float, float]], zoom: int
) -> None:
    ground = Ground(Gazetteer([street("Минская", points)]), None)
    part = Box(56.05, 47.1, 56.15, 47.3)
    dots = ground.houses(part, zoom=zoom)
    inside = sum(part.has(*point) for point in points)
    assert all(part.has(dot.latitude, dot.longitude) for dot in dots)
    assert bool(dots) == bool(inside)
    assert len(dots) <= inside


def test_a_house_without_coordinates_is_not_on_the_map() -> None:
    ground = Ground(
        Gazetteer([Street(1, "street", "Минская", houses={"1": House(1), "2": House(2, 56.1, 47.2)})]), None
    )
    assert [dot.number for dot in ground.houses(TOWN, zoom=12)] == ["2"]
    assert Ground(Gazetteer([]), None).extent is None


def test_a_few_houses_in_the_ocean_do_not_widen_the_view() -> None:
    ground = Ground(Gazetteer([street("Минская", [*row(56.1, 47.2, 200), (0.0, 0.0)])]), None)
    assert ground.extent is not None
    assert ground.extent.south == 56.1
    assert ground.extent.west >= 47.2


def test_a_street_is_named_at_one_of_its_houses_and_the_longer_one_goes_first() -> None:
    long, short = row(56.1, 47.2, 21), row(56.10001, 47.2046, 3)
    ground = Ground(Gazetteer([street("Минская", long), street("Короткая", short, first_id=100)]), None)
    names = ground.names(Box(56.09, 47.19, 56.11, 47.22), zoom=14)
    assert [name.title for name in names] == ["ул. Минская"]
    assert (names[0].latitude, names[0].longitude) == long[10]
    assert ground.names(TOWN, zoom=13) == []


def test_a_house_has_the_district_that_the_scheme_tells() -> None:
    minsk, lenin = street("Минская", row(56.1, 47.2, 2)), street("Ленина", row(56.12, 47.2, 1), first_id=50)
    scheme = Scheme([whole_street("12", "Минская"), whole_street("3", "Мира")])
    ground = Ground(Gazetteer([minsk, lenin]), scheme)
    assert ground.houses_by_district == {"12": [2, 3], "": [51]}
    assert {dot.district for dot in ground.houses(TOWN, zoom=19)} == {"12", ""}


def test_where_no_rule_speaks_the_polygon_tells_the_district() -> None:
    ring = [[47.1, 56.0], [47.3, 56.0], [47.3, 56.2], [47.1, 56.2], [47.1, 56.0]]
    scheme = Scheme([], {"7": shape_of({"type": "Polygon", "coordinates": [ring]})})
    ground = Ground(Gazetteer([street("Минская", row(56.1, 47.2, 1))]), scheme)
    assert ground.houses_by_district == {"7": [2]}


RING = [[47.1, 56.0], [47.3, 56.0], [47.3, 56.2], [47.1, 56.2], [47.1, 56.0]]
AROUND = shape_of({"type": "Polygon", "coordinates": [RING]})


def test_a_rule_about_the_street_as_it_was_called_goes_before_the_polygon() -> None:
    renamed = replace(street("Минская", row(56.1, 47.2, 1)), other_names=("Мира",))
    ground = Ground(Gazetteer([renamed]), Scheme([whole_street("12", "Мира")], {"7": AROUND}))
    assert ground.houses_by_district == {"12": [2]}


def test_a_name_that_another_street_has_now_tells_no_district_of_the_one_that_had_it() -> None:
    renamed = replace(street("Минская", row(56.1, 47.2, 1)), other_names=("Мира",))
    ground = Ground(
        Gazetteer([renamed, street("Мира", row(56.11, 47.2, 1), first_id=50)]),
        Scheme([whole_street("12", "Мира")]),
    )
    assert ground.houses_by_district == {"": [2], "12": [51]}
