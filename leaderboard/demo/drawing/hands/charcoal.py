"""Charcoal on rough paper, with one spot of colour."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.pixels import (
    blurred,
    brightness,
    displaced,
    extremes,
    floats,
    lettered,
    nearness,
    noise,
    outlines,
    picture,
    rolled,
    scale,
    tint,
    towards,
    waves,
)
from leaderboard.demo.drawing.raster import Layers


def charcoal(layers: Layers, rng: np.random.Generator) -> Image.Image:
    """Smudged greys; what is most colourful keeps a trace of its colour."""
    size, unit = layers.size, scale(layers.size)
    colour = floats(layers.colour)
    grey = brightness(floats(blurred(layers.colour, 1.6 * unit)))
    tooth = rolled(noise(size, 5 * unit, 101), rng) * 0.6 + rolled(noise(size, 14 * unit, 102), rng) * 0.5
    strokes = waves(size, 0.32 / max(unit, 0.3), 0.46 / max(unit, 0.3), 60 * unit, 7.0)
    darkness = np.clip((236 - grey) / 236, 0, 1) ** 1.1
    cover = np.clip((darkness * 1.35 - 0.26 + tooth * 0.1 + strokes * 0.06) * 1.1, 0, 1)
    wobble = rolled(noise(size, 12 * unit, 104), rng) * np.float32(1.3 * unit)
    lines = np.clip(displaced(outlines(layers, 2.5), wobble, -wobble) * (1.1 + tooth * 0.25), 0, 1)
    values = np.broadcast_to(tint((240, 236, 228)), colour.shape)
    values = towards(values, (44, 42, 46), np.maximum(cover * 0.8, lines * 0.88))
    low, high = extremes(colour)
    vivid = np.clip((high - low - 96) / 60, 0, 1) * nearness(layers, 140, 190) * np.clip(0.75 + tooth * 0.12, 0, 1)
    return picture(lettered(values + (colour - values) * (vivid * 0.8), layers))
