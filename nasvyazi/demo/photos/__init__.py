"""Photos that nobody took: scenes of a winter town, drawn by the program, the same for the same seed.

They have to pass for phone photos in a list of messages: nothing here is a picture of a real place or thing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from nasvyazi.demo.beats import Shot
from nasvyazi.demo.photos import camera, close, roads, yards
from nasvyazi.demo.photos.canvas import Camera, Canvas

LANDSCAPE, PORTRAIT = (1280, 960), (960, 1280)
_ON_THE_WAY = timedelta(minutes=2)
"""How long it takes from the photo to the message."""

Paint = Callable[[Canvas], Camera]

SCENES: dict[str, tuple[Paint, tuple[int, int]]] = {
    "yard_snow": (yards.yard_snow, LANDSCAPE),
    "cleared_yard": (yards.cleared_yard, LANDSCAPE),
    "bins": (yards.bins, LANDSCAPE),
    "lawn_car": (yards.lawn_car, LANDSCAPE),
    "playground": (yards.playground, LANDSCAPE),
    "dogs": (yards.dogs, LANDSCAPE),
    "potholes": (roads.potholes, LANDSCAPE),
    "dark_street": (roads.dark_street, PORTRAIT),
    "lit_alley": (roads.lit_alley, LANDSCAPE),
    "bus_stop": (roads.bus_stop, LANDSCAPE),
    "manhole": (roads.manhole, PORTRAIT),
    "icy_path": (roads.icy_path, PORTRAIT),
    "cracks": (close.cracks, LANDSCAPE),
    "icicles": (close.icicles, PORTRAIT),
    "entrance": (close.entrance, PORTRAIT),
    "cellar": (close.cellar, LANDSCAPE),
    "flowers": (close.flowers, LANDSCAPE),
    "thermometer": (close.thermometer, PORTRAIT),
    "rusty_water": (close.rusty_water, LANDSCAPE),
}


def draw(scene: str, *, seed: str) -> bytes:
    """A JPEG of 1280×960 or 960×1280, at most 150 KB. Raises KeyError for a scene that nobody paints."""
    paint, size = SCENES[scene]
    canvas = Canvas(size, random.Random(f"{scene}/{seed}"))  # noqa: S311 - pictures, no secrets
    return canvas.jpeg(paint(canvas))


class Painter:
    """Draws scenes, each time a new picture."""

    def __init__(self) -> None:
        self._drawn = 0

    def paint(self, scene: str) -> bytes:
        """A JPEG as `draw` makes it."""
        self._drawn += 1
        return draw(scene, seed=str(self._drawn))

    def shoot(self, shot: Shot, *, sent: datetime) -> bytes:
        """The file of a photo that is sent as one at this moment (local time)."""
        return camera.stored(
            self.paint(shot.scene),
            heic=shot.name.lower().endswith(".heic"),
            taken=sent - _ON_THE_WAY,
            place=(shot.latitude, shot.longitude),
        )
