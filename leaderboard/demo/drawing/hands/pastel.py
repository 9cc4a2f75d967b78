"""Soft pastel on dark paper."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    displaced,
    floats,
    graded,
    noise,
    picture,
    relief,
    rolled,
    scale,
    tint,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def pastel(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Chalky strokes that leave the dark paper between them."""
    size, unit = layers.size, scale(layers.size)
    soft = with_glows(floats(blurred(layers.colour, 1.2 * unit)), layers.glows, 0.9)
    soft = soft * (1 + relief(layers, 9.0) * 0.16)[..., None]
    rub = rolled(noise(size, 5 * unit, 121), rng) * np.float32(2.2 * unit)
    soft = graded(displaced(soft, rub, -rub), contrast=1.12, saturation=1.18)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    strokes = np.sin((x * 1.1 - y * 0.7 + noise(size, 70 * unit, 122) * 16 * unit) * (0.85 / max(unit, 0.3)))
    tooth = rolled(noise(size, 1.6 * unit, 123), rng) * 0.2 + rolled(noise(size, 4 * unit, 124), rng) * 0.12
    cover = np.clip(0.86 + tooth + strokes * 0.1, 0.2, 1)
    ground = tint((52, 48, 66))
    return picture(ground + (soft - ground) * cover[..., None])
