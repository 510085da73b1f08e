"""What a camera says is believed as far as it can be true, and nothing it says breaks anything."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from nasvyazi.domain.files import exif

from .pictures import GPS, corners, encoded, photo
from .pictures import exif as tags

Tag = ExifTags.GPS
NOWHERE = IFDRational(1, 0)


def told(body: bytes) -> exif.Told:
    with Image.open(io.BytesIO(body)) as image:
        return exif.read(image)


def test_a_photo_tells_where_and_when_it_was_taken() -> None:
    found = told(photo())
    assert (found.latitude, found.longitude) == pytest.approx((57.6264, 39.8845), abs=1e-4)
    assert found.taken_stated == "2026-11-20 14:05"
    assert found.taken_at == datetime(2026, 11, 20, 11, 5, 9, tzinfo=UTC)


def test_a_camera_that_does_not_say_by_which_clock_is_quoted_only() -> None:
    found = told(
        encoded(corners(), "JPEG", exif=tags(taken={ExifTags.Base.DateTimeOriginal: "2026:11:20 14:05:09"}))
    )
    assert (found.taken_stated, found.taken_at) == ("2026-11-20 14:05", None)


@pytest.mark.parametrize(
    "said",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026:13:40 25:61:61",
        "1980:01:01 00:00:00",
        "",
        "yesterday",
        5,
    ],
)
def test_a_moment_that_cannot_be_is_none(said: Any) -> None:
    assert exif.moment({ExifTags.Base.DateTimeOriginal: said}) == ("", None)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({Tag.GPSLatitudeRef: "S", Tag.GPSLongitudeRef: "W"}, (-57.6264, -39.8845)),
        ({Tag.GPSLatitudeRef: b"n\0", Tag.GPSLongitudeRef: "e"}, (57.6264, 39.8845)),
        ({Tag.GPSLatitude: (IFDRational(576264, 10000),)}, (57.6264, 39.8845)),
        ({Tag.GPSLatitude: (57.0, NOWHERE, 0.0)}, None),
        ({Tag.GPSLatitude: (NOWHERE, NOWHERE, NOWHERE)}, None),
        ({Tag.GPSLatitude: (91.0, 0.0, 0.0)}, None),
        ({Tag.GPSLatitude: (90.0, 0.0, 1.0)}, None),
        ({Tag.GPSLongitude: (181.0, 0.0, 0.0)}, None),
        ({Tag.GPSLongitude: (39.0, 75.0, 0.0)}, None),
        ({Tag.GPSLongitude: (-39.0, 5.0, 0.0)}, None),
        ({Tag.GPSLatitudeRef: ""}, None),
        ({Tag.GPSLatitudeRef: "X"}, None),
        ({Tag.GPSLatitudeRef: None}, None),
        ({Tag.GPSLatitude: "57"}, None),
        ({Tag.GPSLatitude: ()}, None),
        ({Tag.GPSLatitude: (0.0, 0.0, 0.0), Tag.GPSLongitude: (0.0, 0.0, 0.0)}, None),
    ],
)  # fmt: skip
def test_a_place_is_on_earth_or_unknown(change: dict[int, Any], place: tuple[float, float] | None) -> None:
    found = exif.position({**GPS, **change})
    assert found == (pytest.approx(place, abs=1e-4) if place else None)


numbers = st.one_of(
    st.floats(), st.integers(), st.text(max_size=4), st.none(), st.binary(max_size=4),
    st.builds(IFDRational, st.integers(-9, 9), st.integers(-2, 9)),
)  # fmt: skip
anything = st.one_of(numbers, st.lists(numbers, max_size=5), st.tuples(numbers, numbers, numbers))


@given(st.dictionaries(st.sampled_from(list(GPS)), anything))
def test_whatever_stands_in_the_tags_a_place_is_on_earth_or_unknown(said: dict[int, Any]) -> None:
    place = exif.position(said)
    assert place is None or (-90 <= place[0] <= 90 and -180 <= place[1] <= 180)


@given(
    st.dictionaries(
        st.sampled_from([ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal]), anything
    )
)
def test_whatever_stands_in_the_tags_a_moment_is_one_or_unknown(said: dict[int, Any]) -> None:
    stated, at = exif.moment(said)
    assert len(stated) in (0, 16)
    assert at is None or at.tzinfo is not None


@given(
    st.floats(-89.9, 89.9).filter(lambda one: abs(one) > 0.001),
    st.floats(-179.9, 179.9).filter(lambda one: abs(one) > 0.001),
)
def test_a_place_survives_its_writing_in_degrees_minutes_and_seconds(
    latitude: float, longitude: float
) -> None:
    def parts(value: float) -> tuple[float, float, float]:
        minutes, seconds = divmod(abs(value) * 3600, 60)
        return (*divmod(minutes, 60), seconds)

    said: dict[int, Any] = {
        Tag.GPSLatitude: parts(latitude), Tag.GPSLatitudeRef: "N" if latitude > 0 else "S",
        Tag.GPSLongitude: parts(longitude), Tag.GPSLongitudeRef: "E" if longitude > 0 else "W",
    }  # fmt: skip
    assert exif.position(said) == pytest.approx((latitude, longitude), abs=1e-6)


@given(st.binary(max_size=200))
def test_torn_tags_leave_the_picture_alone(torn: bytes) -> None:
    body = encoded(corners((16, 16)), "JPEG", exif=b"Exif\0\0" + torn)
    found = told(body)
    assert 1 <= found.orientation <= 8
