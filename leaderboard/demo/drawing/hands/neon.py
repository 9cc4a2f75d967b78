"""Glowing outlines on a dark wall."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    floats,
    graded,
    nearness,
    noise,
    outlines,
    picture,
    scale,
    tint,
)
from leaderboard.demo.drawing.raster import Layers


def neon(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Tubes of coloured light."""
    size, unit = layers.size, scale(layers.size)
    colour = graded(floats(layers.colour), saturation=1.9)
    peak = np.maximum(colour.max(axis=2, keepdims=True), 40)
    bright = np.clip(colour * (255 / peak), 0, 255)
    strength = outlines(layers, 1.7) * (0.4 + 0.6 * nearness(layers, 60, 170))
    tubes = picture(bright * strength[..., None])
    halo = (
        floats(blurred(tubes, 3 * unit)) * 2.2
        + floats(blurred(tubes.reduce(4), 5 * unit / 2).resize(size, Image.Resampling.BILINEAR)) * 1.9
    )
    wall = np.clip(colour, 0, 255) * 0.17 + tint((12, 8, 30)) + noise(size, 3 * unit, 81)[..., None]
    core = np.clip(strength - 0.45, 0, 1)[..., None] * 150
    return picture(wall + halo + floats(tubes) + core)
