"""Glowing outlines on a dark wall."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    blurred,
    extremes,
    floats,
    graded,
    nearness,
    outlines,
    picture,
    scale,
    tint,
)
from leaderboard.demo.drawing.raster import Layers
from leaderboard.demo.drawing.scenes.scene import LETTERS


def neon(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Tubes of coloured light."""
    unit = scale(layers.size)
    colour = graded(floats(layers.colour), saturation=1.9)
    low, high = extremes(colour)
    bright = np.clip(colour * (255 / np.maximum(high, 40)), 0, 255)
    near = nearness(layers, 60, 170)
    # Greys have no hue to shine in: they take violet far away and rose near by.
    tubes_of_greys = tint((96, 92, 255)) + (tint((255, 128, 170)) - tint((96, 92, 255))) * near
    bright = bright + (tubes_of_greys - bright) * np.clip(1 - (high - low) / 90, 0, 0.9)
    letters = layers.depth >= LETTERS - 2
    strength = outlines(layers, 2.4) * (0.35 + 0.65 * near)
    strength = np.where(letters, 0.0, strength).astype(np.float32)
    tubes = picture(bright * strength)
    lit = np.clip(colour, 0, 255) * np.float32(0.17) + tint((12, 8, 30))
    lit += _halo(tubes, unit)
    lit += floats(tubes)
    lit += np.clip(strength - 0.45, 0, 1) * 150
    if letters.any():
        lit = np.where(letters, 225 + bright * np.float32(0.12), lit)
    return picture(lit)


def _halo(tubes: Image.Image, unit: float) -> Floats:
    """Light around the tubes, near and wide; added up at half the size, because light is soft."""
    half = tubes.reduce(2)
    near = floats(half.filter(ImageFilter.BoxBlur(1.5 * unit)).filter(ImageFilter.BoxBlur(1.5 * unit)))
    wide = floats(blurred(tubes.reduce(4), 2.5 * unit).resize(half.size, Image.Resampling.BILINEAR))
    both = picture(near * np.float32(0.85) + wide * np.float32(0.7))
    return floats(both.resize(tubes.size, Image.Resampling.BILINEAR)) * 2
