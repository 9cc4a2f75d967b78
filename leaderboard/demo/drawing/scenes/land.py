"""What backdrops are made of: sky, hills, peaks, grass."""

from __future__ import annotations

import numpy as np

from leaderboard.demo.drawing.geometry import Point, circle
from leaderboard.demo.drawing.scenes.scene import MIDDLE, Glow, Sketch
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed


def sky(sketch: Sketch, horizon: float = 0.6, *, sun: bool = True) -> None:
    """The sky's gradient, with sun or moon, clouds or stars."""
    air, rng = sketch.air, sketch.rng
    sketch.sky = [(0.0, air.zenith), (horizon, air.horizon), (1.0, air.horizon)]
    x, y = float(rng.uniform(0.14, 0.34)) * sketch.aspect, float(rng.uniform(0.14, 0.24))
    if rng.uniform() < 0.5:
        x = sketch.aspect - x
    if air.is_night:
        for _ in range(34):
            star = float(rng.uniform(0.001, 0.0035))
            sketch.fill(
                (236, 234, 220),
                disc(float(rng.uniform(0, sketch.aspect)), float(rng.uniform(0, horizon)), star, 6),
                4,
                lit=False,
            )
    if sun:
        sketch.fill(air.glow, disc(x, y, 0.062), 6, lit=False)
        sketch.glows.append(Glow(x, y, 0.55, air.glow, 0.5))
    if not air.is_night:
        for _ in range(3):
            cloud(
                sketch,
                float(rng.uniform(0, sketch.aspect)),
                float(rng.uniform(0.08, horizon * 0.6)),
                float(rng.uniform(0.06, 0.12)),
            )


def disc(x: float, y: float, radius: float, steps: int = 28) -> list[Point]:
    """The outline of a round spot."""
    return [(x + radius * px, y + radius * py) for px, py in circle(steps)]


def cloud(sketch: Sketch, x: float, y: float, size: float) -> None:
    tone = mixed(sketch.air.horizon, (255, 255, 255), 0.5)
    for dx, dy, radius in ((-1.1, 0.12, 0.6), (-0.3, -0.2, 0.8), (0.6, 0.0, 0.66), (1.3, 0.2, 0.4)):
        points = [(px, min(py, y + size * 0.4)) for px, py in disc(x + dx * size, y + dy * size, radius * size, 18)]
        sketch.fill(tone, points, 8, lit=False)


def ridge(sketch: Sketch, rgb: Rgb, y: float, rough: float, depth: int, waves: float = 1.6) -> None:
    """A range of hills whose outline runs around ``y``."""
    xs = np.linspace(0, sketch.aspect, 36)
    phases = sketch.rng.uniform(0, 6.3, 4)
    outline = y + rough * sum(
        np.sin(xs * waves * (n + 1) * 2.2 + phase) / (n + 1) ** 1.3 for n, phase in enumerate(phases)
    )
    sketch.fill(rgb, [*zip(xs.tolist(), outline.tolist(), strict=True), (sketch.aspect, 1.0), (0, 1.0)], depth)


def peaks(sketch: Sketch, rgb: Rgb, y: float, height: float, depth: int) -> None:
    """A jagged range with snow."""
    count = 6
    for n in range(count):
        x = (n + float(sketch.rng.uniform(0.1, 0.9))) / count * sketch.aspect
        tall = height * float(sketch.rng.uniform(0.6, 1.15))
        half = tall * float(sketch.rng.uniform(0.7, 1.0))
        top = y - tall
        sketch.fill(
            rgb,
            [
                (x - half, y + 0.05),
                (x - half * 0.3, y - tall * 0.62),
                (x, top),
                (x + half * 0.4, y - tall * 0.5),
                (x + half, y + 0.05),
            ],
            depth,
        )
        sketch.fill(
            mixed(rgb, (40, 40, 90), 0.25),
            [
                (x, top),
                (x + half * 0.4, y - tall * 0.5),
                (x + half, y + 0.05),
                (x + half * 0.1, y + 0.05),
                (x + half * 0.08, y - tall * 0.5),
            ],
            depth,
        )
        sketch.fill(
            (250, 250, 252),
            [
                (x - half * 0.14, top + tall * 0.24),
                (x, top),
                (x + half * 0.16, top + tall * 0.22),
                (x + half * 0.04, top + tall * 0.18),
                (x, top + tall * 0.3),
            ],
            depth,
        )


def ground(sketch: Sketch, rgb: Rgb, horizon: float) -> None:
    ridge(sketch, rgb, horizon, 0.012, MIDDLE - 20, 0.8)
    ridge(sketch, mixed(rgb, (30, 40, 40), 0.1), horizon + 0.14, 0.02, MIDDLE - 10, 0.7)
    ridge(sketch, mixed(rgb, (255, 240, 180), 0.12), horizon + 0.27, 0.02, MIDDLE, 0.6)


def scatter(sketch: Sketch, name: str, count: int, y: float, spread: float, height: float, depth: int) -> None:
    """Copies of one subject along the ground, the higher the nearer."""
    for _ in range(count):
        near = float(sketch.rng.uniform())
        x = float(sketch.rng.uniform(0, sketch.aspect))
        sketch.subject(
            name,
            Look(int(sketch.rng.integers(1000))),
            x,
            y + spread * near,
            height * (0.6 + 0.6 * near),
            depth + round(12 * near),
            shadow=False,
        )


def tufts(sketch: Sketch, rgb: Rgb) -> None:
    for _ in range(26):
        x, y = float(sketch.rng.uniform(0, sketch.aspect)), float(sketch.rng.uniform(0.68, 0.99))
        size = 0.01 + 0.035 * (y - 0.6)
        for lean in (-0.6, 0.0, 0.7):
            sketch.fill(rgb, [(x, y), (x + lean * size, y - size * 1.5)], MIDDLE + 4, 0.0045)
