"""Soft pastel on dark paper."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    displaced,
    floats,
    graded,
    lettered,
    noise,
    picture,
    relief,
    rolled,
    scale,
    tint,
    waves,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def pastel(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Chalky strokes that leave the dark paper between them."""
    size, unit = layers.size, scale(layers.size)
    soft = with_glows(floats(blurred(layers.colour, 1.2 * unit)), layers.glows, 0.9)
    soft = soft * (1 + relief(layers, 9.0) * 0.16)
    rub = rolled(noise(size, 8 * unit, 121), rng) * np.float32(2.2 * unit)
    soft = graded(displaced(soft, rub, -rub), contrast=1.12, saturation=1.18)
    strokes = waves(size, 0.36 / max(unit, 0.3), -0.24 / max(unit, 0.3), 70 * unit, 8.0)
    tooth = rolled(noise(size, 7 * unit, 123), rng) * 0.08 + rolled(noise(size, 14 * unit, 124), rng) * 0.07
    cover = np.clip(0.9 + tooth + strokes * 0.1, 0.2, 1)
    ground = tint((52, 48, 66))
    return picture(lettered(ground + (soft - ground) * cover, layers))
