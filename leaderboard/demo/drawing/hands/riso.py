"""Risograph: three inks as halftone dots, printed slightly out of register."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    brightness,
    floats,
    graded,
    noise,
    paper,
    picture,
    rolled,
    scale,
    shifted,
    tint,
)
from leaderboard.demo.drawing.raster import Layers

_INKS = (((0, 120, 191), 15), ((255, 72, 110), 75), ((255, 214, 40), 0))
_STOCK = (250, 244, 230)


def riso(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Blue, pink and yellow ink."""
    size, unit = layers.size, scale(layers.size)
    colour = graded(floats(layers.colour), contrast=1.15, saturation=1.35)
    values = np.broadcast_to(tint(_STOCK), colour.shape) + paper(size, 2.5)[..., None]
    dark = np.clip(1.0 - brightness(colour) / 110, 0, 1)
    for channel, (rgb, angle) in enumerate(_INKS):
        amount = np.clip(1 - colour[..., channel] / 245 + (dark * 0.35 if channel == 0 else 0), 0, 1)
        moved = shifted(amount, int(rng.integers(-2, 3)), int(rng.integers(-2, 3)))
        cover = _dots(moved, size, 4.6 * unit + 0.6, angle) * np.clip(
            0.93 + rolled(noise(size, 2.0 * unit, 61 + channel), rng) * 0.06, 0, 1
        )
        values = values * (1 - cover[..., None] * (1 - tint(rgb) / 255))
    return picture(values)


def _dots(amount: Floats, size: tuple[int, int], period: float, angle: float) -> Floats:
    """Halftone dots whose area is ``amount``."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    u, v = (x * cosine + y * sine) * (2 * np.pi / period), (y * cosine - x * sine) * (2 * np.pi / period)
    screen = (np.cos(u) + np.cos(v)) / 4 + 0.5
    result: Floats = np.clip((amount - screen) * 3.4 + 0.5, 0, 1)
    return result
