"""Photos drawn by the program."""

import io

import pytest
from PIL import Image

from nasvyazi.demo import photos

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
