"""A planned picture: shapes in painting order, lettering, lights, and panels that are pictures themselves.

Units: the picture is 1 high and ``aspect`` wide; (0, 0) is its upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from leaderboard.demo.drawing.geometry import Parts, Point, circle
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS, drawn
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import Rgb, mixed, resolve

FAR, MIDDLE, NEAR, LETTERS = 60, 130, 200, 250
"""Depths, from 0 (the sky) to 255 (the nearest)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline, or with ``stroke`` > 0 a line of that width."""

    points: tuple[Point, ...]
    rgb: Rgb
    stroke: float
    depth: int


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line of text around (x, y), at most ``height`` high and ``width`` wide; ``vertical``: from top to bottom.
    ``halo``: the colour of a rim that keeps it legible on a busy ground."""

    text: str
    x: float
    y: float
    height: float
    width: float
    rgb: Rgb
    vertical: bool = False
    halo: Rgb | None = None


@dataclass(frozen=True, slots=True)
class Glow:
    """Light that spreads from a point."""

    x: float
    y: float
    radius: float
    rgb: Rgb
    strength: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture in a picture, with its box (left, top, right, bottom)."""

    box: tuple[float, float, float, float]
    scene: Scene


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole plan. ``sky`` is a vertical gradient of (y, colour) stops; ``over`` lies above the panels."""

    aspect: float
    sky: tuple[tuple[float, Rgb], ...]
    shapes: tuple[Shape, ...]
    letterings: tuple[Lettering, ...] = ()
    glows: tuple[Glow, ...] = ()
    panels: tuple[Panel, ...] = ()
    over: tuple[Shape, ...] = ()
    is_night: bool = False


@dataclass(frozen=True, slots=True)
class Air:
    """The light of a scene: the sky's colours, the tint on everything, and the haze that distance adds."""

    zenith: Rgb
    horizon: Rgb
    tint: Rgb
    haze: Rgb
    glow: Rgb
    is_night: bool = False


AIRS: dict[str, Air] = {
    "day": Air((104, 170, 222), (226, 240, 240), (255, 252, 244), (206, 228, 236), (255, 244, 206)),
    "dawn": Air((150, 172, 214), (252, 214, 184), (255, 240, 226), (244, 216, 204), (255, 226, 178)),
    "dusk": Air((92, 84, 146), (250, 172, 118), (252, 222, 200), (226, 158, 140), (255, 206, 130)),
    "night": Air((18, 24, 62), (62, 78, 132), (146, 156, 208), (48, 60, 112), (250, 214, 142), is_night=True),
    "grey": Air((158, 174, 188), (222, 226, 226), (236, 240, 244), (204, 212, 218), (244, 244, 236)),
    "indoors": Air((236, 226, 206), (236, 226, 206), (255, 250, 240), (224, 212, 194), (255, 240, 204)),
    "lamplight": Air((58, 52, 84), (76, 62, 84), (214, 186, 172), (70, 58, 82), (255, 206, 120), is_night=True),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a subject stands: the middle and the foot of its drawing, and its height."""

    subject: str
    x: float
    foot: float
    height: float


@dataclass(slots=True)
class Sketch:
    """Collects a scene's shapes; every colour is put into the scene's light on the way."""

    aspect: float
    air: Air
    rng: np.random.Generator
    sky: list[tuple[float, Rgb]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    letterings: list[Lettering] = field(default_factory=list)
    glows: list[Glow] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    over: list[Shape] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    def scene(self) -> Scene:
        """The finished plan."""
        return Scene(
            self.aspect, tuple(self.sky), tuple(self.shapes), tuple(self.letterings), tuple(self.glows),
            tuple(self.panels), tuple(self.over), self.air.is_night,
        )  # fmt: skip

    def fill(self, rgb: Rgb, points: list[Point], depth: int, stroke: float = 0.0, *, lit: bool = True) -> None:
        """Add one shape."""
        self.shapes.append(Shape(tuple(points), self.lit(rgb, depth) if lit else rgb, stroke, depth))

    def box(
        self, rgb: Rgb, left: float, top: float, right: float, bottom: float, depth: int, *, lit: bool = True
    ) -> None:
        """Add a rectangle."""
        self.fill(rgb, [(left, top), (right, top), (right, bottom), (left, bottom)], depth, lit=lit)

    def lit(self, rgb: Rgb, depth: int) -> Rgb:
        """A colour in this scene's light: hazy far away, less tinted close by, and untouched at depth 255."""
        if depth >= 255:
            return rgb
        return _lit(rgb, depth, self.air.tint, self.air.haze)

    def parts(
        self,
        parts: Parts,
        x: float,
        foot: float,
        height: float,
        depth: int,
        paints: dict[str, Rgb],
        *,
        flip: bool = False,
    ) -> None:
        """Add a drawing that stands at (x, foot)."""
        sign = -height if flip else height
        for part in parts:
            rgb = resolve(part.tone, paints)
            # What shines keeps its colour at night.
            shines = self.air.is_night and part.tone.rstrip("+-") in ("flame", "pane", "eye")
            colour = resolve("flame", {}) if shines else self.lit(rgb, depth)
            points = tuple((x + sign * px, foot + (py - 1) * height) for px, py in part.points)
            self.shapes.append(Shape(points, colour, part.stroke * height, depth))

    def subject(
        self,
        name: str,
        look: Look,
        x: float,
        foot: float,
        height: float,
        depth: int,
        paints: dict[str, Rgb] | None = None,
        *,
        flip: bool = False,
        shadow: bool = True,
    ) -> None:
        """Add a subject of the catalogue, with the shadow that it casts on the ground."""
        subject = SUBJECTS[name]
        drawing, half = drawn(name, look)
        if shadow:
            self.shadow(x, foot, half * height, depth)
        self.parts(drawing, x, foot, height, depth, {"main": subject.main, **(paints or {})}, flip=flip)

    def shadow(self, x: float, foot: float, half: float, depth: int) -> None:
        """A flat shadow on the ground, to the right of what stands there."""
        ground = self._ground_at(x, foot)
        points = [(x + half * (0.22 + 1.02 * px), foot + half * 0.1 * py) for px, py in circle(20)]
        self.shapes.append(Shape(tuple(points), mixed(ground, (30, 26, 60), 0.28), 0.0, depth))

    def _ground_at(self, x: float, y: float) -> Rgb:
        """The colour of the topmost wide shape of the backdrop at a point."""
        for shape in reversed(self.shapes):
            if shape.depth <= MIDDLE and shape.stroke == 0 and _holds(shape.points, x, y):
                return shape.rgb
        return self.sky[-1][1] if self.sky else self.air.horizon


@lru_cache(maxsize=8192)
def _lit(rgb: Rgb, depth: int, tint: Rgb, haze: Rgb) -> Rgb:
    near = 0.5 if depth > 165 else 0.0
    red, green, blue = (
        round(value * (part + (255 - part) * near) / 255) for value, part in zip(rgb, tint, strict=True)
    )
    return mixed((red, green, blue), haze, 0.55 * max(0.0, 1 - depth / 165))


def _holds(points: tuple[Point, ...], x: float, y: float) -> bool:
    inside = False
    previous = points[-1]
    for point in points:
        if (point[1] > y) != (previous[1] > y) and x < point[0] + (y - point[1]) * (previous[0] - point[0]) / (
            previous[1] - point[1]
        ):
            inside = not inside
        previous = point
    return inside
