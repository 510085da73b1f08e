"""What every scene is painted with: light, textures in perspective, soft edges, and the faults of a phone's camera.

Only Pillow: everything here works on whole bands at once, so that a picture takes some tens of milliseconds.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]

_QUALITY = 68
_GREY = 128
_TILE = (1024, 512)
_WIDE_EDGE = 6.0
_FAR = 12.0
"""Ground textures reach as far as twelve times the distance of the lower edge; beyond, everything is haze."""

_EXPOSURE = [round(255 * (value / 255) ** 0.86) for value in range(256)] * 3
"""Phones lift the shadows."""


@dataclass(frozen=True, kw_only=True)
class Camera:
    """How the phone saw it: blur in pixels, grain and dark corners as parts of one, and what the colours lean to."""

    blur: float = 0.7
    grain: float = 0.035
    corners: float = 0.14
    lean: Colour = (_GREY, _GREY, _GREY)


class Canvas:
    """A picture being painted. Points, boxes and lengths are in pixels of the photo, from its upper left corner.

    Painted at `ZOOM` of its size and enlarged in the end: quicker, and as soft as a phone's picture is.
    """

    ZOOM = 0.54

    def __init__(self, size: tuple[int, int], dice: random.Random) -> None:
        self.width, self.height = size
        self.dice = dice
        self._image = Image.new("RGB", (round(size[0] * self.ZOOM), round(size[1] * self.ZOOM)))
        self._pen = ImageDraw.Draw(self._image)

    # ------------------------------------------------------------------ textures

    def roughen(self, box: Box, cell: float, strength: float, *, wide: float = 1.0) -> None:
        """Lighter and darker spots of `cell` pixels, `wide` times as wide as high; `strength` 0…1."""
        left, top, right, bottom = (round(one * self.ZOOM) for one in box)
        self._rub(self._noise((right - left, bottom - top), cell * self.ZOOM, wide), strength, (left, top))

    def roughen_ground(self, horizon: float, cell: float, strength: float) -> None:
        """Spots that lie on the ground below the horizon: some 7 × `cell` pixels near by, finer far away."""
        self._rub(
            self._ground_noise(round(horizon * self.ZOOM), cell),
            strength,
            (0, round(horizon * self.ZOOM) + 2),
        )

    def _rub(self, noise: Image.Image, strength: float, at: tuple[int, int]) -> None:
        box = (at[0], at[1], at[0] + noise.width, at[1] + noise.height)
        self._image.paste(_add(self._image.crop(box), noise, strength), at)

    def _noise(self, size: tuple[int, int], cell: float, wide: float = 1.0) -> Image.Image:
        """Grey noise around 128."""
        columns = max(2, round(size[0] / (cell * wide)))
        rows = max(2, round(size[1] / cell))
        small = Image.frombytes("L", (columns, rows), self.dice.randbytes(columns * rows))
        return small if small.size == size else small.resize(size, Image.Resampling.BICUBIC)

    def _ground_noise(self, horizon: int, cell: float) -> Image.Image:
        """A plane of noise seen from above its near edge: u and v of the tile fall with the depth below the horizon."""
        tile = self._noise(_TILE, cell)
        width, height = self._image.size
        top, reach = horizon + 2, height - horizon
        across = _TILE[0] / (_FAR * width) * reach / horizon
        along = _TILE[1] / _FAR
        middle, depth = _TILE[0] / 2, _TILE[1] + along
        scale = 1 - top / horizon
        raw = (
            -across, -middle / horizon, middle * scale + across * width / 2,
            0.0, -depth / horizon, depth * scale + along * reach / horizon,
            0.0, -1 / horizon,
        )  # fmt: skip
        return tile.transform((width, height - top), Image.Transform.PERSPECTIVE, [one / scale for one in raw],
                              Image.Resampling.BILINEAR, fillcolor=_GREY)  # fmt: skip

    # ------------------------------------------------------------------ light

    def gradient(self, box: Box, top: Colour, bottom: Colour) -> None:
        """A vertical run of colours."""
        left, high, right, low = (round(one * self.ZOOM) for one in box)
        self._image.paste(_gradient((right - left, low - high), top, bottom), (left, high))

    def glow(self, centre: Point, radius: Point, colour: Colour, strength: float) -> None:
        """Light (or a stain) that fades from a centre; `strength` 0…1."""
        left, top = round((centre[0] - radius[0]) * self.ZOOM), round((centre[1] - radius[1]) * self.ZOOM)
        size = (max(2, round(radius[0] * 2 * self.ZOOM)), max(2, round(radius[1] * 2 * self.ZOOM)))
        # Pillow's gradient ends in the corners; a spot has to end before its sides.
        fade = [max(0, round((180 - value) * 1.42 * strength)) for value in range(256)]
        self._image.paste(colour, (left, top), Image.radial_gradient("L").resize(size).point(fade))

    def shadow(
        self, points: Sequence[Point], depth: float, soft: float, colour: Colour = (24, 28, 36)
    ) -> None:
        """Darkness with soft edges; `depth` 0…1."""
        self.shape(points, colour, soft=soft, opacity=depth)

    # ------------------------------------------------------------------ shapes

    def shape(self, points: Sequence[Point], colour: Colour, *, bottom: Colour | None = None, rough: float = 0.0,
              cell: float = 4.0, wide: float = 1.0, soft: float = 0.0, opacity: float = 1.0) -> None:  # fmt: skip
        """A polygon: plain or running to `bottom`, rough like plaster or snow, with a soft edge if asked."""
        if soft == 0.0 and bottom is None and not rough and opacity == 1.0:
            self._pen.polygon(self._small(points), fill=colour)
            return
        soft *= self.ZOOM
        small = self._small(points)
        box = self._box(small, round(soft * 2.5) + 1)
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in small], fill=round(255 * opacity))
        if soft:
            mask = mask.filter(
                ImageFilter.BoxBlur(soft) if soft > _WIDE_EDGE else ImageFilter.GaussianBlur(soft)
            )
        paint = _gradient(size, colour, bottom) if bottom else Image.new("RGB", size, colour)
        if rough:
            paint = _add(paint, self._noise(size, cell * self.ZOOM, wide), rough)
        self._image.paste(paint, box[:2], mask)

    def ellipse(self, box: Sequence[float], colour: Colour, *, bottom: Colour | None = None, rough: float = 0.0,
                soft: float = 0.0, opacity: float = 1.0) -> None:  # fmt: skip
        """An ellipse in the same style as `shape`."""
        self.shape(oval(box), colour, bottom=bottom, rough=rough, soft=soft, opacity=opacity)

    def pane(self, points: Sequence[Point], colour: Colour, frame: Colour) -> None:
        """A plain polygon with an outline: a window, a balcony, a tile."""
        self._pen.polygon(self._small(points), fill=colour, outline=frame)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line."""
        self._pen.line(
            self._small(points), fill=colour, width=max(1, round(width * self.ZOOM)), joint="curve"
        )

    def text(self, centre: Point, words: str, height: float, colour: Colour) -> None:
        """Printed words around a centre."""
        font = ImageFont.load_default(height * self.ZOOM)
        self._pen.text(self._small([centre])[0], words, font=font, anchor="mm", fill=colour)

    def ragged(self, points: Sequence[Point], amount: float, *, times: int = 3) -> list[Point]:
        """The same outline, torn: every side broken in the middle, `times` over."""
        found = list(points)
        for _ in range(times):
            broken: list[Point] = []
            for (x, y), (u, v) in zip(found, [*found[1:], found[0]], strict=True):
                across, down = self.dice.uniform(-amount, amount), self.dice.uniform(-amount, amount)
                broken += [(x, y), ((x + u) / 2 + across, (y + v) / 2 + down)]
            found = broken
            amount /= 2
        return found

    def _small(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.ZOOM, y * self.ZOOM) for x, y in points]

    def _box(self, points: Sequence[Point], margin: int) -> Box | None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        wide, high = self._image.size
        left, top = max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin)
        right, bottom = min(wide, int(max(xs)) + margin + 1), min(high, int(max(ys)) + margin + 1)
        return (left, top, right, bottom) if right > left and bottom > top else None

    # ------------------------------------------------------------------ the camera

    def jpeg(self, camera: Camera) -> bytes:
        """The picture as the phone saved it."""
        size = self._image.size
        seen = self._image.filter(ImageFilter.GaussianBlur(camera.blur * self.ZOOM))
        edge = Image.radial_gradient("L").resize(size)
        dark = [255 - round(max(0, value - 90) * camera.corners * 1.5) for value in range(256)]
        bands = [edge.point([round(one * lean / _GREY) for one in dark]) for lean in camera.lean]
        seen = ImageChops.multiply(seen, Image.merge("RGB", bands))
        seen = _add(seen.point(_EXPOSURE), self._noise(size, 1.3), camera.grain)
        out = io.BytesIO()
        seen.resize((self.width, self.height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()


def oval(box: Sequence[float], steps: int = 28) -> list[Point]:
    """The outline of an ellipse as points."""
    left, top, right, bottom = box
    x, y, a, b = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
    return [(x + a * cos(2 * pi * k / steps), y + b * sin(2 * pi * k / steps)) for k in range(steps)]


def smooth(points: Sequence[Point], times: int = 2) -> list[Point]:
    """The same outline with its corners cut off, again and again (Chaikin)."""
    found = list(points)
    for _ in range(times):
        cut: list[Point] = []
        for (x, y), (u, v) in zip(found, [*found[1:], found[0]], strict=True):
            cut += [(x * 0.75 + u * 0.25, y * 0.75 + v * 0.25), (x * 0.25 + u * 0.75, y * 0.25 + v * 0.75)]
        found = cut
    return found


def mixed(one: Colour, other: Colour, part: float) -> Colour:
    """The colour between two: `part` 0 gives the one, 1 the other."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    column = (1, size[1])
    run = Image.linear_gradient("L").resize(column)
    painted = Image.composite(Image.new("RGB", column, bottom), Image.new("RGB", column, top), run)
    return painted.resize(size, Image.Resampling.NEAREST)


def _add(image: Image.Image, noise: Image.Image, strength: float) -> Image.Image:
    weak = Image.blend(Image.new("L", noise.size, _GREY), noise, strength)
    return ImageChops.add(image, Image.merge("RGB", (weak, weak, weak)), 1, -_GREY)
