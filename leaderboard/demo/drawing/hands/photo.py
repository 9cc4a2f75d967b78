"""A photograph: soft modelling, a blurred background, light, and fine grain."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    blurred,
    floats,
    graded,
    nearness,
    noise,
    picture,
    relief,
    rolled,
    scale,
    vignette,
    with_glows,
)
from leaderboard.demo.drawing.raster import Layers


def photo(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Shallow focus and film grain."""
    size, unit = layers.size, scale(layers.size)
    sharp = floats(layers.colour)
    near = nearness(layers, 110, 175)
    light = relief(layers, 7.0)
    sharp = sharp * (1 + light * 0.3 * near) + (np.clip(light, 0, 1) ** 2 * 26 * near)
    far = floats(blurred(picture(sharp), 4.6 * unit))
    mask = (
        np.asarray(
            Image.fromarray((near * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(1.2 * unit)), dtype=np.float32
        )
        / 255
    )
    values: Floats = far + (sharp - far) * mask
    values = with_glows(values, layers.glows, 1.15)
    values = vignette(graded(values, contrast=1.08, saturation=0.86, warmth=4), 0.34)
    grain = rolled(noise(size, 1.0, 41), rng) * np.float32(1.5)
    return picture(values + grain)
