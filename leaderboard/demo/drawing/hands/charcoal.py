"""Charcoal on rough paper, with one spot of colour."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    brightness,
    displaced,
    floats,
    nearness,
    noise,
    outlines,
    picture,
    rolled,
    scale,
    tint,
    towards,
)
from leaderboard.demo.drawing.raster import Layers


def charcoal(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Smudged greys; what is most colourful keeps a trace of its colour."""
    size, unit = layers.size, scale(layers.size)
    colour = floats(layers.colour)
    grey = brightness(floats(blurred(layers.colour, 1.6 * unit)))
    tooth = rolled(noise(size, 1.7 * unit, 101), rng) + rolled(noise(size, 4 * unit, 102), rng) * 0.6
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    strokes = np.sin((x * 0.8 + y * 1.1 + noise(size, 60 * unit, 103) * 12 * unit) * (1.15 / max(unit, 0.3)))
    darkness = np.clip((232 - grey) / 232, 0, 1) ** 1.15
    cover = np.clip((darkness * 1.5 - 0.36 + tooth * 0.2 + strokes * 0.11) * 1.25, 0, 1)
    wobble = rolled(noise(size, 12 * unit, 104), rng) * np.float32(1.5 * unit)
    lines = np.clip(displaced(outlines(layers, 2.2), wobble, -wobble) * (0.95 + tooth * 0.4), 0, 1)
    values = np.broadcast_to(tint((238, 234, 226)), colour.shape)
    values = towards(values, (46, 44, 48), np.maximum(cover * 0.86, lines * 0.85))
    spread = colour.max(axis=2) - colour.min(axis=2)
    vivid = np.clip((spread - 96) / 60, 0, 1) * nearness(layers, 140, 190) * np.clip(0.75 + tooth * 0.12, 0, 1)
    return picture(values + (colour - values) * (vivid * 0.8)[..., None])
