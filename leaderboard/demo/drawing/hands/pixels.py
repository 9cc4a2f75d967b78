"""What the hands share: textures (made once per size), light, outlines, and arithmetic on pixels.

Colours are planes, (3, height, width): so a texture of (height, width) applies to all three at once, ten times as fast
as to pixels of (height, width, 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from leaderboard.demo.drawing.raster import OVERSIZE, Layers
from leaderboard.demo.drawing.scenes.scene import LETTERS, Glow

Floats = npt.NDArray[np.floating[Any]]
Rgb = tuple[int, int, int]


def floats(picture: Image.Image) -> Floats:
    """A picture as floats from 0 to 255: (3, height, width) of an RGB picture, (height, width) of one channel."""
    if picture.mode != "RGB":
        return np.asarray(picture, dtype=np.float32)
    result: Floats = np.empty((3, picture.height, picture.width), dtype=np.float32)
    for plane, channel in zip(result, picture.split(), strict=True):
        plane[...] = np.asarray(channel)
    return result


def tint(rgb: tuple[float, float, float]) -> Floats:
    """A colour, or three factors, for arithmetic with planes: (3, 1, 1)."""
    return np.array(rgb, dtype=np.float32)[:, None, None]


def picture(values: Floats) -> Image.Image:
    """Planes of floats from 0 to 255 as an RGB picture."""
    planes = np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(plane) for plane in planes])


def scale(size: tuple[int, int]) -> float:
    """How large strokes and textures are, relative to a picture of 512 px."""
    return min(size) / 512


@lru_cache(maxsize=48)
def noise(size: tuple[int, int], cell: float, seed: int) -> Floats:
    """Smooth noise, (height, width), mean 0, deviation about 1; ``cell`` is the size of its grains in px."""
    rng = np.random.default_rng(seed)
    cells = (max(2, round(size[1] / max(cell, 1))), max(2, round(size[0] / max(cell, 1))))
    coarse = rng.standard_normal(cells, dtype=np.float32)
    if cells == (size[1], size[0]):
        return coarse
    # Two more cells on every side, taken from the other: so the texture has no seam where ``rolled`` joins its ends.
    around = Image.fromarray(np.pad(coarse, 2, mode="wrap"))
    inner = (2, 2, 2 + cells[1], 2 + cells[0])
    result: Floats = floats(around.resize(size, Image.Resampling.BICUBIC, box=inner)) * np.float32(1.25)
    return result


def rolled(texture: Floats, rng: np.random.Generator) -> Floats:
    """The texture shifted at random, so that no two pictures have the same grain in the same place."""
    shift = (int(rng.integers(texture.shape[0])), int(rng.integers(texture.shape[1])))
    return np.roll(texture, shift, axis=(0, 1))


@lru_cache(maxsize=16)
def paper(size: tuple[int, int], rough: float) -> Floats:
    """The grain of paper: around 0, deviation ``rough``."""
    unit = scale(size)
    grain = noise(size, 1.6 * unit, 11) * 0.6 + noise(size, 5 * unit, 12) * 0.4 + noise(size, 40 * unit, 13) * 0.3
    result: Floats = grain * np.float32(rough)
    return result


def brightness(values: Floats) -> Floats:
    """Lightness from 0 to 255, (height, width)."""
    # No matrix product: its threads would wait for each other on a busy machine.
    grey: Floats = values[0] * np.float32(0.3)
    grey += values[1] * np.float32(0.59)
    grey += values[2] * np.float32(0.11)
    return grey


def extremes(values: Floats) -> tuple[Floats, Floats]:
    """The smallest and the largest of the three channels of each pixel."""
    red, green, blue = values
    return np.minimum(np.minimum(red, green), blue), np.maximum(np.maximum(red, green), blue)


def blurred(values: Image.Image, radius: float) -> Image.Image:
    """A quick soft blur; a wide one is computed at half the size."""
    if radius > 1.5 and min(values.size) > 16:
        half = values.reduce(2).filter(ImageFilter.BoxBlur(radius / 2)).filter(ImageFilter.BoxBlur(radius / 2))
        return half.resize(values.size, Image.Resampling.BILINEAR)
    return values.filter(ImageFilter.BoxBlur(radius * 1.3))


def outlines(layers: Layers, width: float) -> Floats:
    """The borders between shapes as lines about ``width`` px wide: 0 (none) to 1, (height, width)."""
    lines = Image.fromarray(layers.edges).reduce(OVERSIZE)
    width *= scale(layers.size)
    if width > 0.6:
        radius = max(0.0, width / 2 - 0.5)
        gain = 1.9 * (2 * radius + 1)
        lines = lines.filter(ImageFilter.BoxBlur(radius)).point([min(255, round(v * gain)) for v in range(256)])
    return floats(lines) / 255


def nearness(layers: Layers, start: int = 120, end: int = 190) -> Floats:
    """0 for the backdrop, 1 for the subjects, (height, width)."""
    depth = layers.depth.astype(np.float32)
    result: Floats = np.clip((depth - start) / (end - start), 0, 1)
    return result


def lettered(values: Floats, layers: Layers) -> Floats:
    """The picture with its lettering in flat colour, so that no texture makes it illegible."""
    mask = layers.depth >= LETTERS - 2
    if not mask.any():
        return values
    share = floats(Image.fromarray(mask.astype(np.uint8) * np.uint8(255)).filter(ImageFilter.BoxBlur(0.6))) / 255
    return towards(values, floats(layers.colour), share)


@lru_cache(maxsize=16)
def waves(size: tuple[int, int], across: float, down: float, cell: float, bend: float) -> Floats:
    """Parallel wavy strokes from −1 to 1; ``across`` and ``down`` are their frequencies in radians per px."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    result: Floats = np.sin(x * np.float32(across) + y * np.float32(down) + noise(size, cell, 7) * np.float32(bend))
    return result


def shifted(values: Floats, across: int, down: int) -> Floats:
    """The values moved by whole px; what leaves on one side is filled with the border's values."""
    height, width = values.shape[-2:]
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - across, 0, width - 1)
    result: Floats = values[..., rows, :][..., columns]
    return result


def displaced(values: Floats, across: Floats, down: Floats) -> Floats:
    """The values fetched from (x + across, y + down), in px."""
    height, width = values.shape[-2:]
    rows = np.clip(np.arange(height, dtype=np.float32)[:, None] + down, 0, height - 1).astype(np.intp)
    columns = np.clip(np.arange(width, dtype=np.float32)[None, :] + across, 0, width - 1).astype(np.intp)
    result: Floats = values.reshape(*values.shape[:-2], height * width).take(rows * width + columns, axis=-1)
    return result


def with_glows(values: Floats, glows: Iterable[Glow], strength: float = 1.0) -> Floats:
    """The picture with light added around its glows; computed small, because light is soft."""
    height, width = values.shape[-2:]
    small = (max(2, width // 8), max(2, height // 8))
    light = np.zeros((3, small[1], small[0]), dtype=np.float32)
    y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32) / np.float32(small[1])
    count = 0
    for glow in glows:
        distance = np.hypot(x - glow.x, y - glow.y) / glow.radius
        light += np.exp(-3.2 * distance) * np.float32(glow.strength * strength) * tint(glow.rgb)
        count += 1
    if not count:
        return values
    enlarged = floats(picture(light).resize((width, height), Image.Resampling.BICUBIC))
    return values + enlarged * (1 - np.clip(values, 0, 255) * np.float32(1 / 255)) * np.float32(0.8)


def relief(layers: Layers, radius: float) -> Floats:
    """How much each point faces the light at the upper left if every shape were a cushion: about −1 to 1.

    Computed at half the size, because the slopes are soft.
    """
    unit = scale(layers.size) / 2
    plain = Image.fromarray(255 - layers.edges).reduce(OVERSIZE * 2)
    height = floats(blurred(plain, radius * unit)) + floats(blurred(plain, radius * unit * 2.6)) * 1.4
    step = max(1, round(1.4 * unit))
    slope = np.clip((shifted(height, -step, -step) - shifted(height, step, step)) / (120 / radius + 16), -1.4, 1.4)
    enlarged = Image.fromarray(slope.astype(np.float32)).resize(layers.size, Image.Resampling.BILINEAR)
    return floats(enlarged)


def graded(values: Floats, *, contrast: float = 1.0, saturation: float = 1.0, warmth: float = 0.0) -> Floats:
    """Contrast and saturation about the middle; warmth adds red and takes blue."""
    result = values * np.float32(saturation * contrast)
    if saturation != 1.0:
        result += brightness(values) * np.float32((1 - saturation) * contrast)
    result += np.float32(128 * (1 - contrast))
    if warmth:
        result += tint((warmth, warmth * 0.2, -warmth))
    return result


def vignette(values: Floats, amount: float) -> Floats:
    """Darker towards the corners."""
    return values * (1 - np.float32(amount) * _corners(values.shape[-2], values.shape[-1]))


@lru_cache(maxsize=8)
def _corners(height: int, width: int) -> Floats:
    """0 in the middle, 1 in the corners."""
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    result: Floats = ((x * x + y * y) / 2) ** np.float32(1.5)
    return result


def towards(values: Floats, rgb: Rgb | Floats, share: Floats | float) -> Floats:
    """The values mixed with a colour by a share, which may differ from pixel to pixel."""
    goal = tint(rgb) if isinstance(rgb, tuple) else rgb
    part = share if isinstance(share, np.ndarray) else np.float32(share)
    result: Floats = goal - values
    result *= part
    result += values
    return result
