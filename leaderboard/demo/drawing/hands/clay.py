"""Soft clay in three dimensions, under one large lamp."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.hands.pixels import (
    floats,
    graded,
    nearness,
    picture,
    relief,
    scale,
    shifted,
    towards,
    vignette,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def clay(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Rounded, glossy, with soft shadows."""
    unit = scale(layers.size)
    values = towards(graded(floats(layers.colour), saturation=1.12), (252, 236, 226), 0.1)
    light = relief(layers, 11.0)
    near = 0.45 + 0.55 * nearness(layers, 100, 170)
    values = values * (1 + np.where(light > 0, light * 0.34, light * 0.5) * near)
    gloss = np.clip(light - 0.55, 0, 1) ** 2 * 190 * near
    depth = layers.depth.astype(np.float32)
    step = max(1, round(7 * unit))
    cast = np.clip((shifted(depth, step, step) - depth) / 60, 0, 1)
    shade = floats(Image.fromarray((cast * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(5 * unit))) / 255
    values = towards(values + gloss, (70, 44, 92), shade * 0.34)
    return picture(vignette(with_glows(values, layers.glows, 0.7), 0.14))
