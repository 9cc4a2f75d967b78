"""Backdrops of streets and houses. Each returns the y of the ground on which things stand at the back."""

from __future__ import annotations

from leaderboard.demo.drawing.scenes.land import disc, ground, ridge, scatter, sky
from leaderboard.demo.drawing.scenes.scene import FAR, MIDDLE, Glow, Sketch
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed

FACADES: tuple[Rgb, ...] = (
    (232, 168, 132),
    (242, 214, 158),
    (142, 186, 190),
    (222, 138, 122),
    (240, 230, 208),
    (168, 178, 208),
    (206, 196, 150),
)


def street(sketch: Sketch) -> float:
    """A row of house fronts along a paved street."""
    sky(sketch, 0.5, sun=not sketch.air.is_night)
    _fronts(sketch, 0.62)
    a = sketch.aspect
    sketch.box((178, 170, 162), 0, 0.62, a, 0.7, MIDDLE - 24)
    sketch.box((132, 128, 134), 0, 0.69, a, 1, MIDDLE - 20)
    for n in range(-6, 7):
        sketch.fill((116, 112, 120), [(a / 2 + n * 0.1, 0.69), (a / 2 + n * 0.34, 1.0)], MIDDLE - 10, 0.004)
    for y in (0.74, 0.81, 0.9):
        sketch.fill((116, 112, 120), [(0, y), (a, y)], MIDDLE - 10, 0.004)
    for x in (0.1, 0.9):
        sketch.subject("street lamp", Look(0, frozenset({"street"})), a * x, 0.72, 0.42, MIDDLE, shadow=False)
        if sketch.air.is_night:
            sketch.glows.append(Glow(a * x, 0.34, 0.3, (255, 206, 120), 0.7))
    return 0.72


def _fronts(sketch: Sketch, foot: float) -> None:
    x, n = -0.05, int(sketch.rng.integers(7))
    while x < sketch.aspect:
        width, height = float(sketch.rng.uniform(0.16, 0.24)), float(sketch.rng.uniform(0.3, 0.46))
        rgb, top = FACADES[n % len(FACADES)], foot - height
        sketch.box(rgb, x, top, x + width, foot, FAR + 12)
        sketch.fill(
            (164, 92, 74),
            [(x - 0.01, top), (x + width * 0.14, top - 0.06), (x + width * 0.86, top - 0.06), (x + width + 0.01, top)],
            FAR + 12,
        )
        for row in range(int(height / 0.12)):
            for column in (0.2, 0.58):
                shines = sketch.air.is_night and sketch.rng.uniform() < 0.6
                pane: Rgb = (255, 208, 120) if shines else (106, 138, 156)
                left, upper = x + width * column, top + 0.04 + row * 0.11
                sketch.box(
                    (246, 240, 226), left - 0.006, upper - 0.006, left + width * 0.22 + 0.006, upper + 0.066, FAR + 13
                )
                sketch.box(pane, left, upper, left + width * 0.22, upper + 0.06, FAR + 14, lit=not shines)
        sketch.box(mixed(rgb, (70, 40, 50), 0.6), x + width * 0.4, foot - 0.085, x + width * 0.6, foot, FAR + 15)
        x, n = x + width, n + 1


def village(sketch: Sketch) -> float:
    """Houses on a hillside with a path."""
    sky(sketch)
    ridge(sketch, (120, 152, 136), 0.46, 0.05, FAR - 26)
    ridge(sketch, (122, 160, 100), 0.54, 0.03, FAR - 6)
    for n, x in enumerate((0.1, 0.27, 0.74, 0.9)):
        sketch.subject(
            "house",
            Look(n),
            x * sketch.aspect,
            0.6 + 0.02 * (n % 2),
            0.2,
            FAR + 14,
            {"main": FACADES[n], "roof": FACADES[(n + 3) % 7]},
            shadow=False,
        )
    scatter(sketch, "tree", 4, 0.61, 0.02, 0.17, FAR + 16)
    ground(sketch, (148, 174, 96), 0.62)
    a = sketch.aspect
    sketch.fill(
        (226, 202, 160),
        [
            (0.5 * a, 0.63),
            (0.42 * a, 0.72),
            (0.56 * a, 0.8),
            (0.3 * a, 1.0),
            (0.72 * a, 1.0),
            (0.68 * a, 0.8),
            (0.5 * a, 0.71),
            (0.53 * a, 0.63),
        ],
        MIDDLE + 2,
    )
    return 0.68


def city(sketch: Sketch) -> float:
    """Towers behind a roof or a square."""
    sky(sketch)
    for row, (rgb, depth) in enumerate((((160, 170, 196), 30), ((118, 132, 166), FAR + 10))):
        x = -0.1
        while x < sketch.aspect:
            width, height = float(sketch.rng.uniform(0.09, 0.16)), float(sketch.rng.uniform(0.2, 0.44)) - 0.06 * row
            tone = mixed(rgb, FACADES[int(sketch.rng.integers(7))], 0.3)
            sketch.box(tone, x, 0.64 - height, x + width, 0.66, depth)
            for _ in range(9):
                wx, wy = (
                    x + width * float(sketch.rng.uniform(0.1, 0.8)),
                    0.64 - height * float(sketch.rng.uniform(0.1, 0.92)),
                )
                lamp: Rgb = (255, 214, 130) if sketch.air.is_night else mixed(tone, (255, 255, 255), 0.4)
                sketch.box(lamp, wx, wy, wx + 0.014, wy + 0.018, depth, lit=not sketch.air.is_night)
            x += width + 0.006
    sketch.box((186, 170, 156), 0, 0.64, sketch.aspect, 1, MIDDLE - 20)
    sketch.box((206, 192, 176), 0, 0.74, sketch.aspect, 1, MIDDLE - 10)
    sketch.box((150, 132, 126), 0, 0.635, sketch.aspect, 0.66, MIDDLE - 8)
    return 0.72


def court(sketch: Sketch) -> float:
    """A walled court with a gate and paving."""
    sky(sketch, 0.4)
    sketch.subject("tree", Look(3), sketch.aspect * 0.14, 0.5, 0.42, FAR, shadow=False)
    a = sketch.aspect
    sketch.box((236, 226, 206), 0, 0.3, a, 0.66, FAR + 16)
    sketch.box((112, 106, 112), 0, 0.26, a, 0.31, FAR + 18)
    for n in range(24):
        sketch.fill((92, 86, 94), disc(n / 23 * a, 0.31, 0.012, 10), FAR + 18)
    sketch.fill((204, 190, 164), disc(a * 0.5, 0.5, 0.17), FAR + 20)
    sketch.fill((138, 172, 116), disc(a * 0.5, 0.5, 0.15), FAR + 20)
    sketch.box((206, 196, 180), 0, 0.66, a, 1, MIDDLE - 20)
    for n in range(-7, 8):
        sketch.fill((178, 166, 150), [(a / 2 + n * 0.1, 0.66), (a / 2 + n * 0.3, 1.0)], MIDDLE - 10, 0.004)
    for y in (0.7, 0.77, 0.87):
        sketch.fill((178, 166, 150), [(0, y), (a, y)], MIDDLE - 10, 0.004)
    sketch.subject("potted plant", Look(2), a * 0.88, 0.74, 0.24, MIDDLE)
    return 0.72
