"""The things in a picture: each drawn once in grey at a large size, then coloured and scaled for every use.

A sprite is a mask and a shade map. Shade 0 is the colour's deep shadow, 128 the colour itself, 255 its highlight. So
one master serves every colour, and Pillow's C code does all work per picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from leaderboard.demo.drawing.plan import Rgb, Shape

Floats = npt.NDArray[np.float32]

MASTER = 448
"""Side of a master in px; in a picture of 1024 px things are rarely larger."""

_LIGHT = np.array([-0.55, -0.62, 0.56], dtype=np.float32)  # from the upper left, towards the viewer


@dataclass(frozen=True, slots=True)
class Sprite:
    """Two pictures of mode "L" and equal size: coverage and shade."""

    mask: Image.Image
    shade: Image.Image

    def scaled(self, size: int) -> Sprite:
        box = (size, size)
        return Sprite(self.mask.resize(box, Image.Resampling.LANCZOS), self.shade.resize(box, Image.Resampling.LANCZOS))


def coloured(shade: Image.Image, rgb: Rgb, light: Rgb) -> Image.Image:
    """The shade map as an RGB picture in one colour, under a light of one colour."""
    levels = np.arange(256) / 255
    channels = []
    for value, lamp in zip(rgb, light, strict=True):
        lit = value * (0.8 + 0.2 * lamp / 255)
        dark, bright = lit * 0.34, lit + (lamp - lit) * 0.55
        table = np.where(levels < 0.5, dark + (lit - dark) * levels * 2, lit + (bright - lit) * (levels * 2 - 1))
        channels.append(shade.point([round(entry) for entry in table.clip(0, 255).tolist()]))
    return Image.merge("RGB", channels)


@lru_cache(maxsize=16)
def sprite(shape: Shape) -> Sprite:
    """The master of one shape, centred, with its foot at the lower border."""
    axis = np.linspace(-1, 1, MASTER, dtype=np.float32)
    u, v = np.meshgrid(axis, axis)
    mask, shade = _PAINTERS[shape](u, v)
    return Sprite(_image(mask), _image(shade))


@lru_cache(maxsize=1)
def contact_shadow() -> Image.Image:
    """A soft round blot, mode "L", to be flattened and pasted under a thing."""
    axis = np.linspace(-1, 1, 128, dtype=np.float32)
    u, v = np.meshgrid(axis, axis)
    return _image(np.clip(1 - np.hypot(u, v), 0, 1) ** 1.2 * 0.75)


def _image(values: Floats) -> Image.Image:
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))


def _inside(distance: Floats) -> Floats:
    """Coverage (0 to 1) from the distance to the outline, in units of half the master's side, negative inside."""
    coverage: Floats = np.clip(0.5 - distance * (MASTER / 4), 0, 1)
    return coverage


def _grain(amount: float, seed: int) -> Floats:
    """Surface texture, so that a thing does not look like plastic."""
    noise = np.random.default_rng(seed).standard_normal((MASTER // 2, MASTER // 2), dtype=np.float32)
    enlarged = Image.fromarray(noise).resize((MASTER, MASTER), Image.Resampling.BICUBIC)
    grain: Floats = np.asarray(enlarged, dtype=np.float32) * amount
    return grain


def _lambert(x: Floats, y: Floats) -> Floats:
    """Shade of a surface with the normal (x, y, towards the viewer), with a highlight and light from the ground."""
    z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    facing = x * _LIGHT[0] + y * _LIGHT[1] + z * _LIGHT[2]
    highlight = np.clip(facing, 0, 1) ** 24
    shade: Floats = 0.16 + 0.48 * np.clip(facing, 0, 1) + 0.42 * highlight + 0.1 * np.clip(y, 0, 1)
    return shade


def _turned(u: Floats, width: Floats, tilt: float = 0.0) -> Floats:
    """Shade of a body of revolution with half the width ``width`` at each point."""
    x = (np.clip(u / np.maximum(width, 1e-3), -1, 1) * 0.98).astype(np.float32)
    return _lambert(x, np.full_like(x, tilt))


def _ball(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    x, y = u / 0.86, (v - 0.14) / 0.86
    return _inside(np.hypot(u, v - 0.14) - 0.86), _lambert(x, y) + _grain(0.012, 1)


def _pot(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    t = (v + 1) / 2
    body = 0.28 + 0.46 * np.sin(np.clip((t - 0.16) / 0.84, 0, 1) * np.pi * 0.86 + 0.12) ** 1.3
    lip = 0.1 * np.exp(-(((t - 0.05) / 0.05) ** 2))
    width = (body + lip).astype(np.float32)
    shade = _turned(u, width, -0.15) + _grain(0.015, 2)
    band = (np.abs(t - 0.5) < 0.035) | (np.abs(t - 0.64) < 0.012)
    return _inside(np.abs(u) - width), np.where(band, shade * 0.72, shade)


def _tree(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    t = (v + 1) / 2
    tier = np.mod(t * 3.5, 1.0)
    jagged = 0.035 * np.sin(t * 160) + 0.03 * np.sin(t * 57)
    crown = (0.12 + 0.56 * t) * (0.62 + 0.38 * tier) + jagged
    trunk = np.full_like(t, 0.09)
    width = np.where(t < 0.86, crown, trunk).astype(np.float32)
    shade = _turned(u, width) * (0.72 + 0.4 * (1 - tier)) + _grain(0.07, 3)
    return _inside(np.abs(u) - width), np.where(t < 0.86, shade, 0.12 + 0.1 * (u < 0))


def _house(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    roof_width = (v + 0.95) * 1.02
    wall = np.maximum(np.abs(u) - 0.72, -(v + 0.1))
    roof = np.maximum(np.maximum(np.abs(u) - roof_width, v + 0.02), -(v + 0.95))
    tiles = 0.07 * np.sign(np.sin(v * 70)) + 0.03 * np.sin(u * 90)
    # The right third is the gable's far side, turned away from the light.
    shade = np.where(u < 0.26, 0.56, 0.34) + _grain(0.02, 4) + 0.02 * np.sign(np.sin(v * 110))
    for centre in (-0.46, -0.02, 0.48):
        pane = (np.abs(u - centre) < 0.12) & (np.abs(v - 0.26) < 0.13)
        cross = (np.abs(u - centre) < 0.015) | (np.abs(v - 0.26) < 0.015)
        shade = np.where(pane, np.where(cross, 0.3, 0.95), shade)
    door = (np.abs(u + 0.24) < 0.12) & (v > 0.52)
    shade = np.where(door, 0.12, shade)
    chimney = np.maximum(np.abs(u - 0.42) - 0.08, np.maximum(v + 0.3, -(v + 0.84)))
    shade = np.where(v < 0.02, 0.26 + tiles + 0.16 * (u < 0), shade)
    outline = np.minimum(np.minimum(wall, roof), chimney)
    return _inside(outline.astype(np.float32)), shade.astype(np.float32)


def _lantern(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    width = (0.66 * np.sqrt(np.clip(1 - (v / 0.8) ** 2, 0, 1))).astype(np.float32)
    x = np.clip(u / np.maximum(width, 1e-3), -1, 1)
    ribs = 0.12 * np.abs(np.sin(np.arcsin(x) * 5))
    glow = 0.5 * np.exp(-((u / 0.35) ** 2 + ((v - 0.1) / 0.45) ** 2))
    caps = (np.abs(v) > 0.66) & (np.abs(v) < 0.82) & (np.abs(u) < 0.3)
    cord = (np.abs(u) < 0.025) & (np.abs(v) > 0.7)
    tassel = (np.abs(u) < 0.1) & (v > 0.86)
    shade = np.where(caps | cord, 0.1, np.where(tassel, 0.42 + 0.2 * np.sin(u * 160), 0.3 + ribs + glow))
    distance = np.where(caps | cord | tassel, -1, np.abs(u) - width)
    return _inside(distance.astype(np.float32)), shade.astype(np.float32)


def _tower(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    t = (v + 1) / 2
    width = np.where(t < 0.2, t * 1.5, 0.2 + 0.14 * t)
    width = np.where((t > 0.2) & (t < 0.25), 0.34, width).astype(np.float32)
    stripe = np.mod(t * 5.5, 1) < 0.5
    stones = 0.03 * np.sign(np.sin(v * 120)) + 0.02 * np.sign(np.sin(u * 60 + np.sign(np.sin(v * 120))))
    shade = _turned(u, width) + stones + np.where(stripe & (t > 0.25), 0.34, 0.0)
    window = (np.abs(u) < 0.05) & (np.mod(t * 4, 1) > 0.72) & (t > 0.3)
    return _inside(np.abs(u) - width), np.where(window, 0.05, np.where(t < 0.2, shade * 0.7, shade))


def _boat(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    hull = np.maximum(np.abs(u) - (0.92 - 0.55 * np.clip((v - 0.6) / 0.4, 0, 1) ** 2), 0.6 - v)
    mast = np.maximum(np.abs(u) - 0.02, v - 0.62)
    main = np.maximum(np.maximum(-u + 0.05, v - 0.5), u - 0.05 - (v + 0.92) * 0.5)
    jib = np.maximum(np.maximum(u + 0.05, v - 0.46), -u - 0.05 - (v + 0.75) * 0.52)
    planks = 0.07 * np.sign(np.sin(v * 50))
    sail = 0.6 + 0.22 * np.cos(u * 2.6) + _grain(0.012, 6) + 0.04 * np.sign(np.sin(v * 22))
    shade = np.where(v >= 0.6, 0.36 + planks + 0.2 * (v < 0.66), sail)
    shade = np.where((np.abs(u) < 0.03) & (v < 0.6), 0.12, shade)
    outline = np.minimum(np.minimum(hull, mast), np.minimum(main, jib))
    return _inside(outline.astype(np.float32)), shade.astype(np.float32)


_PAINTERS = {
    "ball": _ball,
    "pot": _pot,
    "tree": _tree,
    "house": _house,
    "lantern": _lantern,
    "tower": _tower,
    "boat": _boat,
}
