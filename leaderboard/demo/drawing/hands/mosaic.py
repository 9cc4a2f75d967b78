"""Small glazed tiles with grout between them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    floats,
    graded,
    lettered,
    outlines,
    picture,
    scale,
    tint,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def mosaic(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Tiles, each in one colour."""
    size, unit = layers.size, scale(layers.size)
    tile = max(3, round(11 * unit))
    columns, rows = -(-size[0] // tile), -(-size[1] // tile)
    small = layers.colour.resize((columns, rows), Image.Resampling.BOX)
    centres = layers.colour.resize((columns, rows), Image.Resampling.NEAREST)
    values = graded(floats(Image.blend(small, centres, 0.6)), contrast=1.12, saturation=1.25)
    values += (rng.standard_normal((rows, columns), dtype=np.float32)) * 6
    large = np.repeat(np.repeat(values, tile, axis=1), tile, axis=2)[:, : size[1], : size[0]]
    y, x = np.arange(size[1])[:, None] % tile, np.arange(size[0])[None, :] % tile
    grout = ((x == 0) | (y == 0)).astype(np.float32)
    shine = ((x == 1) | (y == 1)).astype(np.float32) * 12 - ((x == tile - 1) | (y == tile - 1)) * np.float32(11)
    lines = outlines(layers, 1.6) * 0.25
    lit = with_glows(large + shine, layers.glows, 0.6) * (1 - lines)
    lit += (tint((206, 198, 184)) - lit) * grout * 0.55
    return picture(lettered(lit, layers))
