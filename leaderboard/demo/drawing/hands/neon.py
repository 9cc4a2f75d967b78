"""Glowing outlines on a dark wall."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    extremes,
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
from leaderboard.demo.drawing.scenes.scene import LETTERS


def neon(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Tubes of coloured light."""
    size, unit = layers.size, scale(layers.size)
    colour = graded(floats(layers.colour), saturation=1.9)
    low, high = extremes(colour)
    bright = np.clip(colour * (255 / np.maximum(high, 40))[..., None], 0, 255)
    near = nearness(layers, 60, 170)
    # Greys have no hue to shine in: they take violet far away and rose near by.
    tubes_of_greys = tint((96, 92, 255)) + (tint((255, 128, 170)) - tint((96, 92, 255))) * near[..., None]
    bright = bright + (tubes_of_greys - bright) * np.clip(1 - (high - low) / 90, 0, 0.9)[..., None]
    letters = layers.depth >= LETTERS - 2
    strength = outlines(layers, 1.7) * (0.35 + 0.65 * near)
    strength = np.where(letters, 0.0, strength).astype(np.float32)
    tubes = picture(bright * strength[..., None])
    halo = (
        floats(blurred(tubes, 3 * unit)) * 1.7
        + floats(blurred(tubes.reduce(4), 5 * unit / 2).resize(size, Image.Resampling.BILINEAR)) * 1.4
    )
    wall = np.clip(colour, 0, 255) * 0.17 + tint((12, 8, 30)) + noise(size, 3 * unit, 81)[..., None]
    core = np.clip(strength - 0.45, 0, 1)[..., None] * 150
    lit = wall + halo + floats(tubes) + core
    return picture(np.where(letters[..., None], 225 + bright * np.float32(0.12), lit))
