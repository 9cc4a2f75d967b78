"""Watercolour: pigment that gathers at edges, runs over them, and leaves the paper's white."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    blurred,
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
)
from leaderboard.demo.drawing.raster import Layers


def watercolour(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Transparent washes on rough paper."""
    size, unit = layers.size, scale(layers.size)
    colour = layers.colour
    soft = floats(blurred(colour, 1.3 * unit))
    across, down = (rolled(noise(size, 22 * unit, seed), rng) * np.float32(2.6 * unit) for seed in (31, 32))
    washes = displaced(soft, across, down)
    pigment = 1 - washes / 255
    blooms = rolled(noise(size, 70 * unit, 33), rng) * 0.16 + rolled(noise(size, 16 * unit, 34), rng) * 0.07
    rims = displaced(outlines(layers, 2.6), across, down) * 0.3
    grain = paper(size, 0.055)
    density = np.clip(0.84 + blooms + rims + grain, 0.25, 1.35)
    border = _margin(size, rng)
    values = 255 - 255 * pigment * (density * border)
    return picture(lettered(values * tint((1.0, 0.99, 0.965)) + paper(size, 1.4), layers))


def _margin(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """1 inside, 0 at a ragged white border."""
    width, height = size
    unit = scale(size)
    ragged = rolled(noise(size, 26 * unit, 35), rng) * np.float32(5 * unit)
    x, y = np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
    inner = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) + ragged - 10 * unit
    result: Floats = np.clip(inner / (3 * unit), 0, 1)
    return result
