"""Comic print: bold outlines, flat colour in steps, and dots in the shadows."""

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
    lettered,
    outlines,
    picture,
    scale,
    towards,
)
from leaderboard.demo.drawing.raster import Layers


def comic(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Bold lines and printed dots."""
    size = layers.size
    colour = graded(floats(layers.colour), contrast=1.2, saturation=1.5)
    stepped = np.round(colour / 42) * 42
    light = brightness(stepped)
    dots = _dots(size)
    shade = np.clip((0.62 - light / 255 + (dots - 0.5) * 0.55) * 5, 0, 1) * (light > 40)
    values = towards(stepped, (40, 30, 90), shade * 0.3)
    inked = towards(values, (16, 14, 24), np.clip(outlines(layers, 2.8) * 1.3, 0, 1))
    return picture(lettered(inked, layers))


@lru_cache(maxsize=8)
def _dots(size: tuple[int, int]) -> Floats:
    """Thresholds of a screen of dots, 0 to 1."""
    turn = math.pi / (14 * scale(size) + 1)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    result: Floats = (np.cos((x + y) * turn) * np.cos((x - y) * turn) + 1) / 2
    return result
