"""Backdrops with water. Each returns the y of the ground on which things stand at the back."""

from __future__ import annotations

import math

import numpy as np

from leaderboard.demo.drawing.scenes.land import disc, peaks, ridge, scatter, sky
from leaderboard.demo.drawing.scenes.scene import FAR, MIDDLE, Sketch
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed


def sea(sketch: Sketch) -> float:
    """Open water with light on it."""
    sky(sketch, 0.5)
    ridge(sketch, (126, 150, 170), 0.485, 0.02, FAR - 24)
    return _water(sketch, 0.5, (52, 124, 158))


def _water(sketch: Sketch, horizon: float, rgb: Rgb) -> float:
    rgb = mixed(rgb, sketch.air.horizon, 0.25)
    sketch.box(mixed(rgb, sketch.air.horizon, 0.35), 0, horizon, sketch.aspect, 1, FAR)
    for n in range(5):
        ridge(
            sketch,
            mixed(rgb, (14, 44, 84), 0.1 * n),
            horizon + 0.05 + 0.095 * n,
            0.006 + 0.003 * n,
            FAR + 12 + 10 * n,
            2.4,
        )
    for _ in range(40):
        y = horizon + (1 - horizon) * float(sketch.rng.uniform(0.02, 1)) ** 1.4
        x, length = float(sketch.rng.uniform(0, sketch.aspect)), 0.02 + 0.12 * (y - horizon)
        sketch.fill(
            mixed(sketch.air.horizon, (255, 255, 255), 0.35),
            [(x, y), (x + length, y + 0.003), (x + length * 2, y)],
            FAR + 64,
            0.003 + 0.006 * (y - horizon),
        )
    return horizon + 0.13


def lake(sketch: Sketch) -> float:
    """A lake between hills, with reeds."""
    sky(sketch, 0.46)
    peaks(sketch, (136, 150, 170), 0.5, 0.2, FAR - 30)
    ridge(sketch, (106, 146, 116), 0.47, 0.02, FAR - 10)
    scatter(sketch, "pine", 8, 0.5, 0.01, 0.09, FAR - 4)
    _water(sketch, 0.5, (78, 146, 160))
    for x in (0.05, 0.11, 0.9, 0.96):
        sketch.subject("crop", Look(1), x * sketch.aspect, 1.0, 0.2, MIDDLE, {"main": (150, 112, 66)}, shadow=False)
    return 0.64


def beach(sketch: Sketch) -> float:
    """Sand, a line of foam, and the sea."""
    sea(sketch)
    ridge(sketch, (250, 250, 246), 0.7, 0.012, MIDDLE - 8, 1.2)
    ridge(sketch, (240, 216, 168), 0.72, 0.012, MIDDLE - 4, 1.2)
    ridge(sketch, (226, 196, 146), 0.86, 0.02, MIDDLE, 0.8)
    sketch.subject("palm", Look(2), sketch.aspect * 0.1, 0.8, 0.62, MIDDLE)
    return 0.76


def underwater(sketch: Sketch) -> float:
    """Blue depth with rays of light, weeds and bubbles."""
    sketch.sky = [(0.0, (150, 220, 222)), (0.4, (60, 150, 180)), (1.0, (22, 70, 116))]
    for n in range(5):
        x = sketch.aspect * (0.1 + 0.2 * n)
        sketch.fill((118, 200, 212), [(x, 0), (x + 0.07, 0), (x + 0.2, 0.8), (x + 0.02, 0.8)], 8, lit=False)
    ridge(sketch, (40, 100, 130), 0.72, 0.05, FAR - 20)
    ridge(sketch, (206, 190, 142), 0.84, 0.02, MIDDLE - 10)
    for n in range(11):
        x = float(sketch.rng.uniform(0, sketch.aspect))
        if abs(x - sketch.aspect / 2) > 0.2:
            height = float(sketch.rng.uniform(0.16, 0.44))
            sketch.fill(
                (44, 122, 90) if n % 2 else (186, 92, 84),
                [(x + 0.02 * math.sin(t * 9), 0.9 - height * t) for t in np.linspace(0, 1, 9)],
                MIDDLE,
                0.02,
            )
    for _ in range(16):
        sketch.fill(
            (200, 236, 238),
            disc(
                float(sketch.rng.uniform(0, sketch.aspect)),
                float(sketch.rng.uniform(0.1, 0.8)),
                float(sketch.rng.uniform(0.004, 0.012)),
                12,
            ),
            MIDDLE + 2,
        )
    return 0.8
