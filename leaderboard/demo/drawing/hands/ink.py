"""Black ink lines of uneven width with hatching in the shadows, and a light wash."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    brightness,
    displaced,
    floats,
    lettered,
    noise,
    outlines,
    paper,
    picture,
    rolled,
    scale,
    tint,
    towards,
    waves,
)
from leaderboard.demo.drawing.raster import Layers

_PAPER = (247, 241, 226)
_INK = (28, 26, 40)


def ink(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Pen and wash."""
    size, unit = layers.size, scale(layers.size)
    wobble = rolled(noise(size, 34 * unit, 21), rng) * np.float32(1.6 * unit)
    colour = floats(layers.colour)
    light = brightness(colour)
    strength = np.clip(0.62 + 0.14 * rolled(noise(size, 60 * unit, 22), rng), 0.3, 0.85)
    wash = tint(_PAPER) * (1 - strength * (1 - colour / 255))
    lines = displaced(outlines(layers, 1.9), wobble, wobble.T if wobble.shape[0] == wobble.shape[1] else wobble)
    lines = np.clip(lines * (1.05 + 0.35 * rolled(noise(size, 20 * unit, 23), rng)), 0, 1)
    wash = towards(wash, _INK, np.maximum(lines, _hatching(light, size, unit) * 0.75))
    return picture(lettered(wash + paper(size, 0.6), layers))


def _hatching(light: Floats, size: tuple[int, int], unit: float) -> Floats:
    """Diagonal strokes where it is dark, crossed where it is darker."""
    turn = 6.2832 / (13 * unit + 1)
    first, second = waves(size, turn, turn, 50 * unit, 2.2) > 0.55, waves(size, turn, -turn, 50 * unit, 2.2) > 0.55
    result: Floats = ((first & (light < 116)) | (second & (light < 72))).astype(np.float32)
    return result
