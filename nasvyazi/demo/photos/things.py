"""Things that stand in many scenes: panel houses, bare trees, snowbanks, cars, lamp posts."""

# Coordinates are read as a picture is, a shape to a line:
# fmt: off
from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from nasvyazi.demo.photos.canvas import Canvas, Colour, Point, mixed, oval, smooth

SNOW, SNOW_SHADE, SNOW_DIRTY = (226, 230, 236), (176, 186, 202), (168, 163, 158)
WALLS: tuple[Colour, ...] = ((176, 168, 152), (188, 184, 176), (164, 150, 134), (172, 178, 180), (196, 176, 146))
_GLASS, _LAMPLIGHT, _FRAME = (70, 80, 92), (232, 190, 118), (206, 208, 206)


def overcast(canvas: Canvas, horizon: int, *, top: Colour = (186, 194, 204), low: Colour = (222, 224, 226)) -> None:
    """A winter sky without sun."""
    canvas.gradient((0, 0, canvas.width, horizon), top, low)
    canvas.roughen((0, 0, canvas.width, horizon), 130, 0.035, wide=2.2)


def snow_ground(canvas: Canvas, horizon: int, *, near: Colour = SNOW, far: Colour = (206, 212, 220)) -> None:
    """Trodden snow from the horizon to the feet."""
    canvas.gradient((0, horizon, canvas.width, canvas.height), far, near)
    canvas.roughen_ground(horizon, 2.5, 0.072)
    canvas.roughen_ground(horizon, 9, 0.088)
    canvas.roughen((0, horizon, canvas.width, canvas.height), 3, 0.025)


def asphalt(canvas: Canvas, horizon: int, points: Sequence[Point], *, colour: Colour = (98, 99, 102)) -> None:
    """A wet winter road lying on the ground."""
    canvas.shape(points, mixed(colour, (168, 172, 178), 0.45), bottom=colour, rough=0.1, cell=2.2, wide=1.6)
    low = canvas.height - horizon
    canvas.shape(points, (70, 70, 74), bottom=(60, 60, 62), rough=0.23, cell=max(14, low / 16), wide=5,
        opacity=0.35)


def house(canvas: Canvas, quad: tuple[Point, Point, Point, Point], floors: int, columns: int, wall: Colour, *,
        night: bool = False) -> None:
    """A panel house seen at an angle; `quad` is its front: upper left, upper right, lower right, lower left."""
    canvas.shape(list(quad), mixed(wall, (255, 255, 255), 0.06), bottom=mixed(wall, (60, 60, 66), 0.16), rough=0.05,
        cell=26, wide=0.4)
    seam = mixed(wall, (40, 40, 44), 0.35)
    for floor in range(1, floors):
        canvas.stroke([at(quad, 0, floor / floors), at(quad, 1, floor / floors)], seam, 1)
    for column in range(columns):
        canvas.stroke([at(quad, column / columns, 0), at(quad, column / columns, 1)], seam, 1)
        balcony = column % 4 == 1
        for floor in range(floors):
            _window(canvas, quad, (column / columns, floor / floors), (1 / columns, 1 / floors), wall, night=night,
                balcony=balcony and floor < floors - 1)


def at(quad: tuple[Point, Point, Point, Point], part_x: float, part_y: float) -> Point:
    """The point of a front that lies at these parts of its width and height."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    top = (ax + (bx - ax) * part_x, ay + (by - ay) * part_x)
    low = (dx + (cx - dx) * part_x, dy + (cy - dy) * part_x)
    return top[0] + (low[0] - top[0]) * part_y, top[1] + (low[1] - top[1]) * part_y


def _window(canvas: Canvas, quad: tuple[Point, Point, Point, Point], origin: Point, cell: Point, wall: Colour, *,
        night: bool, balcony: bool) -> None:
    dice = canvas.dice
    left, right = origin[0] + cell[0] * 0.24, origin[0] + cell[0] * 0.76
    top, low = origin[1] + cell[1] * 0.22, origin[1] + cell[1] * 0.74
    lit = dice.random() < (0.38 if night else 0.1)
    glass = (mixed(_LAMPLIGHT, (255, 236, 200), dice.random()) if lit else mixed(_GLASS, (120, 134, 150),
        dice.random()))
    if night and not lit:
        glass = mixed((16, 18, 26), (34, 38, 50), dice.random())
    corners = [at(quad, left, top), at(quad, right, top), at(quad, right, low), at(quad, left, low)]
    canvas.pane(corners, glass, glass if night else _FRAME)
    if not night:
        middle = left + (right - left) * 0.6
        canvas.stroke([at(quad, middle, top), at(quad, middle, low)], _FRAME, 1)
        if dice.random() < 0.5:
            part = left + (right - left) * dice.uniform(0.2, 0.5)
            curtain = [corners[0], at(quad, part, top), at(quad, part, low), corners[3]]
            canvas.shape(curtain, mixed(glass, (210, 204, 192), 0.55))
    if balcony:
        shade = mixed(wall, dice.choice([(90, 110, 130), (140, 120, 96), (220, 220, 214)]), 0.5)
        shade = mixed(shade, (10, 12, 18), 0.75) if night else shade
        box = [at(quad, origin[0] + cell[0] * 0.06, origin[1] + cell[1] * 0.5), at(quad, origin[0] + cell[0] * 0.94,
            origin[1] + cell[1] * 0.5), at(quad, origin[0] + cell[0] * 0.94, origin[1] + cell[1] * 0.93), at(quad,
            origin[0] + cell[0] * 0.06, origin[1] + cell[1] * 0.93)]
        canvas.pane(box, shade, mixed(shade, (20, 20, 20), 0.4))


def tree(canvas: Canvas, foot: Point, height: float, *, colour: Colour = (64, 58, 54), lean: float = 0.0) -> None:
    """A bare tree."""
    _branch(canvas, foot, (-pi / 2 + lean, height * 0.3), colour)


def _branch(canvas: Canvas, foot: Point, grows: Point, colour: Colour, left: int = 7) -> None:
    """A branch with those on it; `grows` is its angle and length, `left` how often it still divides."""
    dice, (angle, length) = canvas.dice, grows
    tip = (foot[0] + cos(angle) * length, foot[1] + sin(angle) * length)
    canvas.stroke([foot, tip], colour, length * (0.035 + 0.012 * left))
    if left == 0 or length < 3:
        return
    for _ in range(2 if left < 6 else 3):
        turn = dice.uniform(0.15, 0.62) * dice.choice((-1, 1))
        longer = (angle + turn, length * dice.uniform(0.66, 0.86))
        _branch(canvas, tip, longer, mixed(colour, (150, 150, 152), 0.06), left - 1)


def snowbank(canvas: Canvas, box: tuple[float, float, float, float], *, dirty: float = 0.0) -> None:
    """A heap of snow pushed aside."""
    left, top, right, bottom = box
    high, wide = bottom - top, right - left
    steps = 9
    crest = [(left + wide * k / steps,
        bottom - high * sin(pi * k / steps) ** 0.6 * canvas.dice.uniform(0.72, 1.0)) for k in range(steps + 1)]
    outline = canvas.ragged([*crest, (right, bottom), (left, bottom)], high * 0.05, times=3)
    light, shade = mixed(SNOW, SNOW_DIRTY, dirty), mixed(SNOW_SHADE, (112, 106, 102), dirty)
    canvas.shadow([(x, y + high * 0.10) for x, y in outline], 0.25, max(2.0, high * 0.06))
    canvas.shape(outline, light, bottom=shade, rough=0.06, cell=max(3, high / 9), wide=1.6, soft=1.2)
    canvas.shape(outline, light, bottom=shade, rough=0.18, cell=max(2, high / 26), wide=1.3, soft=1.2, opacity=0.3)


def lamp_post(canvas: Canvas, foot: Point, height: float, *, colour: Colour = (70, 74, 78), side: int = 1) -> Point:
    """A lamp post; gives the point where its lamp hangs."""
    x, y = foot
    top = y - height
    canvas.stroke([(x, y), (x, top)], colour, height * 0.022)
    arm = (x + side * height * 0.16, top - height * 0.035)
    canvas.stroke([(x, top), arm], colour, height * 0.014)
    head = [(arm[0], arm[1]), (arm[0] + side * height * 0.085, arm[1] - height * 0.006),
        (arm[0] + side * height * 0.085, arm[1] + height * 0.018), (arm[0], arm[1] + height * 0.02)]
    canvas.shape(head, mixed(colour, (190, 194, 198), 0.35))
    return arm[0] + side * height * 0.045, arm[1] + height * 0.02


def car(canvas: Canvas, left: float, ground: float, length: float, paint: Colour, *, snow: bool = False) -> None:
    """A car from the side."""
    scale = length / 420

    def put(points: Sequence[Point]) -> list[Point]:
        return [(left + x * scale, ground + (y - 128) * scale) for x, y in points]

    canvas.shadow(put(oval((-10, 96, 436, 150))), 0.6, 7 * scale)
    body = [(6, 96), (8, 60), (60, 50), (112, 12), (140, 4), (250, 4), (286, 12), (336, 50), (398, 60), (416, 78),
        (416, 104), (300, 110), (100, 110), (10, 108)]
    canvas.shape(smooth(put(body)), mixed(paint, (235, 240, 246), 0.4), bottom=mixed(paint, (0, 0, 0), 0.5),
        soft=0.8)
    canvas.shape(put([(10, 68), (410, 72), (412, 80), (10, 78)]), mixed(paint, (255, 255, 255), 0.5),
        soft=2.5 * scale, opacity=0.45)
    glass = mixed((50, 56, 64), (150, 164, 178), 0.3)
    for pane in ([(70, 51), (116, 17), (150, 12), (150, 52)], [(157, 12), (238, 12), (240, 52), (157, 52)],
            [(246, 12), (272, 16), (316, 51), (248, 52)]):
        canvas.shape(smooth(put(pane), 1), mixed(glass, (220, 228, 234), 0.4), bottom=mixed(glass, (14, 18, 24),
            0.5))
    for middle in (92, 326):
        canvas.shape(put(oval((middle - 44, 66, middle + 44, 146))), (16, 16, 18), soft=0.6)
        canvas.shape(put(oval((middle - 36, 76, middle + 36, 142))), (40, 40, 42), bottom=(18, 18, 20))
        canvas.shape(put(oval((middle - 22, 89, middle + 22, 128))), (140, 142, 146), bottom=(84, 86, 90),
            rough=0.2)
        canvas.shape(put(oval((middle - 6, 103, middle + 6, 115))), (50, 52, 54))
    canvas.shape(smooth(put([(394, 64), (414, 72), (413, 86), (390, 78)]), 1), (214, 216, 210))
    canvas.shape(smooth(put([(8, 64), (24, 62), (24, 82), (8, 84)]), 1), (140, 30, 28))
    for x in (154, 243):
        canvas.stroke(put([(x, 54), (x - 2, 104)]), mixed(paint, (0, 0, 0), 0.55), scale * 1.4)
    if snow:
        cap = put([(104, 18), (136, -14), (256, -16), (288, 10), (270, 16), (140, 14)])
        canvas.shape(smooth(canvas.ragged(cap, 5 * scale)), SNOW, bottom=SNOW_SHADE, rough=0.06, soft=1.0)
        hood = put([(330, 52), (350, 36), (398, 46), (412, 66), (340, 58)])
        canvas.shape(smooth(canvas.ragged(hood, 5 * scale)), SNOW, bottom=SNOW_SHADE, rough=0.06, soft=1.0)


def car_from_behind(canvas: Canvas, foot: Point, wide: float, paint: Colour, *, plate: str) -> None:
    """A hatchback from behind with its plate; `foot` is the ground under its middle."""
    scale, (middle, ground) = wide / 400, foot

    def put(points: Sequence[Point]) -> list[Point]:
        return [(middle + x * scale, ground + y * scale) for x, y in points]

    def mirror(points: Sequence[Point]) -> list[Point]:
        return [*points, *[(-x, y) for x, y in reversed(points)]]

    dark = mixed(paint, (0, 0, 0), 0.55)
    canvas.shadow(put(oval((-235, -36, 235, 26))), 0.75, 14 * scale)
    for side in (-1, 1):
        canvas.shape(smooth(put([(side * 182, -92), (side * 112, -92), (side * 116, 4), (side * 176, 4)])),
            (24, 24, 26), bottom=(14, 14, 15))
    body = mirror([(0, -352), (96, -350), (146, -326), (172, -246), (196, -214), (204, -150), (200, -54),
        (150, -36), (0, -36)])
    canvas.shape(smooth(put(body)), mixed(paint, (236, 242, 248), 0.42), bottom=dark, soft=1.0)
    glass = mirror([(0, -332), (92, -330), (130, -312), (150, -246), (120, -236), (0, -234)])
    canvas.shape(smooth(put(glass), 1), (176, 188, 198), bottom=(34, 40, 48), soft=1.0)
    canvas.shape(put([(-60, -318), (40, -322), (-16, -244), (-96, -246)]), (226, 234, 240), opacity=0.25,
        soft=4 * scale)
    for x in (-52, 52):
        canvas.shape(smooth(put(oval((x - 24, -268, x + 24, -226))), 1), (34, 36, 40), opacity=0.8)
    canvas.stroke(put([(-186, -222), (0, -226), (186, -222)]), mixed(paint, (255, 255, 255), 0.45), 3 * scale)
    for side in (-1, 1):
        lamp = [(side * 196, -212), (side * 130, -210), (side * 138, -166), (side * 200, -158)]
        canvas.shape(smooth(put(lamp), 1), (168, 40, 36), bottom=(96, 16, 18))
        canvas.shape(put([(side * 176, -184), (side * 144, -184), (side * 148, -170), (side * 178, -168)]),
            (214, 190, 176), opacity=0.7)
    canvas.shape(smooth(put(mirror([(0, -122), (206, -124), (212, -66), (196, -48), (0, -44)])), 1),
        mixed(paint, (120, 124, 130), 0.35), bottom=mixed(dark, (0, 0, 0), 0.4))
    canvas.shape(put([(-92, -180), (92, -180), (92, -126), (-92, -126)]), mixed(dark, (0, 0, 0), 0.3), soft=1.5)
    canvas.shape(put([(-80, -172), (80, -172), (80, -136), (-80, -136)]), (222, 224, 222), bottom=(186, 188, 186))
    canvas.text(put([(0, -153)])[0], plate, 30 * scale, (30, 31, 34))
    canvas.shape(put([(-200, -90), (200, -90), (190, -40), (-190, -40)]), (96, 82, 64), rough=0.3, soft=8 * scale,
        opacity=0.45)
