"""From a plan to layers of pixels, which the hands turn into a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from leaderboard.demo.drawing.lettering import write
from leaderboard.demo.drawing.scenes.scene import Glow, Scene, Shape

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
OVERSIZE, _DEPTH = 2, 3
"""Layers are this many times as large as the picture: scaling them down smooths all edges."""


@dataclass(frozen=True)
class Layers:
    """``canvas``: RGBX, oversized; its fourth channel is the depth, from 0 (sky) to 255. ``size``: of the picture."""

    canvas: Image.Image
    size: tuple[int, int]
    glows: tuple[Glow, ...]
    is_night: bool

    @cached_property
    def colour(self) -> Image.Image:
        """The flat colours, RGB, in the picture's size."""
        return self.canvas.reduce(OVERSIZE).convert("RGB")

    @cached_property
    def depth(self) -> Bytes:
        """The depth of every pixel, (height, width)."""
        return np.asarray(self.canvas.getchannel(_DEPTH).reduce(OVERSIZE))

    @cached_property
    def edges(self) -> Bytes:
        """Borders between shapes, oversized, 255 on a border and 0 elsewhere."""
        pixels = np.asarray(self.canvas)
        packed = pixels.view(np.uint32)[..., 0]
        edges = np.zeros(packed.shape, dtype=np.uint8)
        edges[:, 1:] = packed[:, 1:] != packed[:, :-1]
        edges[1:] |= packed[1:] != packed[:-1]
        edges *= 255
        edges[pixels[..., _DEPTH] == 0] = 0  # the sky's gradient has no borders
        return edges


def rasterise(scene: Scene, size: tuple[int, int]) -> Layers:
    """Draw all shapes of a plan, in flat colours."""
    canvas = _canvas(scene, (size[0] * OVERSIZE, size[1] * OVERSIZE))
    glows = [*scene.glows]
    for panel in scene.panels:
        left, top, _right, bottom = panel.box
        glows += [
            Glow(
                left + glow.x * (bottom - top),
                top + glow.y * (bottom - top),
                glow.radius * (bottom - top),
                glow.rgb,
                glow.strength * 0.7,
            )
            for glow in panel.scene.glows
        ]
    return Layers(canvas, size, tuple(glows), scene.is_night)


def _canvas(scene: Scene, size: tuple[int, int]) -> Image.Image:
    canvas = _sky(scene, size)
    _draw(canvas, scene.shapes)
    unit = canvas.height
    for panel in scene.panels:
        left, top, right, bottom = (round(value * unit) for value in panel.box)
        canvas.paste(_canvas(panel.scene, (max(2, right - left), max(2, bottom - top))), (left, top))
    _draw(canvas, scene.over)
    for lettering in scene.letterings:
        write(canvas, lettering)
    return canvas


def _sky(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """The gradient behind everything, with depth 0."""
    stops = scene.sky or ((0.0, (240, 240, 236)),)
    rows = np.linspace(0, 1, size[1])
    at = [y for y, _ in stops]
    channels = [np.interp(rows, at, [rgb[channel] for _, rgb in stops]) for channel in range(3)]
    column = np.stack([*channels, np.zeros(size[1])], axis=1).astype(np.uint8)[:, None, :]
    return Image.fromarray(column, "RGBX").resize(size, Image.Resampling.NEAREST)


def _draw(canvas: Image.Image, shapes: Iterable[Shape]) -> None:
    pen, unit = ImageDraw.Draw(canvas), canvas.height
    for shape in shapes:
        points = [(x * unit, y * unit) for x, y in shape.points]
        fill = (*shape.rgb, shape.depth)
        if shape.stroke:
            width = max(1, round(shape.stroke * unit))
            pen.line(points, fill, width, joint="curve")
            if width > 4:
                for x, y in (points[0], points[-1]):
                    pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill)
        elif len(points) > 2:
            pen.polygon(points, fill)
