"""Yards between panel houses."""

# Coordinates are read as a picture is, a shape to a line:
# fmt: off
from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.demo.photos.canvas import Camera, Canvas, Colour, Point, mixed, oval, smooth
from nasvyazi.demo.photos.things import (
    SNOW,
    SNOW_SHADE,
    WALLS,
    asphalt,
    car,
    car_from_behind,
    house,
    overcast,
    snow_ground,
    snowbank,
    tree,
)

PAINTS: tuple[Colour, ...] = ((122, 32, 36), (44, 66, 104), (188, 190, 192), (52, 54, 58), (150, 140, 120),
    (64, 92, 84))


def _yard(canvas: Canvas, horizon: int) -> None:
    """Sky, two houses and a few trees: what stands behind everything in a yard."""
    dice, wide = canvas.dice, canvas.width
    overcast(canvas, horizon + 20)
    canvas.shape([(0, horizon - 60), (wide, horizon - 70), (wide, horizon + 30), (0, horizon + 30)],
        (176, 182, 190), bottom=(188, 192, 198), soft=6)
    split = wide * dice.uniform(0.52, 0.66)
    roof = dice.uniform(-40, 60)
    near, far = dice.sample(WALLS, 2)
    house(canvas, ((split + 40, roof + 150), (wide + 60, roof + 60), (wide + 60, horizon + 44),
        (split + 40, horizon + 12)), 5, 9, far)
    house(canvas, ((-80, roof - 60), (split, roof + 90), (split, horizon + 14), (-80, horizon + 60)), 5, 12, near)
    end = mixed(near, (50, 52, 58), 0.35)
    canvas.shape([(split, roof + 90), (split + 70, roof + 104), (split + 70, horizon + 10), (split, horizon + 14)],
        end, bottom=mixed(end, (30, 30, 34), 0.2), rough=0.06, cell=18)
    snow_ground(canvas, horizon)
    for _ in range(dice.randint(3, 4)):
        x = dice.uniform(0.04, 0.96) * wide
        tree(canvas, (x, horizon + dice.uniform(12, 60)), dice.uniform(260, 400), lean=dice.uniform(-0.08, 0.08))


def yard_snow(canvas: Canvas) -> Camera:
    """A yard that nobody cleared: cars under snow, one narrow path."""
    dice = canvas.dice
    _yard(canvas, 430)
    canvas.shape([(0, 452), (1280, 448), (1280, 500), (0, 512)], (196, 200, 208), rough=0.05, soft=8)
    for left in (30, 420, 830):
        car(canvas, left + dice.uniform(-20, 20), 540 + dice.uniform(-8, 8), 330, dice.choice(PAINTS), snow=True)
    for left in (-60, 230, 600, 960):
        snowbank(canvas, (left, 500 + dice.uniform(-20, 20), left + 420, 640 + dice.uniform(-16, 16)), dirty=0.12)
    path: list[Point] = [(598, 620), (640, 616), (700, 720), (770, 960), (520, 960), (590, 720)]
    canvas.shape(canvas.ragged(path, 12), (176, 180, 186), bottom=(188, 190, 194), rough=0.14, cell=5, wide=2,
        soft=9)
    for step in range(13):
        y = 640 + step * step * 1.9
        x = 640 + (22 + step * 2) * (1 if step % 2 else -1)
        size = 9 + step * 2.2
        canvas.ellipse((x - size, y - size * 0.5, x + size, y + size * 0.5), (150, 158, 170), soft=size * 0.22,
            opacity=0.7)
    snowbank(canvas, (-190, 700, 500, 1010))
    snowbank(canvas, (820, 680, 1460, 1010))
    return Camera(lean=(126, 128, 132))


def cleared_yard(canvas: Canvas) -> Camera:
    """The same kind of yard after the tractor: a clean drive, straight banks."""
    dice = canvas.dice
    _yard(canvas, 420)
    drive: list[Point] = [(470, 432), (800, 432), (1240, 960), (-60, 960)]
    asphalt(canvas, 420, drive, colour=(110, 111, 114))
    for x in (520, 640, 770):
        canvas.shape([(x, 436), (x + 8, 436), (x + (x - 640) * 3.4 + 60, 960), (x + (x - 640) * 3.4 - 20, 960)],
            (190, 194, 200), soft=7, opacity=0.28)
    for left in (850, 1090):
        car(canvas, left, 560, 300, dice.choice(PAINTS))
    for step in range(5):
        size = 90 + step * 55
        snowbank(canvas, (440 - step * 120 - size, 430 + step * 70 - size * 0.2, 470 - step * 104, 470 + step * 96))
        snowbank(canvas, (812 + step * 92, 440 + step * 76, 840 + step * 104 + size, 474 + step * 100))
    return Camera(lean=(130, 128, 126))


def bins(canvas: Canvas) -> Camera:
    """A container site that has not been emptied for days."""
    dice = canvas.dice
    _yard(canvas, 380)
    canvas.shape([(120, 500), (1180, 500), (1280, 960), (0, 960)], (158, 158, 160), bottom=(140, 138, 138),
        rough=0.16, cell=6, wide=3, soft=8)
    for k in range(9):
        x = 150 + k * 122
        canvas.stroke([(x, 330), (x, 620)], (94, 100, 96), 7)
    for k in range(11):
        canvas.shape([(150, 336 + k * 26), (1126, 336 + k * 26), (1126, 352 + k * 26), (150, 352 + k * 26)],
            (112, 128, 116), bottom=(84, 98, 90), rough=0.06, cell=9)
    for k in range(3):
        _container(canvas, 210 + k * 300, 470, dice.choice(((52, 98, 72), (60, 84, 116), (96, 88, 74))))
    for _ in range(70):
        near = dice.random()
        _rubbish(canvas, dice.uniform(120, 1160), 690 + near * 220, 22 + near * 46)
    snowbank(canvas, (-220, 780, 330, 1010), dirty=0.35)
    snowbank(canvas, (1010, 760, 1480, 1010), dirty=0.3)
    return Camera(lean=(130, 128, 124))


def _container(canvas: Canvas, left: float, top: float, paint: Colour) -> None:
    dice = canvas.dice
    for _ in range(16):
        _rubbish(canvas, left + dice.uniform(14, 236), top + dice.uniform(-46, 26), dice.uniform(24, 54))
    front: list[Point] = [(left, top + 20), (left + 250, top + 20), (left + 236, top + 270), (left + 14, top + 270)]
    canvas.shadow([(left - 20, top + 262), (left + 280, top + 262), (left + 300, top + 300),
        (left - 30, top + 300)], 0.5, 9)
    canvas.shape(front, mixed(paint, (255, 255, 255), 0.12), bottom=mixed(paint, (0, 0, 0), 0.42), rough=0.09,
        cell=13)
    for k in range(1, 5):
        canvas.stroke([(left + k * 50, top + 26), (left + 4 + k * 49, top + 264)], mixed(paint, (0, 0, 0), 0.35), 3)
    canvas.shape([(left - 8, top + 12), (left + 258, top + 12), (left + 256, top + 34), (left - 6, top + 34)],
        mixed(paint, (255, 255, 255), 0.25), bottom=mixed(paint, (0, 0, 0), 0.2))
    for _ in range(4):
        x, y = left + dice.uniform(20, 220), top + dice.uniform(60, 230)
        canvas.ellipse((x - 16, y - 24, x + 16, y + 24), (104, 66, 42), soft=9, opacity=0.55)


def _rubbish(canvas: Canvas, x: float, y: float, size: float) -> None:
    """A bag, a box or a rag, with its own light and shadow."""
    dice = canvas.dice
    kind = dice.random()
    colour = dice.choice(((28, 29, 32), (34, 36, 40), (206, 204, 198), (176, 190, 202), (150, 116, 80),
        (120, 96, 70)))
    if kind < 0.7:
        outline = smooth(canvas.ragged(oval((x - size, y - size * 0.75, x + size, y + size * 0.6), 8), size * 0.26,
            times=1), 1)
    else:
        tilt = dice.uniform(-0.3, 0.3) * size
        outline = [(x - size, y - size * 0.5 + tilt), (x + size * 0.8, y - size * 0.6 - tilt),
            (x + size, y + size * 0.5), (x - size * 0.8, y + size * 0.6 + tilt)]
    canvas.shape([(a + 2, b + size * 0.22) for a, b in outline], (30, 30, 33), opacity=0.5)
    canvas.shape(outline, mixed(colour, (255, 255, 255), 0.28), bottom=mixed(colour, (0, 0, 0), 0.45), rough=0.14,
        cell=max(3, size / 6))


def lawn_car(canvas: Canvas) -> Camera:
    """A car on the lawn, its wheels in the mud. No car has such a plate: its letters stand on none."""
    _yard(canvas, 400)
    lawn: list[Point] = [(0, 520), (1280, 500), (1280, 960), (0, 960)]
    canvas.shape(lawn, (128, 126, 98), bottom=(104, 100, 74), rough=0.18, cell=5, wide=2.4, soft=6)
    canvas.shape(lawn, (90, 92, 58), bottom=(70, 70, 46), rough=0.45, cell=26, wide=3.5, opacity=0.35)
    for box in ((-80, 560, 300, 640), (930, 520, 1330, 600), (520, 800, 900, 900), (80, 830, 300, 900)):
        canvas.shape(canvas.ragged(oval(box, 12), 26), (214, 218, 224), bottom=(190, 196, 206), rough=0.09, soft=5)
    for shift in (0, 96):
        rut: list[Point] = [(150 + shift, 960), (230 + shift, 960), (350 + shift, 760), (300 + shift, 752)]
        canvas.shape(canvas.ragged(rut, 12), (66, 54, 42), bottom=(50, 42, 34), rough=0.23, cell=6, soft=3)
    car_from_behind(canvas, (610, 806), 620, canvas.dice.choice(PAINTS), plate="Q000ZJ")
    for x in (300, 750):
        canvas.shape(canvas.ragged(oval((x, 752, x + 170, 806), 12), 12), (78, 66, 50), bottom=(56, 48, 38),
            rough=0.14, cell=7, soft=4)
    for x in (40, 1130):
        canvas.stroke([(x, 640), (x, 560)], (120, 122, 118), 9)
    canvas.stroke([(40, 580), (270, 574)], (128, 130, 126), 6)
    return Camera(lean=(131, 129, 124))


def playground(canvas: Canvas) -> Camera:
    """A swing that hangs by one chain."""
    dice = canvas.dice
    _yard(canvas, 420)
    paint = dice.choice(((176, 58, 48), (46, 96, 164), (206, 146, 44)))
    other = dice.choice(((70, 132, 86), (206, 160, 60), (60, 110, 168)))
    for left in (930,):
        canvas.shape([(left, 420), (left + 90, 420), (left + 90, 640), (left, 640)], mixed(other, (40, 40, 44),
            0.2), bottom=mixed(other, (20, 20, 24), 0.4), rough=0.07)
        canvas.shape([(left - 26, 420), (left + 45, 340), (left + 118, 420)], mixed(paint, (40, 40, 40), 0.1))
        canvas.shape([(left + 90, 500), (left + 112, 494), (left + 280, 690), (left + 238, 694)], (176, 182, 188),
            bottom=(120, 126, 134))
        canvas.shape([(left - 30, 420), (left + 45, 330), (left + 122, 420), (left + 45, 348)], SNOW, soft=2)
    for x in (250, 690):
        canvas.shadow([(x - 90, 846), (x + 100, 846), (x + 140, 866), (x - 60, 866)], 0.3, 8)
        for foot in (-90, 90):
            canvas.stroke([(x, 420), (x + foot, 856)], mixed(paint, (0, 0, 0), 0.25), 20)
            canvas.stroke([(x - 4, 420), (x + foot - 4, 852)], mixed(paint, (255, 255, 255), 0.22), 6)
    canvas.stroke([(240, 424), (700, 424)], mixed(paint, (0, 0, 0), 0.15), 20)
    canvas.stroke([(240, 418), (700, 418)], mixed(paint, (255, 255, 255), 0.3), 6)
    canvas.stroke([(410, 430), (404, 740)], (60, 62, 66), 5)
    canvas.stroke([(540, 430), (548, 560), (540, 640)], (60, 62, 66), 5)
    canvas.shadow([(390, 852), (470, 836), (520, 880), (430, 890)], 0.35, 8)
    canvas.shape([(392, 730), (418, 726), (476, 850), (452, 862)], (132, 92, 60), bottom=(92, 62, 42), rough=0.14)
    for box in ((180, 838, 330, 900), (620, 838, 790, 900), (380, 860, 560, 930)):
        canvas.shape(canvas.ragged(oval(box, 14), 12), SNOW, bottom=SNOW_SHADE, rough=0.09, soft=4)
    snowbank(canvas, (960, 800, 1420, 1010))
    return Camera(lean=(127, 128, 131))


def dogs(canvas: Canvas) -> Camera:
    """A pack of strays in the yard, taken from afar."""
    dice = canvas.dice
    _yard(canvas, 440)
    snowbank(canvas, (-100, 470, 420, 600))
    snowbank(canvas, (900, 460, 1400, 590))
    coats: tuple[Colour, ...] = ((96, 74, 52), (40, 37, 36), (136, 114, 86), (104, 98, 92))
    places = ((560, 610, 0.72), (1010, 620, 0.74), (330, 680, 0.95), (720, 730, 1.1))
    for k, (x, y, size) in enumerate(places):
        _dog(canvas, (x + dice.uniform(-30, 30), y), size, coats[k], dice.choice((-1, 1)))
    for left in (90, 860):
        snowbank(canvas, (left - 200, 860, left + 340, 1030))
    return Camera(blur=1.1, grain=0.06)


def _dog(canvas: Canvas, foot: Point, size: float, coat: Colour, side: int) -> None:
    dice, (x, y) = canvas.dice, foot

    def put(points: Sequence[Point]) -> list[Point]:
        return [(x + side * a * size, y + b * size) for a, b in points]

    dark = mixed(coat, (8, 8, 10), 0.55)
    canvas.shadow(put(oval((-84, -8, 96, 14))), 0.4, 8)
    for a, lean in ((-58, -14), (-46, 10), (42, -12), (54, 12)):
        leg = [(a - 9, -52), (a + 9, -52), (a + lean * 0.3 + 5, -24), (a + lean + 6, 2), (a + lean - 3, 4),
            (a + lean * 0.3 - 6, -24)]
        canvas.shape(smooth(put(leg), 1), coat if lean > 0 else dark, bottom=dark)
    body = [(-78, -72), (-40, -84), (14, -78), (46, -90), (74, -84), (78, -58), (58, -36), (14, -42), (-22, -52),
        (-52, -42), (-78, -48)]
    canvas.shape(smooth(canvas.ragged(put(body), 3 * size, times=1)), mixed(coat, (255, 255, 255), 0.16),
        bottom=dark, rough=0.1, cell=4, soft=1)
    drop = dice.uniform(-6, 26)
    head = [(56, -88), (74, -112 + drop * 0.5), (96, -118 + drop), (112, -106 + drop), (132, -98 + drop),
        (132, -90 + drop), (106, -84 + drop), (84, -68)]
    canvas.shape(smooth(put(head)), mixed(coat, (255, 255, 255), 0.1), bottom=dark, rough=0.1, cell=4, soft=1)
    canvas.shape(smooth(put([(84, -112 + drop), (86, -132 + drop), (98, -116 + drop)]), 1), dark)
    canvas.shape(smooth(put([(-70, -74), (-92, -84), (-112, -110), (-104, -116), (-84, -94), (-66, -82)]), 2), dark,
        soft=1)
