"""Photos drawn by the program."""

import io
from datetime import datetime, timedelta, timezone

import pytest
from PIL import Image, ImageOps

from nasvyazi.demo import photos
from nasvyazi.demo.beats import Shot
from nasvyazi.domain.files import exif

SCENES = sorted(photos.SCENES)


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_a_jpeg_as_large_as_a_phone_sends_and_not_heavy(scene: str) -> None:
    body = photos.draw(scene, seed="1")
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.format == "JPEG"
        assert sorted(picture.size) == [960, 1280]
    assert len(body) <= 150 * 1024


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_has_light_and_shade_and_is_not_one_flat_colour(scene: str) -> None:
    with Image.open(io.BytesIO(photos.draw(scene, seed="1"))) as picture:
        shades = sorted(picture.convert("L").resize((32, 32)).tobytes())
    assert shades[-1] - shades[0] > 60


def test_the_same_seed_draws_the_same_photo_and_another_seed_another_one() -> None:
    first = photos.draw("yard_snow", seed="a")
    assert photos.draw("yard_snow", seed="a") == first
    assert photos.draw("yard_snow", seed="b") != first


def test_a_scene_that_nobody_paints_is_an_error() -> None:
    with pytest.raises(KeyError):
        photos.draw("sunset", seed="a")


@pytest.mark.parametrize(("name", "kind"), [("IMG_1.jpg", "JPEG"), ("IMG_1.HEIC", "HEIF")])
def test_a_photo_sent_as_a_file_tells_the_place_and_the_time_and_lies_as_the_phone_was_held(
    name: str, kind: str
) -> None:
    sent = datetime(2026, 11, 24, 14, 5, tzinfo=timezone(timedelta(hours=3)))
    body = photos.Painter().shoot(Shot("manhole", name, 56.8207, 45.0934), sent=sent)
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.format == kind
        told = exif.read(picture)
        upright = ImageOps.exif_transpose(picture)
    assert upright.size == photos.PORTRAIT
    assert (told.latitude, told.longitude) == pytest.approx((56.8207, 45.0934), abs=1e-5)
    assert told.taken_at == sent - timedelta(minutes=2)
