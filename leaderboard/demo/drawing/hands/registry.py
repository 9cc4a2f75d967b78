"""All hands by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.hands.charcoal import charcoal
from leaderboard.demo.drawing.hands.clay import clay
from leaderboard.demo.drawing.hands.comic import comic
from leaderboard.demo.drawing.hands.flat import flat
from leaderboard.demo.drawing.hands.ink import ink
from leaderboard.demo.drawing.hands.line_art import line_art
from leaderboard.demo.drawing.hands.low_poly import low_poly
from leaderboard.demo.drawing.hands.mosaic import mosaic
from leaderboard.demo.drawing.hands.neon import neon
from leaderboard.demo.drawing.hands.oil import oil
from leaderboard.demo.drawing.hands.papercut import papercut
from leaderboard.demo.drawing.hands.pastel import pastel
from leaderboard.demo.drawing.hands.photo import photo
from leaderboard.demo.drawing.hands.pixel import pixel
from leaderboard.demo.drawing.hands.riso import riso
from leaderboard.demo.drawing.hands.watercolour import watercolour
from leaderboard.demo.drawing.hands.woodcut import woodcut
from leaderboard.demo.drawing.raster import Layers

Hand = Callable[[Layers, np.random.Generator], Image.Image]

HANDS: dict[str, Hand] = {
    "clay": clay,
    "flat": flat,
    "watercolour": watercolour,
    "photo": photo,
    "papercut": papercut,
    "ink": ink,
    "oil": oil,
    "riso": riso,
    "pixel": pixel,
    "line-art": line_art,
    "low-poly": low_poly,
    "pastel": pastel,
    "neon": neon,
    "woodcut": woodcut,
    "charcoal": charcoal,
    "comic": comic,
    "mosaic": mosaic,
}
"""In this order neighbours differ most."""
