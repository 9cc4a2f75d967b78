"""Thin even lines on white paper with one spot colour."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    brightness,
    floats,
    lettered,
    nearness,
    outlines,
    picture,
    tint,
    towards,
)
from leaderboard.demo.drawing.raster import Layers


def line_art(layers: Layers, _rng: np.random.Generator) -> Image.Image:
    """Lines, with colour only on the subjects."""
    colour = floats(layers.colour)
    near = nearness(layers, 140, 180)
    values = np.broadcast_to(tint((252, 251, 247)), colour.shape)
    pale = 255 - (255 - colour) * 0.8
    values = values + (pale - values) * (near * 0.92)
    shade = np.clip((150 - brightness(colour)) / 150, 0, 1) * (1 - near) * 0.12
    values = towards(values, (60, 66, 96), shade)
    drawn = towards(values, (32, 34, 58), np.clip(outlines(layers, 1.5) * 1.15, 0, 1))
    return picture(lettered(drawn, layers))
