"""Backdrops in open country, and the table of all that are under the sky. Each returns the y of the ground on which
things stand at the back."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.demo.drawing.scenes.land import cloud, disc, ground, peaks, ridge, scatter, sky, tufts
from leaderboard.demo.drawing.scenes.scene import FAR, MIDDLE, Glow, Sketch
from leaderboard.demo.drawing.scenes.towns import city, court, street, village
from leaderboard.demo.drawing.scenes.waters import beach, lake, sea, underwater
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import mixed


def meadow(sketch: Sketch) -> float:
    """Hills and grass."""
    sky(sketch)
    ridge(sketch, (110, 150, 130), 0.5, 0.05, FAR - 20)
    ridge(sketch, (116, 158, 98), 0.56, 0.035, FAR)
    scatter(sketch, "tree", 5, 0.585, 0.01, 0.11, FAR + 10)
    ground(sketch, (138, 174, 88), 0.6)
    tufts(sketch, (96, 144, 70))
    return 0.66


def river(sketch: Sketch) -> float:
    """A river that winds towards us."""
    meadow(sketch)
    a = sketch.aspect
    curve = [
        (0.55 * a, 0.6),
        (0.44 * a, 0.66),
        (0.62 * a, 0.75),
        (0.2 * a, 1.0),
        (0.8 * a, 1.0),
        (0.86 * a, 0.8),
        (0.56 * a, 0.68),
        (0.58 * a, 0.6),
    ]
    sketch.fill(mixed((76, 146, 176), sketch.air.horizon, 0.2), curve, MIDDLE + 2)
    return 0.7


def mountains(sketch: Sketch) -> float:
    """Snowy peaks above pine woods."""
    sky(sketch)
    peaks(sketch, (126, 138, 166), 0.58, 0.34, FAR - 30)
    ridge(sketch, (92, 124, 118), 0.56, 0.03, FAR)
    scatter(sketch, "pine", 12, 0.6, 0.03, 0.11, FAR + 12)
    ground(sketch, (150, 168, 100), 0.62)
    tufts(sketch, (112, 140, 78))
    return 0.66


def snow(sketch: Sketch) -> float:
    """A winter landscape."""
    sky(sketch)
    peaks(sketch, (142, 158, 186), 0.58, 0.26, FAR - 30)
    ridge(sketch, (206, 220, 234), 0.56, 0.03, FAR)
    scatter(sketch, "pine", 9, 0.6, 0.04, 0.14, FAR + 12)
    ground(sketch, (236, 242, 248), 0.62)
    for _ in range(46):
        flake = float(sketch.rng.uniform(0.002, 0.006))
        sketch.fill(
            (255, 255, 255),
            disc(float(sketch.rng.uniform(0, sketch.aspect)), float(sketch.rng.uniform(0, 1)), flake, 7),
            MIDDLE + 2,
        )
    return 0.67


def desert(sketch: Sketch) -> float:
    """Dunes."""
    sky(sketch)
    ridge(sketch, (214, 160, 118), 0.54, 0.04, FAR - 10, 1.0)
    ridge(sketch, (232, 186, 128), 0.6, 0.04, FAR + 20, 0.8)
    scatter(sketch, "cactus", 3, 0.62, 0.03, 0.12, FAR + 24)
    ground(sketch, (240, 204, 148), 0.66)
    scatter(sketch, "rock", 4, 0.72, 0.2, 0.05, MIDDLE)
    return 0.68


def forest(sketch: Sketch) -> float:
    """Trunks in three rows, light between them."""
    sky(sketch, sun=False)
    sketch.glows.append(Glow(sketch.aspect * 0.5, 0.3, 0.6, sketch.air.glow, 0.45))
    for row, (rgb, depth, width) in enumerate(
        (((150, 186, 160), 20, 0.02), ((104, 148, 120), FAR, 0.034), ((66, 104, 84), FAR + 40, 0.05))
    ):
        ridge(sketch, rgb, 0.58 + 0.03 * row, 0.02, depth)
        for n in range(9 - 2 * row):
            x = (n + float(sketch.rng.uniform(0.1, 0.9))) / (9 - 2 * row) * sketch.aspect
            if row == 2 and abs(x - sketch.aspect / 2) < 0.22:
                continue
            sketch.fill(
                mixed(rgb, (60, 40, 40), 0.35),
                [
                    (x - width * 0.5, 0),
                    (x + width * 0.5, 0),
                    (x + width * 0.8, 0.64 + 0.03 * row),
                    (x - width * 0.8, 0.64 + 0.03 * row),
                ],
                depth,
            )
        for n in range(12):
            x = (n + float(sketch.rng.uniform(0, 1))) / 12 * sketch.aspect
            sketch.fill(rgb, disc(x, 0.02 + 0.03 * row, float(sketch.rng.uniform(0.05, 0.11)), 14), depth)
    ground(sketch, (112, 142, 82), 0.66)
    tufts(sketch, (72, 112, 66))
    scatter(sketch, "bush", 4, 0.7, 0.04, 0.1, MIDDLE)
    return 0.7


def field(sketch: Sketch) -> float:
    """Rows of crops that meet at the horizon, with a farm."""
    sky(sketch)
    ridge(sketch, (128, 160, 128), 0.53, 0.03, FAR - 10)
    sketch.subject("house", Look(1), sketch.aspect * 0.82, 0.6, 0.13, FAR + 10, shadow=False)
    scatter(sketch, "tree", 4, 0.59, 0.01, 0.12, FAR + 8)
    sketch.box((206, 178, 92), 0, 0.58, sketch.aspect, 1, MIDDLE - 20)
    for n in range(-9, 10):
        near, far = sketch.aspect / 2 + n * 0.2, sketch.aspect / 2 + n * 0.028
        sketch.fill(
            (160, 162, 80) if n % 2 else (184, 168, 86),
            [(far, 0.58), (far + 0.014, 0.58), (near + 0.1, 1.0), (near, 1.0)],
            MIDDLE - 10,
        )
    return 0.66


def open_sky(sketch: Sketch) -> float:
    """High up, the land far below."""
    sky(sketch, 0.9)
    for _ in range(5):
        cloud(
            sketch,
            float(sketch.rng.uniform(0, sketch.aspect)),
            float(sketch.rng.uniform(0.3, 0.8)),
            float(sketch.rng.uniform(0.06, 0.13)),
        )
    ridge(sketch, (128, 160, 150), 0.84, 0.03, FAR - 10)
    ridge(sketch, (142, 172, 110), 0.92, 0.02, FAR + 10)
    return 0.78


def space(sketch: Sketch) -> float:
    """Stars, a planet, and grey ground."""
    sketch.sky = [(0.0, (10, 12, 34)), (0.7, (40, 30, 78)), (1.0, (70, 44, 96))]
    for _ in range(90):
        sketch.fill(
            (240, 238, 230),
            disc(
                float(sketch.rng.uniform(0, sketch.aspect)),
                float(sketch.rng.uniform(0, 0.8)),
                float(sketch.rng.uniform(0.001, 0.004)),
                6,
            ),
            4,
            lit=False,
        )
    sketch.subject(
        "planet",
        Look(1),
        sketch.aspect * 0.78,
        0.42,
        0.34,
        20,
        {"main": (206, 132, 98), "second": (232, 206, 160)},
        shadow=False,
    )
    ridge(sketch, (120, 116, 136), 0.74, 0.02, MIDDLE - 20)
    ridge(sketch, (146, 142, 160), 0.84, 0.02, MIDDLE)
    return 0.78


OUTDOORS: dict[str, Callable[[Sketch], float]] = {
    "meadow": meadow, "mountains": mountains, "snow": snow, "desert": desert, "forest": forest, "field": field,
    "sea": sea, "lake": lake, "river": river, "beach": beach, "street": street, "village": village, "city": city,
    "court": court, "sky": open_sky, "space": space, "underwater": underwater,
}  # fmt: skip
