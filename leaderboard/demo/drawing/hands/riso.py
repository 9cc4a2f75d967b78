"""Risograph: three inks as halftone dots, printed slightly out of register."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    brightness,
    floats,
    graded,
    noise,
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
    values = tint(_STOCK)
    dark = np.clip(1.0 - brightness(colour) / 110, 0, 1)
    for channel, (rgb, angle) in enumerate(_INKS):
        amount = np.clip(1 - colour[channel] / 245 + (dark * 0.35 if channel == 0 else 0), 0, 1)
        moved = shifted(amount, int(rng.integers(-2, 3)), int(rng.integers(-2, 3)))
        cover = (
            0.66 * moved + 0.34 * np.clip((moved - _screen(size, 14 * unit + 1, angle)) * 1.6 + 0.5, 0, 1)
        ) * np.clip(0.93 + rolled(noise(size, 14 * unit, 61 + channel), rng) * 0.05, 0, 1)
        values = values * (1 - cover * (1 - tint(rgb) / 255))
    return picture(values)


@lru_cache(maxsize=24)
def _screen(size: tuple[int, int], period: float, angle: float) -> Floats:
    """The threshold of each pixel, 0 to 1, for halftone dots at an angle in degrees."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turn = 2 * math.pi / period
    result: Floats = (np.cos((x * cosine + y * sine) * turn) + np.cos((y * cosine - x * sine) * turn)) / 4 + 0.5
    return result
