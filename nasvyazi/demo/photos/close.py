"""Things seen from near, inside and outside a house."""

# Coordinates are read as a picture is, a shape to a line:
# fmt: off
from __future__ import annotations

from math import cos, sin

from nasvyazi.demo.photos.canvas import Camera, Canvas, Colour, Point, mixed, oval, smooth


def cracks(canvas: Canvas) -> Camera:
    """Last summer's asphalt, cracked: taken from the height of one's eyes, a boot in the corner."""
    dice = canvas.dice
    canvas.gradient((0, 0, 1280, 960), (112, 112, 114), (92, 92, 94))
    canvas.roughen((0, 0, 1280, 960), 120, 0.07, wide=1.8)
    canvas.roughen((0, 0, 1280, 960), 3.4, 0.12, wide=1.3)
    centre = (640 + dice.uniform(-90, 90), 440 + dice.uniform(-60, 60))
    canvas.glow(centre, (430, 280), (84, 82, 80), 0.6)
    _net(canvas, centre)
    for angle in (0.15, 3.3, 4.6 + dice.uniform(-0.3, 0.3)):
        _crack(canvas, (centre[0] + cos(angle) * 180, centre[1] + sin(angle) * 130), angle, 26, 6)
    x, y = centre
    hole = smooth(canvas.ragged(oval((x - 110, y - 60, x + 90, y + 70), 9), 40, times=1), 1)
    canvas.shape(hole, (60, 57, 54), bottom=(98, 93, 87), rough=0.14, cell=7, soft=2)
    for _ in range(34):
        size, pebble = dice.uniform(4, 12), (dice.gauss(x, 130), dice.gauss(y + 20, 80))
        stone = oval((pebble[0] - size, pebble[1] - size * 0.7, pebble[0] + size, pebble[1] + size * 0.7), 7)
        canvas.shape([(a + 2, b + 3) for a, b in stone], (44, 43, 42))
        canvas.shape(canvas.ragged(stone, size * 0.3, times=1), mixed((128, 125, 121), (78, 76, 74), dice.random()))
    canvas.shape(canvas.ragged([(-20, 840), (360, 900), (700, 980), (-20, 980)], 30), (206, 210, 216),
        bottom=(186, 190, 198), rough=0.08, cell=7, soft=5)
    _boot(canvas, (1040, 960))
    return Camera(lean=(128, 128, 126))


def _net(canvas: Canvas, centre: Point) -> None:
    """Plates of broken asphalt, like scales: whole at the sides, broken in the middle."""
    dice, cell = canvas.dice, 84
    nodes = {(column, row): (column * cell + dice.uniform(-28, 28),
        row * cell * 0.8 + dice.uniform(-22, 22)) for column in range(-1, 17) for row in range(-1, 15)}
    for (column, row), (x, y) in nodes.items():
        for other in ((column + 1, row), (column, row + 1)):
            far = ((x - centre[0]) / 430) ** 2 + ((y - centre[1]) / 290) ** 2
            if other not in nodes or dice.random() < far:
                continue
            u, v = nodes[other]
            middle = ((x + u) / 2 + dice.uniform(-13, 13), (y + v) / 2 + dice.uniform(-11, 11))
            width = dice.uniform(2.5, 7.5) * (1.15 - far * 0.6)
            canvas.stroke([(x - 1.5, y - 2), (middle[0] - 1.5, middle[1] - 2), (u - 1.5, v - 2)], (140, 138, 135),
                width + 1.5)
            canvas.stroke([(x, y), middle, (u, v)], (38, 37, 36), width)


def _crack(canvas: Canvas, start: Point, angle: float, steps: int, width: float) -> None:
    """One long crack: a dark line with a light edge."""
    dice, (x, y) = canvas.dice, start
    points = [start]
    for _ in range(steps):
        turn = angle + dice.uniform(-0.9, 0.9)
        x, y = x + cos(turn) * dice.uniform(14, 34), y + sin(turn) * dice.uniform(12, 26)
        points.append((x, y))
    canvas.stroke([(a - 1.5, b - 2) for a, b in points], (136, 134, 132), width + 2)
    canvas.stroke(points, (38, 37, 37), width)


def _boot(canvas: Canvas, heel: Point) -> None:
    x, y = heel
    canvas.shadow(oval((x - 110, y - 180, x + 140, y + 80)), 0.55, 14)
    canvas.shape(smooth([(x - 84, y + 30), (x - 92, y - 110), (x - 55, y - 172), (x + 10, y - 182),
        (x + 62, y - 130), (x + 82, y + 30)]), (52, 46, 42), bottom=(28, 26, 24), soft=1.5)
    canvas.shape(smooth([(x - 70, y - 90), (x - 50, y - 150), (x + 6, y - 160), (x + 44, y - 120),
        (x + 16, y - 104)]), (84, 76, 70), soft=5, opacity=0.7)
    for k in range(3):
        canvas.stroke([(x - 48, y - 92 + k * 30), (x + 38, y - 100 + k * 32)], (140, 130, 116), 5)


def icicles(canvas: Canvas) -> Camera:
    """Icicles over the pavement, seen from below."""
    dice = canvas.dice
    canvas.gradient((0, 0, 960, 1280), (168, 182, 200), (214, 220, 226))
    canvas.roughen((0, 0, 960, 1280), 150, 0.04, wide=1.6)
    wall: Colour = (158, 122, 100)
    canvas.shape([(0, 430), (760, 560), (760, 1280), (0, 1280)], wall, bottom=mixed(wall, (30, 28, 30), 0.3),
        rough=0.07, cell=9, wide=2)
    for row in range(24):
        y = 450 + row * 36
        canvas.stroke([(0, y), (760, y + 130 - row * 4)], mixed(wall, (210, 200, 190), 0.3), 2)
    for left, top in ((90, 640), (430, 690)):
        canvas.shape([(left, top), (left + 210, top + 26), (left + 210, top + 330), (left, top + 320)],
            (216, 216, 212), bottom=(188, 188, 186))
        canvas.shape([(left + 14, top + 18), (left + 196, top + 40), (left + 196, top + 314),
            (left + 14, top + 304)], (76, 92, 110), bottom=(40, 48, 60), rough=0.05, cell=60)
        canvas.stroke([(left + 118, top + 30), (left + 118, top + 312)], (206, 206, 202), 9)
    canvas.shape([(0, 300), (860, 470), (860, 540), (0, 400)], (96, 92, 92), bottom=(58, 56, 60), rough=0.07)
    canvas.shape([(0, 392), (858, 536), (760, 580), (0, 470)], (64, 60, 62), bottom=(48, 46, 50), soft=6)
    snow = [(0, 190), (300, 240), (560, 330), (880, 430), (900, 486), (0, 330)]
    canvas.shape(canvas.ragged(snow, 22), (236, 240, 246), bottom=(186, 198, 216), rough=0.06, cell=24, soft=2)
    x = 6.0
    while x < 856:
        near = 1 - x / 1000
        length = dice.uniform(30, 330) * near * dice.choice((0.4, 0.7, 1.0, 1.15))
        wide = 7 + length * 0.05
        eave = 330 + x * 0.187
        icicle = [(x - wide, eave), (x + wide, eave + 4), (x + wide * 0.45, eave + length * 0.6),
            (x + 1, eave + length), (x - wide * 0.4, eave + length * 0.55)]
        canvas.shape(icicle, (206, 220, 232), bottom=(168, 190, 210), soft=1, opacity=0.88)
        canvas.stroke([(x - wide * 0.3, eave + 4), (x, eave + length * 0.8)], (246, 250, 252), 2)
        canvas.stroke([(x + wide * 0.5, eave + 4), (x + 2, eave + length * 0.7)], (120, 142, 166), 2)
        x += dice.uniform(14, 34)
    return Camera(lean=(125, 128, 133))


def entrance(canvas: Canvas) -> Camera:
    """An entrance whose door does not close."""
    dice = canvas.dice
    wall: Colour = dice.choice(((176, 166, 148), (150, 158, 160), (182, 160, 132)))
    canvas.gradient((0, 0, 960, 1280), wall, mixed(wall, (40, 40, 44), 0.25))
    canvas.roughen((0, 0, 960, 1280), 60, 0.06)
    canvas.roughen((0, 0, 960, 1280), 5, 0.04)
    for _ in range(9):
        x, y, size = (dice.uniform(0, 960), dice.choice((dice.uniform(60, 300), dice.uniform(800, 1080))),
            dice.uniform(30, 110))
        patch = canvas.ragged(oval((x - size, y - size * 0.6, x + size, y + size * 0.6), 8), size * 0.4)
        canvas.shape(patch, (132, 122, 112), bottom=(110, 100, 92), rough=0.1, cell=7, soft=1.5)
    canvas.shape([(150, 120), (860, 120), (920, 210), (90, 210)], (120, 122, 124), bottom=(84, 86, 90), rough=0.09)
    canvas.shape([(140, 92), (864, 92), (872, 130), (140, 130)], (226, 230, 236), bottom=(190, 198, 210), soft=3)
    canvas.shadow([(110, 206), (900, 206), (880, 320), (140, 320)], 0.5, 24)
    canvas.shape([(250, 290), (720, 290), (720, 1090), (250, 1090)], (20, 19, 20), bottom=(46, 40, 36))
    canvas.glow((520, 620), (200, 300), (96, 80, 56), 0.6)
    door: Colour = dice.choice(((88, 66, 50), (64, 82, 74), (92, 40, 38)))
    leaf: list[Point] = [(250, 290), (560, 338), (560, 1136), (250, 1090)]
    canvas.shadow([(x + 26, y + 6) for x, y in leaf], 0.5, 16)
    canvas.shape(leaf, mixed(door, (255, 255, 255), 0.12), bottom=mixed(door, (0, 0, 0), 0.3), rough=0.09, cell=30,
        wide=0.3)
    for top in (390, 760):
        canvas.shape([(300, top), (512, top + 26), (512, top + 300), (300, top + 284)], mixed(door, (0, 0, 0),
            0.22), bottom=door, rough=0.09)
    for box in ((270, 990, 420, 1080), (430, 420, 520, 500), (480, 1020, 556, 1110)):
        canvas.shape(canvas.ragged(oval(box, 9), 30), (126, 112, 98), bottom=(104, 92, 82), rough=0.23, cell=4)
    canvas.ellipse((524, 690, 548, 740), (40, 40, 42))
    canvas.stroke([(536, 700), (536, 640)], (180, 182, 184), 9)
    canvas.shape([(770, 560), (850, 566), (850, 690), (770, 686)], (86, 90, 96), bottom=(60, 62, 68))
    for row in range(4):
        for column in range(3):
            x, y = 784 + column * 20, 600 + row * 20
            canvas.shape([(x, y), (x + 12, y), (x + 12, y + 12), (x, y + 12)], (176, 178, 180))
    for k, shade in enumerate((150, 134, 118)):
        y = 1090 + k * 60
        canvas.shape([(150 - k * 80, y), (800 + k * 80, y), (840 + k * 90, y + 62), (110 - k * 90, y + 62)],
            (shade + 26,) * 3, bottom=(shade - 20,) * 3, rough=0.14, cell=5)
    for box in ((-60, 1120, 330, 1300), (700, 1150, 1040, 1320)):
        canvas.shape(canvas.ragged(oval(box, 12), 30), (222, 226, 232), bottom=(176, 184, 198), rough=0.09, cell=8,
            soft=4)
    return Camera(lean=(130, 128, 125))


def cellar(canvas: Canvas) -> Camera:
    """A flooded cellar in the light of a phone."""
    canvas.gradient((0, 0, 1280, 960), (52, 48, 42), (34, 32, 30))
    back = [(380, 250), (900, 250), (900, 560), (380, 560)]
    canvas.shape([(0, 0), (380, 250), (380, 560), (0, 760)], (70, 64, 56), bottom=(48, 44, 40), rough=0.16, cell=14,
        wide=2)
    canvas.shape([(1280, 0), (900, 250), (900, 560), (1280, 760)], (62, 57, 50), bottom=(44, 40, 37), rough=0.16,
        cell=14, wide=2)
    canvas.shape([(x, y) for x, y in back], (56, 51, 45), bottom=(40, 37, 34), rough=0.14, cell=10, wide=2)
    canvas.shape([(0, 0), (1280, 0), (900, 250), (380, 250)], (46, 43, 39), bottom=(60, 56, 50), rough=0.11,
        cell=12)
    canvas.shape([(380, 540), (900, 540), (1280, 740), (1280, 960), (0, 960), (0, 740)], (52, 50, 44),
        bottom=(30, 30, 28), rough=0.11, cell=7, wide=7)
    for top, width, colour in ((110, 46, (128, 120, 108)), (196, 30, (108, 78, 56)), (250, 22, (116, 112, 104))):
        canvas.stroke([(-20, top + 60), (390, top + 190 - top * 0.1)], mixed(colour, (20, 18, 16), 0.4), width + 8)
        canvas.stroke([(-20, top + 54), (390, top + 186 - top * 0.1)], colour, width * 0.6)
    canvas.stroke([(1290, 300), (896, 380)], (60, 46, 38), 34)
    canvas.stroke([(1290, 292), (896, 376)], (126, 92, 66), 18)
    canvas.stroke([(1080, 340), (1080, 700)], (56, 44, 38), 26)
    canvas.stroke([(1074, 340), (1074, 700)], (118, 96, 74), 10)
    canvas.shape([(1064, 700), (1096, 700), (1110, 880), (1050, 880)], (90, 74, 58), soft=12, opacity=0.5)
    for _ in range(26):
        x, y = canvas.dice.uniform(80, 1200), canvas.dice.uniform(580, 930)
        wide = (y - 500) * 0.35
        canvas.ellipse((x - wide, y - wide * 0.05, x + wide, y + wide * 0.05), (150, 144, 128), soft=3,
            opacity=0.28)
    for x, y, size in ((300, 800, 46), (760, 700, 26), (930, 850, 40)):
        canvas.shape(canvas.ragged(oval((x - size, y - size * 0.4, x + size, y + size * 0.3), 9), size * 0.2),
            (176, 170, 154), bottom=(96, 90, 80), rough=0.14)
    canvas.glow((620, 470), (560, 430), (214, 200, 164), 0.42)
    canvas.glow((610, 690), (260, 90), (250, 240, 210), 0.5)
    canvas.shadow([(-100, -100), (1380, -100), (1380, 90), (-100, 60)], 0.7, 60, (6, 6, 6))
    return Camera(blur=1.2, grain=0.12, corners=0.6, lean=(134, 129, 118))


def flowers(canvas: Canvas) -> Camera:
    """A flower bed at the entrance, from last summer."""
    dice = canvas.dice
    canvas.gradient((0, 0, 1280, 330), (150, 168, 130), (96, 124, 74))
    canvas.roughen((0, 0, 1280, 330), 40, 0.2)
    canvas.shape([(0, 120), (1280, 90), (1280, 330), (0, 340)], (190, 178, 160), bottom=(150, 140, 126), rough=0.07,
        cell=18)
    for left in range(-20, 1300, 96):
        canvas.shape([(left, 150), (left + 60, 148), (left + 60, 240), (left, 242)], (92, 104, 116),
            bottom=(64, 74, 84))
    canvas.gradient((0, 320, 1280, 960), (72, 84, 48), (44, 40, 28))
    canvas.roughen((0, 320, 1280, 960), 5, 0.25)
    for row in range(15):
        near = row / 14
        y = 350 + near * 560
        size = 7 + near * 30
        for _ in range(34 - row):
            x = dice.uniform(-20, 1300)
            leaf = mixed((64, 112, 48), (120, 160, 70), dice.random())
            canvas.ellipse((x - size * 0.9, y - size * 0.3, x + size * 0.9, y + size * 0.6),
                mixed(leaf, (20, 30, 14), 0.35))
            if dice.random() < 0.62:
                _flower(canvas, x, y - size * dice.uniform(0.3, 1.1), size * dice.uniform(0.5, 0.75))
    canvas.shadow([(0, 860), (1280, 880), (1280, 980), (0, 980)], 0.5, 40, (16, 18, 10))
    canvas.glow((980, 280), (520, 420), (255, 244, 200), 0.3)
    return Camera(blur=0.9, grain=0.04, lean=(136, 131, 118))


def _flower(canvas: Canvas, x: float, y: float, size: float) -> None:
    dice = canvas.dice
    petal: Colour = dice.choice(((206, 52, 62), (228, 120, 40), (240, 196, 52), (226, 112, 158), (240, 236, 226),
        (150, 70, 150)))
    outline = canvas.ragged(oval((x - size, y - size * 0.8, x + size, y + size * 0.8), 9), size * 0.35, times=1)
    canvas.shape([(a + size * 0.1, b + size * 0.22) for a, b in outline], mixed(petal, (30, 10, 10), 0.6))
    canvas.shape(outline, petal)
    canvas.shape(oval((x - size * 0.5, y - size * 0.5, x + size * 0.3, y + size * 0.2), 10),
        mixed(petal, (255, 255, 255), 0.22))
    canvas.shape(oval((x - size * 0.22, y - size * 0.2, x + size * 0.22, y + size * 0.18), 8), (150, 100, 30))


def thermometer(canvas: Canvas) -> Camera:
    """Fourteen degrees in the nursery: a thermometer on the wallpaper."""
    paper: Colour = (206, 196, 176)
    canvas.gradient((0, 0, 960, 1280), paper, mixed(paper, (90, 80, 66), 0.3))
    for k in range(13):
        x = k * 80 - 10
        canvas.shape([(x, -10), (x + 34, -10), (x + 34, 1290), (x, 1290)], mixed(paper, (168, 150, 122), 0.5),
            opacity=0.35)
        for y in range(k % 2 * 60, 1300, 120):
            canvas.ellipse((x + 44, y, x + 70, y + 40), mixed(paper, (150, 120, 90), 0.5), soft=2, opacity=0.5)
    canvas.roughen((0, 0, 960, 1280), 4, 0.025)
    canvas.shadow([(356, 200), (640, 214), (640, 1090), (356, 1080)], 0.5, 22, (60, 48, 36))
    canvas.shape([(330, 170), (600, 180), (604, 1060), (334, 1056)], (236, 232, 222), bottom=(206, 200, 188),
        rough=0.02)
    canvas.shape([(442, 250), (490, 251), (492, 960), (444, 960)], (248, 248, 244), bottom=(224, 222, 214))
    for step in range(11):
        degrees, y = 40 - step * 5, 290 + step * 58
        canvas.stroke([(500, y), (548 if step % 2 == 0 else 530, y)], (60, 56, 52), 3)
        canvas.stroke([(386 if step % 2 == 0 else 404, y), (434, y)], (60, 56, 52), 3)
        if step % 2 == 0:
            canvas.text((574, y), str(degrees), 38, (50, 46, 44))
    level = 290 + (40 - 14) / 5 * 58
    canvas.shape([(460, level), (472, level), (472, 960), (460, 960)], (176, 26, 30))
    canvas.ellipse((436, 930, 498, 996), (150, 18, 24))
    canvas.ellipse((448, 942, 468, 962), (226, 130, 126), soft=3)
    canvas.shape([(452, 256), (458, 256), (460, 950), (454, 950)], (255, 255, 255), soft=2, opacity=0.8)
    canvas.glow((240, 300), (520, 560), (255, 240, 206), 0.35)
    return Camera(blur=1.0, grain=0.09, corners=0.45, lean=(136, 129, 116))


def rusty_water(canvas: Canvas) -> Camera:
    """Brown water in a white bath, taken from above."""
    tile: Colour = (198, 208, 208)
    canvas.gradient((0, 0, 1280, 300), tile, mixed(tile, (110, 116, 118), 0.2))
    for seam in range(30, 1300, 150):
        canvas.stroke([(seam, 0), (seam, 300)], (158, 166, 166), 3)
    for seam in (50, 190):
        canvas.stroke([(0, seam), (1280, seam)], (158, 166, 166), 3)
    canvas.shape([(-20, 270), (1300, 262), (1300, 980), (-20, 980)], (238, 238, 235), bottom=(218, 217, 212),
        soft=2)
    hollow: list[Point] = [(330, 330), (960, 324), (1180, 980), (90, 980)]
    canvas.shadow(smooth(hollow), 0.35, 14, (96, 88, 78))
    canvas.shape(smooth(hollow), (176, 170, 160), bottom=(226, 222, 214), soft=5)
    water: list[Point] = [(392, 450), (900, 444), (1096, 1010), (180, 1010)]
    canvas.shape(smooth(water), (170, 122, 64), bottom=(112, 66, 26), rough=0.05, cell=40, wide=3, soft=6)
    canvas.shape([(420, 470), (880, 464), (920, 560), (390, 566)], (206, 168, 116), soft=26, opacity=0.4)
    for _ in range(16):
        near = canvas.dice.random()
        x, y, wide = 640 + canvas.dice.uniform(-1, 1) * (150 + near * 240), 520 + near * 420, 20 + near * 70
        canvas.ellipse((x - wide, y - wide * 0.14, x + wide, y + wide * 0.14), (214, 172, 112), soft=4 + near * 5,
            opacity=0.35)
    for inner, part in ((0, 0.9), (18, 0.5), (34, 0.9)):
        canvas.ellipse((560 + inner, 486 + inner * 0.4, 730 - inner, 546 - inner * 0.4), mixed((224, 186, 128),
            (150, 100, 50), part), soft=4, opacity=0.7)
    canvas.shape([(622, 330), (664, 330), (668, 512), (618, 512)], (186, 136, 76), bottom=(206, 160, 100), soft=4,
        opacity=0.9)
    canvas.shadow([(560, 236), (740, 236), (760, 300), (560, 300)], 0.35, 12)
    tap: list[Point] = [(570, 150), (716, 150), (726, 216), (680, 226), (676, 344), (608, 344), (604, 226),
        (560, 216)]
    canvas.shape(smooth(tap, 1), (226, 230, 234), bottom=(112, 120, 128), soft=1)
    canvas.shape([(626, 160), (642, 160), (644, 330), (628, 330)], (252, 254, 255), soft=3, opacity=0.8)
    for left in (500, 730):
        canvas.shape(smooth(oval((left, 136, left + 66, 210), 8), 1), (220, 226, 230), bottom=(104, 110, 118), soft=1)
    canvas.glow((1010, 640), (60, 240), (255, 255, 252), 0.5)
    return Camera(blur=1.0, grain=0.05, corners=0.2, lean=(134, 130, 120))
