"""Large pixels from a small palette, as in old games."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import floats, graded, picture, with_glows
from leaderboard.demo.drawing.raster import Layers

_COLOURS, _ROWS = 28, 112


def pixel(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Square pixels, no smoothing."""
    width, height = layers.size
    side = max(1, min(layers.size) // _ROWS)
    small_size = (max(8, width // side), max(8, height // side))
    small = layers.canvas.convert("RGB").resize(small_size, Image.Resampling.BOX)
    values = with_glows(graded(floats(small), contrast=1.15, saturation=1.3), layers.glows, 0.6)
    reduced = (
        picture(values).quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    )
    return reduced.resize(layers.size, Image.Resampling.NEAREST)
