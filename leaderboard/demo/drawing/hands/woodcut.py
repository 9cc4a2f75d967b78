"""A woodcut in black and two colours: light areas are carved away in lines."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    Floats,
    brightness,
    extremes,
    floats,
    lettered,
    nearness,
    noise,
    outlines,
    picture,
    rolled,
    scale,
    towards,
)
from leaderboard.demo.drawing.raster import Layers

_STOCK, _BLACK = (240, 229, 204), (30, 26, 30)
_BLOCKS = ((196, 62, 44), (38, 92, 108), (218, 160, 60), (92, 122, 72))


def woodcut(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Carved lines that follow the form."""
    size, unit = layers.size, scale(layers.size)
    colour = floats(layers.colour)
    light = brightness(colour) / 255
    near = nearness(layers, 120, 180)
    bend = rolled(noise(size, 80 * unit, 91), rng) * np.float32(1.4) + light * np.float32(2.2)
    wave = np.cos(np.where(near > 0.5, _grain(size, 0.55, 0.83), _grain(size, 0.0, 1.0)) + bend) * 0.5 + 0.5
    black = np.clip((wave * 0.62 + 0.2 - light) * 2.9 + 0.5, 0, 1)
    lines = np.clip(outlines(layers, 2.6) * 1.3, 0, 1)
    inks = np.array([_STOCK, *_BLOCKS], dtype=np.float32).T
    values = inks.take(_nearest(colour), axis=1)
    values = towards(values, _STOCK, np.clip(light * 1.9 - 1.0, 0, 1))
    values = towards(values, _BLACK, np.maximum(black * 0.96, lines))
    return picture(lettered(values, layers))


@lru_cache(maxsize=8)
def _grain(size: tuple[int, int], across: float, down: float) -> Floats:
    """The phase of straight lines in a direction."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    result: Floats = (x * across + y * down) * np.float32(6.2832 / (19 * scale(size) + 1))
    return result


def _nearest(colour: Floats) -> npt.NDArray[np.intp]:
    """The printing block for each pixel: 0 is bare paper, for greys."""
    red, green, blue = colour
    low, high = extremes(colour)
    block = np.where(
        blue >= np.maximum(red, green) - 6, 2, np.where(green > red, 4, np.where(green > red * 0.68, 3, 1))
    )
    return np.where(high - low < 34, 0, block)
