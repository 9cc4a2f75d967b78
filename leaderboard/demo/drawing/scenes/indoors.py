"""Backdrops under a roof, and plain ones. Each returns the y of the ground on which things stand at the back."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.demo.drawing.geometry import circle
from leaderboard.demo.drawing.scenes.scene import FAR, MIDDLE, Glow, Sketch
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed

WALLS: tuple[Rgb, ...] = (
    (226, 206, 176),
    (188, 206, 196),
    (222, 186, 168),
    (176, 194, 212),
    (232, 216, 188),
    (196, 178, 164),
)


def _wall(sketch: Sketch, floor: float) -> Rgb:
    wall = WALLS[int(sketch.rng.integers(len(WALLS)))]
    lit = sketch.lit(wall, FAR + 60)
    sketch.sky = [(0.0, mixed(lit, (40, 30, 60), 0.16)), (floor, lit), (1.0, lit)]
    return wall


def _window(sketch: Sketch, x: float, y: float, width: float, height: float) -> None:
    """A window with the light that falls through it."""
    night = sketch.air.is_night
    pane: Rgb = (44, 58, 110) if night else (212, 234, 240)
    sketch.box((246, 240, 228), x - 0.016, y - 0.016, x + width + 0.016, y + height + 0.016, FAR)
    sketch.box(pane, x, y, x + width, y + height, FAR + 4, lit=False)
    if not night:
        points = [
            (x, y + height),
            (x, y + height * 0.7),
            (x + width * 0.3, y + height * 0.54),
            (x + width * 0.6, y + height * 0.68),
            (x + width, y + height * 0.6),
            (x + width, y + height),
        ]
        sketch.fill((150, 190, 150), points, FAR + 6, lit=False)
        sketch.glows.append(Glow(x + width / 2, y + height / 2, 0.6, (255, 246, 220), 0.42))
    for share in (1 / 3, 2 / 3):
        sketch.fill((246, 240, 228), [(x + width * share, y), (x + width * share, y + height)], FAR + 8, 0.009)
    sketch.fill((246, 240, 228), [(x, y + height / 2), (x + width, y + height / 2)], FAR + 8, 0.009)
    sketch.box((228, 214, 190), x - 0.03, y + height + 0.012, x + width + 0.03, y + height + 0.035, FAR + 10)


def _beam(sketch: Sketch, floor: float) -> None:
    """A patch of window light on wall and floor."""
    if not sketch.air.is_night:
        wall = sketch.sky[-1][1]
        sketch.fill(
            mixed(wall, (255, 248, 214), 0.5),
            [(0.42, 0.2), (0.62, 0.14), (0.8, floor), (0.56, floor)],
            FAR - 2,
            lit=False,
        )


def _boards(sketch: Sketch, floor: float, rgb: Rgb) -> None:
    a = sketch.aspect
    sketch.box(rgb, 0, floor, a, 1, MIDDLE - 20)
    sketch.box(mixed(rgb, (60, 40, 40), 0.4), 0, floor - 0.022, a, floor, MIDDLE - 18)
    for n in range(-8, 9):
        sketch.fill(
            mixed(rgb, (60, 36, 40), 0.25), [(a / 2 + n * 0.09, floor), (a / 2 + n * 0.24, 1.0)], MIDDLE - 10, 0.004
        )


def room(sketch: Sketch) -> float:
    """A living room, reading room or gallery."""
    floor = 0.68
    wall = _wall(sketch, floor)
    _beam(sketch, floor)
    a = sketch.aspect
    sketch.box(mixed(wall, (90, 110, 110), 0.35), 0, 0.52, a, floor, FAR - 1)
    _window(sketch, 0.12, 0.12, 0.26, 0.34)
    sketch.subject("shelf", Look(4), a - 0.2, floor, 0.46, FAR + 40, shadow=False)
    _picture(sketch, a * 0.52, 0.16)
    _boards(sketch, floor, (186, 140, 100))
    sketch.fill((196, 92, 84), _ellipse(a / 2, 0.86, 0.42, 0.09), MIDDLE - 6)
    sketch.fill((226, 178, 130), _ellipse(a / 2, 0.86, 0.34, 0.066), MIDDLE - 5)
    sketch.subject("potted plant", Look(1), 0.07, floor + 0.04, 0.26, MIDDLE)
    if sketch.air.is_night:
        sketch.subject("lamp", Look(1), a * 0.72, floor + 0.02, 0.34, MIDDLE)
        sketch.glows.append(Glow(a * 0.72, floor - 0.22, 0.4, (255, 206, 120), 0.7))
    return 0.76


def _picture(sketch: Sketch, x: float, y: float) -> None:
    sketch.box((150, 104, 66), x - 0.09, y, x + 0.09, y + 0.2, FAR)
    sketch.box((240, 230, 208), x - 0.075, y + 0.015, x + 0.075, y + 0.185, FAR + 2)
    sketch.fill(
        (120, 160, 150),
        [(x - 0.06, y + 0.17), (x - 0.01, y + 0.07), (x + 0.02, y + 0.11), (x + 0.06, y + 0.17)],
        FAR + 3,
    )
    sketch.fill((230, 150, 80), _ellipse(x + 0.03, y + 0.06, 0.018, 0.018), FAR + 3)


def _ellipse(x: float, y: float, across: float, down: float) -> list[tuple[float, float]]:
    return [(x + across * px, y + down * py) for px, py in circle(36)]


def kitchen(sketch: Sketch) -> float:
    """A kitchen or café with a window, tiles and a shelf of pots."""
    floor = 0.72
    wall = _wall(sketch, floor)
    _beam(sketch, floor)
    a = sketch.aspect
    for row in range(3):
        for n in range(14):
            rgb = mixed(wall, ((120, 160, 170), (250, 246, 236), (206, 132, 100))[(n * 2 + row) % 3], 0.4)
            sketch.box(
                rgb, n / 14 * a + 0.003, 0.5 + row * 0.075, (n + 1) / 14 * a - 0.003, 0.572 + row * 0.075, FAR - 2
            )
    _window(sketch, 0.08, 0.1, 0.28, 0.34)
    sketch.box((142, 98, 64), a * 0.56, 0.34, a * 0.97, 0.362, FAR + 10)
    for n, (name, height) in enumerate((("pot", 0.12), ("jug", 0.13), ("cup", 0.07), ("bottle", 0.15))):
        sketch.subject(name, Look(n), a * (0.61 + 0.1 * n), 0.34, height, FAR + 8, shadow=False)
    _boards(sketch, floor, (176, 132, 94))
    _lamp(sketch, a * 0.5)
    return 0.78


def _lamp(sketch: Sketch, x: float) -> None:
    sketch.fill((70, 60, 60), [(x, 0), (x, 0.08)], FAR + 10, 0.006)
    sketch.fill((196, 84, 66), [(x - 0.03, 0.08), (x + 0.03, 0.08), (x + 0.075, 0.14), (x - 0.075, 0.14)], FAR + 12)
    sketch.glows.append(Glow(x, 0.16, 0.4, (255, 220, 150), 0.6 if sketch.air.is_night else 0.25))


def workshop(sketch: Sketch) -> float:
    """A workshop with tools on the wall and a bench."""
    floor = 0.7
    wall = _wall(sketch, floor)
    _beam(sketch, floor)
    a = sketch.aspect
    _window(sketch, a * 0.06, 0.12, 0.24, 0.3)
    sketch.box(mixed(wall, (120, 84, 60), 0.5), a * 0.52, 0.12, a * 0.96, 0.46, FAR - 2)
    for n in range(6):
        x = a * 0.56 + n * a * 0.07
        sketch.fill((92, 70, 56), [(x, 0.17), (x, 0.36)], FAR + 4, 0.012)
        sketch.box((150, 156, 164), x - 0.02, 0.17 + 0.03 * (n % 2), x + 0.02, 0.21 + 0.03 * (n % 2), FAR + 5)
    sketch.box((150, 108, 72), 0, 0.6, a, 0.635, FAR + 30)
    sketch.box((112, 78, 56), 0, 0.635, a, floor, FAR + 28)
    for n, name in enumerate(("pot", "box", "bottle", "crate")):
        sketch.subject(name, Look(n), a * (0.1 + 0.28 * n), 0.6, 0.1, FAR + 32, shadow=False)
    _boards(sketch, floor, (172, 146, 122))
    _lamp(sketch, a * 0.42)
    return 0.77


def temple_hall(sketch: Sketch) -> float:
    """A dim hall with pillars."""
    floor = 0.7
    _wall(sketch, floor)
    a = sketch.aspect
    for n in range(5):
        x = a * (0.02 + 0.24 * n)
        sketch.box((156, 62, 50), x - 0.03, 0, x + 0.03, floor, FAR)
        sketch.box((206, 168, 92), x - 0.045, 0.08, x + 0.045, 0.12, FAR + 2)
    sketch.box((92, 52, 46), 0, 0, a, 0.08, FAR + 4)
    _boards(sketch, floor, (146, 112, 92))
    sketch.glows.append(Glow(a * 0.5, 0.4, 0.5, sketch.air.glow, 0.4))
    return 0.76


def stage(sketch: Sketch) -> float:
    """A stage between curtains, in a spotlight."""
    a = sketch.aspect
    sketch.sky = [(0.0, (40, 26, 58)), (0.7, (92, 52, 84)), (1.0, (60, 36, 60))]
    sketch.fill((150, 104, 116), [(a * 0.44, 0), (a * 0.56, 0), (a * 0.84, 0.78), (a * 0.16, 0.78)], 8, lit=False)
    sketch.box((156, 104, 72), 0, 0.76, a, 1, MIDDLE - 20)
    sketch.fill((226, 186, 132), _ellipse(a / 2, 0.84, 0.38, 0.07), MIDDLE - 10)
    for side in (0, 1):
        for n in range(5):
            left = n * 0.04 if side == 0 else a - n * 0.04 - 0.05
            sketch.box((176, 40, 52) if n % 2 else (146, 30, 44), left, 0, left + 0.05, 0.84 - n * 0.01, MIDDLE)
    for n in range(8):
        sketch.fill((176, 40, 52), _ellipse(a * (n + 0.5) / 8, 0.02, a / 15, 0.09), MIDDLE + 1)
    sketch.glows.append(Glow(a / 2, 0.5, 0.55, (255, 224, 160), 0.5))
    return 0.82


def sports_hall(sketch: Sketch) -> float:
    """A court before a crowd."""
    a = sketch.aspect
    sketch.sky = [(0.0, (44, 52, 84)), (0.6, (92, 104, 140)), (1.0, (92, 104, 140))]
    for row in range(6):
        for n in range(26):
            rgb = ((214, 96, 84), (232, 206, 150), (92, 140, 176), (120, 104, 140), (226, 226, 226))[
                int(sketch.rng.integers(5))
            ]
            sketch.fill(
                mixed(rgb, (60, 64, 100), 0.35),
                _ellipse((n + 0.5 * (row % 2)) / 25 * a, 0.2 + row * 0.06, 0.017, 0.021),
                FAR - 20 + row,
            )
    sketch.box((232, 232, 230), 0, 0.56, a, 0.62, FAR + 30)
    sketch.box((206, 74, 66), 0, 0.575, a, 0.605, FAR + 31)
    sketch.box((216, 160, 102), 0, 0.62, a, 1, MIDDLE - 20)
    for n in range(-8, 9):
        sketch.fill((196, 138, 84), [(a / 2 + n * 0.1, 0.62), (a / 2 + n * 0.26, 1.0)], MIDDLE - 16, 0.004)
    sketch.fill((246, 240, 230), [(0, 0.72), (a, 0.7)], MIDDLE - 12, 0.01)
    sketch.fill((246, 240, 230), _ellipse(a / 2, 0.9, 0.36, 0.1), MIDDLE - 12, 0.008)
    return 0.72


STUDIOS: tuple[Rgb, ...] = ((214, 226, 222), (236, 218, 202), (206, 216, 230), (232, 226, 208), (222, 208, 218))


def studio(sketch: Sketch, ground: Rgb | None = None) -> float:
    """A plain backdrop above a plain table, lit from the left."""
    a, rgb = sketch.aspect, ground or STUDIOS[int(sketch.rng.integers(len(STUDIOS)))]
    wall = mixed(rgb, (255, 252, 246), 0.5 if ground is None else 0.12 if sum(rgb) < 260 else 0.34)
    sketch.sky = [(0.0, mixed(wall, (50, 50, 80), 0.12)), (0.5, wall), (1.0, wall)]
    sketch.box(rgb, 0, 0.68, a, 1, MIDDLE - 20)
    sketch.glows.append(Glow(a * 0.36, 0.3, 0.9, (255, 250, 236), 0.5))
    return 0.72


def cloth_from_above(sketch: Sketch, ground: Rgb | None = None) -> float:
    """A table seen from straight above, with a cloth on it."""
    a = sketch.aspect
    wood = ((142, 98, 68), (92, 106, 112), (176, 134, 92))[int(sketch.rng.integers(3))]
    sketch.sky = [(0.0, wood), (1.0, mixed(wood, (30, 20, 30), 0.2))]
    for n in range(1, 6):
        sketch.fill(mixed(wood, (40, 24, 24), 0.3), [(0, n / 6), (a, n / 6)], 6, 0.004)
    rgb = ground or (240, 232, 214)
    sketch.box(mixed(rgb, (60, 40, 60), 0.35), 0.07, 0.075, a - 0.045, 0.965, 10)
    sketch.box(rgb, 0.055, 0.055, a - 0.055, 0.945, 12)
    for inset in (0.08, 0.098):
        edge = [(inset, inset), (a - inset, inset), (a - inset, 1 - inset), (inset, 1 - inset), (inset, inset)]
        sketch.fill(mixed(rgb, (186, 66, 60), 0.6), edge, 14, 0.006)
    return 0.5


def mural(sketch: Sketch, ground: Rgb | None = None) -> float:
    """A plain field within an ornamented border."""
    a, rng = sketch.aspect, sketch.rng
    rgb = ground or ((236, 222, 190), (206, 222, 216), (240, 214, 178), (52, 74, 96))[int(rng.integers(4))]
    border = ((44, 108, 116), (164, 62, 52), (58, 72, 118), (186, 128, 58))[int(rng.integers(4))]
    sketch.sky = [(0.0, border), (1.0, border)]
    sketch.box(rgb, 0.075, 0.075, a - 0.075, 0.925, 10, lit=False)
    count = 14
    for n in range(count):
        t = (n + 0.5) / count
        for x, y in ((t * a, 0.037), (t * a, 0.963), (0.037, t), (a - 0.037, t)):
            tone: Rgb = (238, 192, 98) if n % 2 else (244, 232, 206)
            sketch.fill(tone, [(x, y - 0.024), (x + 0.024, y), (x, y + 0.024), (x - 0.024, y)], 12, lit=False)
    return 0.8


def page(sketch: Sketch, ground: Rgb | None = None) -> float:
    """A sheet of paper."""
    rgb = ground or (248, 243, 230)
    sketch.sky = [(0.0, rgb), (1.0, mixed(rgb, (120, 100, 80), 0.05))]
    return 0.8


INDOORS: dict[str, Callable[[Sketch], float]] = {
    "room": room, "kitchen": kitchen, "workshop": workshop, "temple hall": temple_hall, "stage": stage,
    "sports hall": sports_hall, "studio": studio, "page": page,
}  # fmt: skip
