"""Small glazed tiles with grout between them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    floats,
    graded,
    lettered,
    noise,
    outlines,
    picture,
    rolled,
    scale,
    tint,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def mosaic(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Tiles, each in one colour."""
    size, unit = layers.size, scale(layers.size)
    tile = max(3, round(9.5 * unit))
    columns, rows = -(-size[0] // tile), -(-size[1] // tile)
    small = layers.colour.resize((columns, rows), Image.Resampling.BOX)
    centres = layers.colour.resize((columns, rows), Image.Resampling.NEAREST)
    values = graded(floats(Image.blend(small, centres, 0.6)), contrast=1.12, saturation=1.25)
    values += (rng.standard_normal((rows, columns, 1), dtype=np.float32)) * 8
    large = np.repeat(np.repeat(values, tile, axis=0), tile, axis=1)[: size[1], : size[0]]
    y, x = np.mgrid[0 : size[1], 0 : size[0]] % tile
    grout = ((x == 0) | (y == 0)).astype(np.float32)
    shine = ((x == 1) | (y == 1)).astype(np.float32) * 12 - ((x == tile - 1) | (y == tile - 1)) * np.float32(11)
    lines = outlines(layers, 1.6) * 0.25
    lit = with_glows(large + shine[..., None], layers.glows, 0.6) * (1 - lines[..., None])
    lit += (tint((206, 198, 184)) - lit) * grout[..., None] * 0.55
    return picture(lettered(lit + rolled(noise(size, 3 * unit, 111), rng)[..., None] * 2, layers))
