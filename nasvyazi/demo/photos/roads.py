"""Streets, by day and by night."""

# Coordinates are read as a picture is, a shape to a line:
# fmt: off
from __future__ import annotations

from nasvyazi.demo.photos.canvas import Camera, Canvas, Colour, Point, mixed, oval, smooth
from nasvyazi.demo.photos.things import (
    SNOW,
    SNOW_SHADE,
    WALLS,
    asphalt,
    car,
    house,
    lamp_post,
    overcast,
    snow_ground,
    snowbank,
    tree,
)


def potholes(canvas: Canvas) -> Camera:
    """A street full of holes with melt water in them."""
    dice = canvas.dice
    _street(canvas, 340)
    for near in (0.02, 0.12, 0.3, 0.42, 0.72, 0.95):
        y = 470 + near * 400
        wide, high = (44 + near * 190) * dice.uniform(0.7, 1.15), 10 + near * 52
        x = 640 + dice.uniform(-1, 1) * (80 + near * 330)
        _hole(canvas, (x - wide, y - high, x + wide, y + high))
    car(canvas, 720, 416, 120, dice.choice(((150, 32, 34), (196, 198, 200), (50, 60, 80))))
    return Camera(lean=(129, 128, 127))


def _street(canvas: Canvas, horizon: int) -> None:
    dice = canvas.dice
    overcast(canvas, horizon + 10)
    canvas.shape([(0, horizon - 40), (1280, horizon - 46), (1280, horizon + 20), (0, horizon + 20)],
        (166, 172, 180), soft=7)
    left, right = dice.sample(WALLS, 2)
    house(canvas, ((-120, -120), (360, 130), (360, horizon + 12), (-120, horizon + 90)), 5, 9, left)
    house(canvas, ((1010, 120), (1400, -60), (1400, horizon + 80), (1010, horizon + 10)), 5, 7, right)
    snow_ground(canvas, horizon, near=(204, 204, 206), far=(200, 204, 210))
    for x, high in ((430, 190), (520, 150), (905, 160), (965, 230), (150, 360), (1180, 380)):
        tree(canvas, (x, horizon + 16), high)
    asphalt(canvas, horizon, [(600, horizon + 4), (690, horizon + 4), (1420, 960), (-160, 960)])
    for x in (560, 600):
        canvas.shape([(x, horizon + 30), (x + 12, horizon + 30), (x * 2.4 - 860, 960), (x * 2.4 - 1010, 960)],
            (66, 66, 68), soft=8, opacity=0.35)
    for step in range(4):
        size = 40 + step * 70
        snowbank(canvas, (520 - step * 190 - size, horizon + 20 + step * 60, 570 - step * 176,
            horizon + 52 + step * 110), dirty=0.45)
        snowbank(canvas, (722 + step * 150, horizon + 20 + step * 64, 770 + step * 180 + size,
            horizon + 54 + step * 112), dirty=0.5)


def _hole(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    """A hole: crumbled rim, dark wall on the far side, melt water that mirrors the sky."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    rim = smooth(canvas.ragged(oval(box, 11), high * 0.4, times=1), 1)
    canvas.shape(rim, (120, 118, 116), rough=0.12, cell=5, soft=high * 0.16, opacity=0.7)
    canvas.shape(rim, (44, 42, 41), bottom=(92, 88, 84), rough=0.07, cell=5, soft=2)
    water = smooth(canvas.ragged(oval((left + wide * 0.08, top + high * 0.26, right - wide * 0.08,
        bottom - high * 0.1), 9), high * 0.16, times=1))
    canvas.shape(water, (84, 88, 93), bottom=(140, 146, 152), soft=2)
    glint = (left + wide * 0.24, top + high * 0.62, right - wide * 0.3, bottom - high * 0.2)
    canvas.ellipse(glint, (178, 184, 190), soft=high * 0.1, opacity=0.6)
    for _ in range(7):
        x, y = (canvas.dice.uniform(left - wide * 0.2, right + wide * 0.1),
            canvas.dice.uniform(bottom - high * 0.1, bottom + high * 0.4))
        size = canvas.dice.uniform(0.03, 0.08) * high
        canvas.ellipse((x - size * 1.4, y - size, x + size * 1.4, y + size), (58, 56, 54))


def dark_street(canvas: Canvas) -> Camera:
    """A street at night where no lamp burns; only windows and one far lamp."""
    dice, horizon = canvas.dice, 640
    canvas.gradient((0, 0, 960, horizon), (14, 17, 27), (34, 36, 46))
    house(canvas, ((560, 250), (1080, 60), (1080, 760), (560, 664)), 9, 9, (30, 30, 36), night=True)
    canvas.gradient((0, horizon, 960, 1280), (30, 32, 40), (14, 15, 20))
    canvas.roughen_ground(horizon, 4.5, 0.055)
    canvas.shape([(300, 650), (470, 650), (900, 1280), (-160, 1280)], (26, 26, 30), bottom=(12, 12, 15), rough=0.05,
        soft=8)
    for x, high in ((70, 480), (230, 300), (470, 200)):
        tree(canvas, (x, horizon + 40), high, colour=(13, 14, 18))
    canvas.glow((384, 590), (150, 120), (196, 150, 84), 0.55)
    canvas.glow((384, 590), (22, 22), (255, 226, 170), 1.0)
    canvas.glow((384, 690), (120, 46), (150, 116, 70), 0.5)
    for x, foot, high in ((250, 800, 360), (120, 960, 560), (520, 740, 250)):
        lamp_post(canvas, (x, foot), high, colour=(20, 21, 26), side=1 if x < 400 else -1)
    snowbank(canvas, (-200, 860, 160, 1010), dirty=0.2)
    snowbank(canvas, (740, 820, 1200, 1000), dirty=0.2)
    night = [(0, 820), (960, 780), (960, 1280), (0, 1280)]
    canvas.shadow([(x, y) for x, y in night], 0.8, 50, (10, 11, 16))
    canvas.shadow([(-200, 700), (300, 700), (260, 1000), (-200, 1100)], 0.7, 60, (10, 11, 16))
    canvas.glow((dice.uniform(560, 700), 1010), (240, 60), (74, 78, 92), 0.35)
    return Camera(blur=1.3, grain=0.13, corners=0.35, lean=(122, 126, 134))


def lit_alley(canvas: Canvas) -> Camera:
    """An alley in the evening where all lamps burn."""
    horizon = 430
    canvas.gradient((0, 0, 1280, horizon), (22, 30, 54), (70, 66, 84))
    canvas.gradient((0, horizon, 1280, 960), (92, 88, 96), (120, 110, 108))
    canvas.roughen_ground(horizon, 4, 0.088)
    canvas.shape([(590, horizon), (690, horizon), (1080, 960), (200, 960)], (128, 116, 104), bottom=(156, 138, 116),
        rough=0.08, cell=5, wide=2.5, soft=5)
    for x, high in ((90, 470), (250, 380), (420, 240), (850, 250), (1040, 400), (1210, 480)):
        tree(canvas, (x, horizon + 60), high, colour=(26, 24, 30))
    for step in range(6):
        near = (step + 1) / 6
        high = 70 + 460 * near**1.6
        foot = horizon + 14 + 330 * near**1.7
        for side in (-1, 1):
            x = 640 + side * (64 + 470 * near**1.5)
            lamp = lamp_post(canvas, (x, foot), high, colour=(30, 30, 36), side=-side)
            size = 22 + 86 * near**1.4
            canvas.glow((x - side * 8 * near, foot + 8), (size * 2.3, size * 0.6), (255, 214, 150), 0.5)
            canvas.glow(lamp, (size * 1.5, size * 1.5), (255, 206, 130), 0.5)
            canvas.glow(lamp, (size * 0.32, size * 0.32), (255, 246, 220), 1.0)
    for box in ((-240, 720, 260, 990), (1010, 720, 1500, 990)):
        snowbank(canvas, box, dirty=0.35)
        canvas.shadow([(box[0], box[1] - 20), (box[2], box[1] - 20), (box[2], 980), (box[0], 980)], 0.45, 30,
            (40, 36, 52))
    return Camera(blur=1.0, grain=0.09, corners=0.3, lean=(132, 127, 124))


def bus_stop(canvas: Canvas) -> Camera:
    """A stop without glass, snow up to the bench."""
    overcast(canvas, 414)
    wall = canvas.dice.sample(WALLS, 2)
    house(canvas, ((-40, 40), (640, 110), (640, 420), (-40, 430)), 5, 13, wall[0])
    house(canvas, ((760, 150), (1340, 130), (1340, 424), (760, 420)), 5, 10, wall[1])
    snow_ground(canvas, 410)
    for x, high in ((90, 300), (700, 260), (1130, 330)):
        tree(canvas, (x, 470), high)
    canvas.shape([(-20, 500), (1300, 478), (1300, 610), (-20, 640)], (112, 112, 114), bottom=(96, 96, 98),
        rough=0.08, cell=4, wide=4, soft=3)
    for top in (536, 590):
        canvas.shape([(-20, top + 14), (1300, top - 12), (1300, top), (-20, top + 30)], (150, 152, 156), soft=6,
            opacity=0.5)
    for left in (-60, 380, 840):
        snowbank(canvas, (left, 440, left + 480, 506), dirty=0.4)
    canvas.shape([(0, 640), (1280, 600), (1280, 960), (0, 960)], (206, 210, 216), bottom=(222, 226, 232),
        rough=0.09, cell=9, wide=2.4, soft=10)
    steel, dark = (112, 122, 132), (66, 74, 84)
    canvas.shape([(210, 250), (1010, 206), (1060, 244), (240, 296)], (74, 98, 128), bottom=(48, 66, 90), rough=0.05)
    canvas.shape([(206, 226), (1004, 184), (1016, 212), (206, 256)], SNOW, bottom=SNOW_SHADE, soft=2, rough=0.05)
    for x, low in ((262, 800), (560, 780), (800, 764), (1010, 748)):
        canvas.shadow([(x - 14, low), (x + 34, low), (x + 70, low + 22), (x, low + 22)], 0.3, 6)
        canvas.shape([(x, 270), (x + 17, 268), (x + 17, low), (x, low + 4)], steel, bottom=dark)
    for y in (330, 690):
        canvas.stroke([(266, y + 22), (1018, y - 20)], dark, 9)
    canvas.shape([(279, 380), (556, 366), (556, 694), (279, 706)], (196, 206, 212), bottom=(170, 180, 188),
        opacity=0.35)
    shard: list[Point] = [(820, 346), (1006, 336), (1006, 420), (960, 392), (930, 470), (880, 400), (850, 520),
        (820, 470)]
    canvas.shape(shard, (214, 224, 228), bottom=(180, 192, 200), opacity=0.6)
    canvas.stroke(shard, (232, 238, 240), 2)
    canvas.shape([(300, 640), (960, 606), (976, 632), (300, 668)], (128, 92, 62), bottom=(88, 62, 44), rough=0.14,
        wide=8)
    canvas.shape(canvas.ragged([(330, 640), (600, 612), (900, 604), (930, 616), (330, 652)], 8), SNOW,
        bottom=SNOW_SHADE, soft=2)
    for box in ((120, 690, 700, 860), (560, 700, 1180, 850)):
        snowbank(canvas, box, dirty=0.1)
    for _ in range(14):
        a, b = canvas.dice.uniform(700, 1000), canvas.dice.uniform(850, 930)
        canvas.shape([(a, b), (a + 16, b - 7), (a + 22, b + 5)], (190, 206, 212), bottom=(140, 156, 166))
    return Camera(lean=(126, 128, 132))


def manhole(canvas: Canvas) -> Camera:
    """An open manhole with a branch stuck in it for a warning."""
    canvas.gradient((0, 0, 960, 1280), (170, 174, 180), (198, 200, 204))
    canvas.roughen((0, 0, 960, 1280), 46, 0.11, wide=2.0)
    canvas.roughen((0, 0, 960, 1280), 7, 0.09, wide=1.6)
    canvas.shape([(-40, 0), (470, 0), (300, 1280), (-40, 1280)], (120, 120, 122), bottom=(104, 103, 104),
        rough=0.18, cell=4, wide=1.5, soft=26)
    for shift in (0, 130):
        canvas.shape([(560 + shift, 0), (610 + shift, 0), (560 + shift * 1.8, 1280), (460 + shift * 1.8, 1280)],
            (150, 152, 156), rough=0.14, cell=6, soft=16, opacity=0.7)
    canvas.shape(canvas.ragged(oval((190, 520, 800, 960), 20), 22), (140, 136, 132), bottom=(112, 108, 104),
        rough=0.23, cell=5, soft=8)
    canvas.shape(oval((250, 570, 740, 908), 48), (92, 82, 74), bottom=(120, 104, 92), rough=0.23, cell=4)
    canvas.shape(oval((286, 596, 704, 884), 48), (10, 10, 11), bottom=(38, 34, 32), soft=2)
    for k in range(4):
        canvas.stroke([(330 + k * 3, 690 + k * 42), (420 + k * 2, 700 + k * 42)], (52, 46, 42), 7)
    canvas.shadow(oval((612, 884, 1014, 1156), 40), 0.5, 8)
    canvas.shape(oval((620, 860, 1010, 1130), 40), (118, 108, 100), bottom=(74, 66, 60), rough=0.05)
    canvas.shape(oval((640, 872, 992, 1112), 40), (62, 55, 50), bottom=(84, 75, 68), rough=0.05)
    for row in range(5):
        for column in range(6):
            x, y = 690 + column * 46 + row % 2 * 22, 912 + row * 36
            canvas.shape(oval((x, y, x + 30, y + 18), 8), (116, 104, 94), bottom=(70, 62, 56))
    stick: Colour = (92, 70, 50)
    canvas.stroke([(470, 800), (520, 420), (600, 150)], (40, 34, 30), 22)
    canvas.stroke([(466, 800), (516, 420), (596, 150)], stick, 15)
    for foot, tip in (((524, 400), (640, 300)), ((560, 280), (480, 180)), ((586, 190), (690, 90)), ((596, 150),
            (600, 20))):
        canvas.stroke([foot, tip], mixed(stick, (30, 26, 24), 0.2), 8)
    canvas.shape([(500, 470), (560, 462), (640, 520), (560, 540), (506, 512)], (196, 60, 44), bottom=(150, 40, 34),
        rough=0.09)
    return Camera(lean=(128, 127, 128))


def icy_path(canvas: Canvas) -> Camera:
    """A pavement of bare ice along a fence."""
    horizon = 360
    overcast(canvas, horizon + 6)
    house(canvas, ((520, 60), (1100, -60), (1100, 440), (520, 376)), 5, 8, canvas.dice.choice(WALLS))
    snow_ground(canvas, horizon, near=(212, 216, 222))
    for foot, high in ((90, 330), (300, 260), (450, 200)):
        tree(canvas, (foot, horizon + 20), high)
    path: list[Point] = [(400, horizon + 6), (500, horizon + 6), (900, 1280), (40, 1280)]
    canvas.shape(path, (158, 166, 176), bottom=(132, 140, 150), rough=0.11, cell=9, wide=2, soft=7)
    for _ in range(16):
        near = canvas.dice.random()
        y, wide = horizon + 60 + near * 820, 30 + near * 210
        x = 450 + near * 10 + canvas.dice.uniform(-1, 1) * (30 + near * 250)
        shine = mixed((222, 230, 236), (176, 188, 198), canvas.dice.random())
        canvas.ellipse((x - wide, y - wide * 0.12, x + wide, y + wide * 0.12), shine, soft=4 + near * 12,
            opacity=0.75)
    for k in range(14):
        near = (k / 13) ** 1.8
        x, y, high = 540 + near * 560, horizon + 20 + near * 500, 60 + near * 420
        canvas.stroke([(x, y), (x, y - high)], (74, 84, 80), 3 + near * 10)
    canvas.stroke([(540, horizon - 32), (1100, horizon + 20 + 500 - 400)], (74, 84, 80), 7)
    canvas.stroke([(540, horizon + 4), (1100, horizon + 400)], (74, 84, 80), 7)
    snowbank(canvas, (-260, 900, 160, 1340), dirty=0.1)
    return Camera(lean=(126, 128, 133))
