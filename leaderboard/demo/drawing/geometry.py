"""Parts of a drawing: filled outlines and strokes in unit coordinates, and the helpers that build them.

x grows to the right from the middle, y grows downwards; a subject is 1 high and stands on y = 1. A part's tone names a
colour of its subject ("main", "skin" …), darker with each "-" behind it and lighter with each "+".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A filled outline, or with ``stroke`` > 0 an open line of that width."""

    points: tuple[Point, ...]
    tone: str
    stroke: float = 0.0


Parts = list[Part]


def poly(tone: str, *points: Point) -> Part:
    """A polygon."""
    return Part(points, tone)


def line(tone: str, width: float, *points: Point) -> Part:
    """Straight pieces with round joints."""
    return Part(points, tone, width)


def rect(tone: str, left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Part:
    """A rectangle, with round corners if ``radius`` > 0."""
    if radius <= 0:
        return Part(((left, top), (right, top), (right, bottom), (left, bottom)), tone)
    corners = ((right - radius, top + radius, -90), (right - radius, bottom - radius, 0),
               (left + radius, bottom - radius, 90), (left + radius, top + radius, 180))  # fmt: skip
    points = [
        point for x, y, start in corners for point in arc_points(x, y, radius, radius, start, start + 90, steps=5)
    ]
    return Part(tuple(points), tone)


def arc_points(
    x: float, y: float, across: float, down: float, start: float = 0, end: float = 360, steps: int = 24
) -> list[Point]:
    """Points on an ellipse with the radii ``across`` and ``down``; degrees clockwise from the right."""
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + across * math.cos(angle), y + down * math.sin(angle)) for angle in angles]


@lru_cache(maxsize=64)
def circle(steps: int) -> tuple[Point, ...]:
    """Points on the unit circle."""
    angles = (2 * math.pi * step / steps for step in range(steps))
    return tuple((math.cos(angle), math.sin(angle)) for angle in angles)


def oval(tone: str, x: float, y: float, across: float, down: float, start: float = 0, end: float = 360) -> Part:
    """An ellipse, or the segment of one between two angles."""
    if end - start == 360:
        return Part(tuple((x + across * px, y + down * py) for px, py in circle(24)), tone)
    return Part(tuple(arc_points(x, y, across, down, start, end)), tone)


def arc(tone: str, width: float, x: float, y: float, across: float, down: float, start: float, end: float) -> Part:
    """A stroke along an ellipse."""
    return Part(tuple(arc_points(x, y, across, down, start, end, steps=16)), tone, width)


def blob(tone: str, *points: Point) -> Part:
    """A smooth closed outline through all points."""
    return Part(tuple(_smooth(points, closed=True)), tone)


def curve(tone: str, width: float, *points: Point) -> Part:
    """A smooth open stroke through all points."""
    return Part(tuple(_smooth(points, closed=False)), tone, width)


def turned(tone: str, *profile: Point) -> Parts:
    """A body of revolution from (y, half width) pairs: its outline, its shadow side and its highlight."""
    sides = _smooth([(width, y) for y, width in profile], closed=False)
    body = [*sides, *[(-x, y) for x, y in reversed(sides)]]
    shadow = [*sides, *[(x * 0.45, y) for x, y in reversed(sides)]]
    light = [*[(-x * 0.72, y) for x, y in sides], *[(-x * 0.5, y) for x, y in reversed(sides)]]
    return [Part(tuple(body), tone), Part(tuple(shadow), tone + "-"), Part(tuple(light), tone + "+")]


def rounded(tone: str, *points: Point, shift: float = 0.05) -> Parts:
    """A smooth body with its shadow at the lower right: the outline, and a smaller copy towards the light."""
    outline = _smooth(points, closed=True)
    x, y = (sum(point[axis] for point in outline) / len(outline) for axis in (0, 1))
    shrunk = [(x + (px - x) * 0.88 - shift * 0.5, y + (py - y) * 0.88 - shift * 0.5) for px, py in outline]
    return [Part(tuple(outline), tone + "-"), Part(tuple(shrunk), tone)]


def ball(tone: str, x: float, y: float, radius: float) -> Parts:
    """A sphere lit from the upper left."""
    return [
        oval(tone + "-", x, y, radius, radius),
        oval(tone, x - radius * 0.09, y - radius * 0.09, radius * 0.86, radius * 0.86),
        oval(tone + "++", x - radius * 0.36, y - radius * 0.38, radius * 0.2, radius * 0.15),
    ]


def moved(
    parts: Iterable[Part], x: float = 0, y: float = 0, scale: float = 1, *, flip: bool = False, turn: float = 0
) -> Parts:
    """The parts scaled and turned (degrees clockwise) about the origin, mirrored if asked for, then shifted."""
    cosine, sine = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
    sign = -1 if flip else 1
    return [
        replace(
            part,
            points=tuple(
                (x + sign * px * cosine - py * sine, y + sign * px * sine + py * cosine) for px, py in part.points
            ),
            stroke=part.stroke * abs(scale),
        )
        for part in parts
    ]


def toned(parts: Iterable[Part], old: str, new: str) -> Parts:
    """The parts with one tone replaced, its lighter and darker steps too."""
    return [
        replace(part, tone=new + part.tone[len(old) :]) if part.tone.rstrip("+-") == old else part for part in parts
    ]


def half_width(parts: Iterable[Part]) -> float:
    """The largest distance from the middle line."""
    return max((abs(x) for part in parts for x, _ in part.points), default=0.5)


def _smooth(points: Sequence[Point], *, closed: bool, steps: int = 5) -> list[Point]:
    """Catmull-Rom curve through the points."""
    count = len(points)
    result: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            before, start, end, after = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            before, start, end, after = (points[min(max(index + offset, 0), count - 1)] for offset in (-1, 0, 1, 2))
        result += [_between(before, start, end, after, step / steps) for step in range(steps)]
    return result if closed else [*result, points[-1]]


def _between(before: Point, start: Point, end: Point, after: Point, share: float) -> Point:
    def along(axis: int) -> float:
        p0, p1, p2, p3 = before[axis], start[axis], end[axis], after[axis]
        return 0.5 * (
            2 * p1
            + (p2 - p0) * share
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * share**2
            + (3 * p1 - p0 - 3 * p2 + p3) * share**3
        )

    return along(0), along(1)
