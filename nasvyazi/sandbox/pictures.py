"""Photos that nobody took: small scenes of a town, drawn by the program, the same for the same seed."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 960
_BLUR_FREE_QUALITY = 82

Draw = ImageDraw.ImageDraw
Scene = Callable[[Draw, random.Random], None]


def draw(seed: str, *, scene: str = "") -> bytes:
    """A JPEG of 1280×960. `scene` is one of `SCENES` ("" = the seed chooses)."""
    dice = random.Random(seed)  # noqa: S311 (pictures, no secrets)
    image = Image.new("RGB", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(image)
    _sky(pen, dice)
    _houses(pen, dice)
    SCENES[scene or dice.choice(sorted(SCENES))](pen, dice)
    return _jpeg(image)


def portrait(seed: str) -> bytes:
    """A JPEG of 400×400: somebody made up, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311
    back, coat = (tuple(dice.randint(low, high) for _ in range(3)) for low, high in ((150, 215), (50, 130)))
    skin = dice.choice([(238, 205, 178), (226, 186, 152), (246, 218, 196)])
    hair = dice.choice([(58, 42, 32), (112, 78, 48), (196, 160, 96), (150, 150, 152), (30, 30, 34)])
    image = Image.new("RGB", (400, 400), back)
    pen = ImageDraw.Draw(image)
    if dice.random() < 0.5:
        pen.rounded_rectangle((112, 80, 288, 300), 80, fill=hair)
    pen.ellipse((60, 268, 340, 560), fill=coat)
    pen.rectangle((172, 230, 228, 300), fill=skin)
    pen.ellipse((126, 92, 274, 268), fill=skin)
    pen.chord((116, 70, 284, 250), 190, 350, fill=hair)
    return _jpeg(image)


def sticker() -> bytes:
    """A JPEG of 512×512 with a thumb up."""
    image = Image.new("RGB", (512, 512), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    skin, edge = (250, 200, 80), (196, 138, 40)
    pen.rounded_rectangle((120, 230, 392, 440), 60, fill=skin, outline=edge, width=10)
    pen.polygon([(200, 250), (236, 90), (290, 84), (310, 130), (290, 250)], fill=skin, outline=edge, width=10)
    pen.rectangle((206, 236, 284, 270), fill=skin)
    for top in (282, 334, 386):
        pen.line((270, top, 392, top), fill=edge, width=8)
    pen.rounded_rectangle((70, 226, 132, 446), 16, fill=(64, 120, 200))
    return _jpeg(image)


def captcha(text: str) -> bytes:
    """A PNG with five digits to be read by a person."""
    image = Image.new("RGB", (130, 50), (238, 240, 243))
    pen = ImageDraw.Draw(image)
    pen.text((65, 25), " ".join(text), font=ImageFont.load_default(26), anchor="mm", fill=(40, 60, 110))
    pen.line((8, 34, 122, 18), fill=(120, 130, 150), width=2)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_BLUR_FREE_QUALITY)
    return out.getvalue()


def _sky(pen: Draw, dice: random.Random) -> None:
    top, bottom = dice.choice([((154, 180, 206), (214, 223, 230)), ((170, 178, 188), (208, 212, 216)),
                               ((128, 160, 198), (226, 222, 210))])  # fmt: skip
    for y in range(HEIGHT):
        part = y / HEIGHT
        pen.line(
            (0, y, WIDTH, y), fill=tuple(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        )


def _houses(pen: Draw, dice: random.Random) -> None:
    x = -dice.randint(0, 120)
    while x < WIDTH:
        width, top = dice.randint(220, 420), dice.randint(120, 330)
        wall = tuple(dice.randint(135, 200) for _ in range(3))
        pen.rectangle((x, top, x + width, 620), fill=wall)
        for row in range(top + 30, 560, 62):
            for column in range(x + 24, x + width - 40, 64):
                lit = dice.random() < 0.2
                pen.rectangle(
                    (column, row, column + 30, row + 38), fill=(240, 214, 150) if lit else (86, 100, 118)
                )
        x += width + dice.randint(10, 90)
    pen.rectangle((0, 600, WIDTH, HEIGHT), fill=(112, 128, 98))


def _road(pen: Draw) -> None:
    pen.polygon([(0, HEIGHT), (430, 640), (850, 640), (WIDTH, HEIGHT)], fill=(92, 96, 102))
    for start in range(660, HEIGHT, 90):
        pen.polygon([(636, start), (644, start), (650, start + 50), (630, start + 50)], fill=(206, 206, 200))


def _pothole(pen: Draw, dice: random.Random) -> None:
    _road(pen)
    for _ in range(dice.randint(2, 5)):
        x, y = dice.randint(300, 900), dice.randint(720, 900)
        wide, high = dice.randint(90, 210), dice.randint(26, 60)
        pen.ellipse((x - 8, y - 6, x + wide + 8, y + high + 6), fill=(74, 76, 80))
        pen.ellipse((x, y, x + wide, y + high), fill=(52, 50, 48))
        pen.ellipse((x + 20, y + high // 2, x + wide - 20, y + high - 4), fill=(96, 108, 122))


def _snow(pen: Draw, dice: random.Random) -> None:
    pen.rectangle((0, 600, WIDTH, HEIGHT), fill=(226, 231, 238))
    for _ in range(16):
        x, y, size = dice.randint(-60, WIDTH), dice.randint(640, 900), dice.randint(80, 260)
        pen.ellipse((x, y, x + size * 2, y + size), fill=(238, 241, 246), outline=(206, 214, 224))
    pen.line([(560, 620), (600, 760), (540, HEIGHT)], fill=(198, 204, 212), width=40)


def _rubbish(pen: Draw, dice: random.Random) -> None:
    for index in range(3):
        left = 360 + index * 190
        pen.rectangle((left, 660, left + 160, 800), fill=(58, 104, 78), outline=(40, 72, 54), width=4)
        pen.rectangle((left - 6, 646, left + 166, 668), fill=(44, 82, 60))
    for _ in range(34):
        x, y, size = dice.randint(280, 980), dice.randint(780, 920), dice.randint(18, 54)
        shade = dice.choice([(30, 32, 36), (196, 196, 190), (150, 118, 82), (90, 112, 150)])
        pen.ellipse((x, y, x + size, y + size * 3 // 4), fill=shade)


def _lamp(pen: Draw, dice: random.Random) -> None:
    pen.rectangle((0, 0, WIDTH, 600), fill=(34, 42, 60))
    _road(pen)
    for index in range(4):
        x = 180 + index * 300
        pen.line((x, 760, x, 330), fill=(60, 64, 70), width=10)
        pen.line((x, 335, x + 70, 320), fill=(60, 64, 70), width=8)
        if dice.random() < 0.4:
            pen.ellipse((x + 52, 312, x + 92, 344), fill=(250, 226, 150))


def _playground(pen: Draw, dice: random.Random) -> None:
    pen.rectangle((180, 700, 1100, 900), fill=(190, 172, 132))
    hue = dice.choice([(196, 70, 58), (52, 108, 180), (222, 160, 44)])
    for x in (340, 640):
        pen.line((x, 860, x + 60, 620), fill=hue, width=16)
        pen.line((x + 220, 860, x + 160, 620), fill=hue, width=16)
        pen.line((x + 60, 620, x + 160, 620), fill=hue, width=14)
    pen.line((700, 622, 712, 800), fill=(70, 70, 74), width=4)
    pen.line((712, 800, 770, 830), fill=(120, 84, 56), width=16)


def _lawn_car(pen: Draw, dice: random.Random) -> None:
    body = dice.choice([(150, 30, 34), (40, 70, 120), (210, 212, 214), (44, 46, 50)])
    pen.rounded_rectangle((380, 700, 900, 830), 40, fill=body)
    pen.polygon([(470, 704), (540, 620), (760, 620), (840, 704)], fill=body)
    pen.polygon([(500, 700), (550, 636), (640, 636), (640, 700)], fill=(170, 196, 214))
    pen.polygon([(656, 700), (656, 636), (750, 636), (806, 700)], fill=(170, 196, 214))
    for x in (440, 740):
        pen.ellipse((x, 780, x + 100, 880), fill=(30, 30, 32))
        pen.ellipse((x + 28, 808, x + 72, 852), fill=(160, 164, 170))


SCENES: dict[str, Scene] = {
    "pothole": _pothole, "snow": _snow, "rubbish": _rubbish, "lamp": _lamp,
    "playground": _playground, "lawn_car": _lawn_car,
}  # fmt: skip
"""What can be drawn, by name."""
