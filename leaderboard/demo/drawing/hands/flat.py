"""Flat shapes in clean colours, as in a modern editorial illustration."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import floats, graded, picture, with_glows
from leaderboard.demo.drawing.raster import Layers


def flat(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Plain fills and a little light."""
    values = graded(floats(layers.colour), contrast=1.06, saturation=1.14)
    return picture(with_glows(values, layers.glows, 0.7))
