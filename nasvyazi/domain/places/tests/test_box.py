"""Parts of the map: what lies in them, across the 180th meridian too, and grids that stay bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places.box import Box, NoBox
from nasvyazi.domain.places.models import Place

latitudes = st.floats(-85, 85)
longitudes = st.floats(-180, 180)
turns = st.sampled_from([-720, -360, 0, 360, 720])


@st.composite
def windows(draw: st.DrawFn) -> tuple[float, float, float, float]:
    """What a browser shows: its longitudes go on however far one has turned the world."""
    south, north = sorted((draw(latitudes), draw(latitudes)))
    west = draw(st.floats(-900, 900))
    return south, west, north, west + draw(st.floats(0, 500))


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "a,b,c,d", "1,2,3,nan", "1,2,inf,4", "5,2,3,4", "1,4,3,2", "1,2,3,4,5"]
)
def test_what_is_no_part_of_the_map_is_refused(text: str) -> None:
    with pytest.raises(NoBox):
        Box.parse(text)


@given(windows(), st.floats(0, 1), st.floats(0, 1), turns)
def test_what_a_browser_shows_lies_in_its_box_however_far_it_was_turned(
    window: tuple[float, float, float, float], up: float, right: float, turn: int
) -> None:
    south, west, north, east = window
    latitude = min(max(south + (north - south) * up, south), north)
    seen = west + (min(east, west + 359) - west) * right
    longitude = (seen + 180) % 360 - 180
    edge = min(abs(seen - west), abs(seen - east))
    box = Box.parse(f"{south},{west + turn},{north},{east + turn}")
    assert box.has(latitude, longitude) or edge < 1e-9


@given(windows(), st.integers(0, 22), st.integers(1, 200))
def test_a_grid_never_has_more_cells_than_it_may(
    window: tuple[float, float, float, float], zoom: int, most: int
) -> None:
    south, west, north, east = window
    box = Box.parse(f"{south},{west},{north},{east}")
    grid = box.grid(zoom=zoom, pixels=50, most=most)
    assert box.breadth / grid.width <= most + 1e-6
    assert (box.north - box.south) / grid.height <= most + 1e-6


def test_cells_are_squares_on_the_screen() -> None:
    grid = Box.parse("55.9,47.0,56.3,47.6").grid(zoom=12, pixels=56, most=100)
    assert grid.width == pytest.approx(56 * 360 / (256 * 2**12))
    assert grid.height / grid.width == pytest.approx(0.557, abs=0.005)  # the cosine of 56.1°


@pytest.mark.django_db
def test_the_database_says_the_same_across_the_180th_meridian() -> None:
    at = {"Провидения": (64.42, -173.23), "Анадырь": (64.73, 177.51), "Чебоксары": (56.13, 47.25)}
    for title, (latitude, longitude) in at.items():
        Place.objects.create(title=title, latitude=latitude, longitude=longitude)
    chukotka = Box.parse("60,175,70,190")
    told = set(Place.objects.filter(chukotka.condition()).values_list("title", flat=True))
    assert told == {title for title, point in at.items() if chukotka.has(*point)}
    assert told == {"Провидения", "Анадырь"}
