"""Layers of cut paper that cast shadows on each other."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    floats,
    graded,
    noise,
    outlines,
    paper,
    picture,
    rolled,
    scale,
    shifted,
)
from leaderboard.demo.drawing.raster import Layers


def papercut(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Coloured paper, one sheet above the other."""
    size, unit = layers.size, scale(layers.size)
    values = graded(floats(layers.colour), contrast=1.08, saturation=1.1)
    depth = layers.depth.astype(np.float32)
    shade = _cast(depth, round(5 * unit), unit) * 0.42 + _cast(depth, round(2 * unit), unit) * 0.25
    values = values * (1 - np.clip(shade, 0, 0.6))
    fibre = rolled(paper(size, 2.4), rng) + rolled(noise(size, 2.0 * unit, 51), rng) * 0.8
    cut = outlines(layers, 1.0)
    lit = np.clip(cut - shifted(cut, 1, 1), 0, 1) * 34
    return picture(values + (fibre + lit))


def _cast(depth: Floats, step: int, unit: float) -> Floats:
    """Where something nearer lies a step towards the light."""
    step = max(1, step)
    higher = np.clip((shifted(depth, step, step) - depth) / 40, 0, 1)
    soft = Image.fromarray((higher * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1.6 * unit))
    return floats(soft) / 255
