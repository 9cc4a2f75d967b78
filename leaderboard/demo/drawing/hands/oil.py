"""Oil paint: thick directed strokes that catch the light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    brightness,
    displaced,
    floats,
    graded,
    lettered,
    noise,
    picture,
    relief,
    rolled,
    scale,
    shifted,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def oil(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Impasto on canvas."""
    size, unit = layers.size, scale(layers.size)
    values = floats(layers.colour)
    values = values * (1 + relief(layers, 8.0) * 0.2)
    values = with_glows(values, layers.glows, 0.9)
    bristles = _strokes(size)
    reach = np.float32(3.6 * unit)
    angle = rolled(noise(size, 90 * unit, 71), rng) * 1.2
    values = displaced(values, bristles * np.cos(angle) * reach, bristles * np.sin(angle) * reach)
    pigment = rolled(noise(size, 18 * unit, 72), rng) * 7 + bristles * 5
    values = graded(values + pigment, contrast=1.1, saturation=1.2, warmth=3)
    thick = brightness(values) * 0.25 + bristles * 13
    ridge = shifted(thick, 1, 1) - shifted(thick, -1, -1)
    return picture(lettered(values - np.clip(ridge, -26, 26) * 0.8, layers))


@lru_cache(maxsize=8)
def _strokes(size: tuple[int, int]) -> Floats:
    """Short dabs in two directions, in patches."""
    unit = scale(size)
    across = np.asarray(
        Image.fromarray(noise((max(8, size[0] // 9), size[1]), 4.5 * unit, 73)).resize(size, Image.Resampling.BILINEAR)
    )
    down = np.asarray(
        Image.fromarray(noise((size[0], max(8, size[1] // 9)), 4.5 * unit, 74)).resize(size, Image.Resampling.BILINEAR)
    )
    patch = np.clip(noise(size, 46 * unit, 75) * 2 + 0.5, 0, 1)
    result: Floats = across * patch + down * (1 - patch)
    return result
