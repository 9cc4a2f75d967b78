"""Machines, toys and tools."""

from __future__ import annotations

import math

from leaderboard.demo.drawing.geometry import Parts, arc, ball, blob, curve, line, oval, poly, rect, turned
from leaderboard.demo.drawing.subjects.look import Look


def kite(_look: Look) -> Parts:
    """A round kite with a tail."""
    return [
        curve("accent", 0.03, (0, 0.7), (0.2, 0.8), (0.0, 0.9), (0.2, 1.0)),
        oval("main", 0, 0.36, 0.36, 0.36),
        oval("accent", 0, 0.36, 0.26, 0.26),
        oval("second", 0, 0.36, 0.15, 0.15),
        line("wood", 0.015, (-0.36, 0.36), (0.36, 0.36)),
        line("wood", 0.015, (0, 0.0), (0, 0.72)),
    ]


def robot(look: Look) -> Parts:
    """A robot; with the trait "arm" an industrial robot arm."""
    if look.has("arm"):
        return [
            rect("dark", -0.34, 0.88, 0.34, 1.0, 0.04),
            *turned("main", (0.7, 0.14), (0.88, 0.22)),
            line("main", 0.17, (0, 0.74), (-0.22, 0.34)),
            line("main+", 0.04, (-0.04, 0.7), (-0.24, 0.36)),
            line("main-", 0.13, (-0.22, 0.32), (0.26, 0.14)),
            oval("dark", -0.22, 0.33, 0.09, 0.09),
            oval("dark", 0.0, 0.74, 0.1, 0.1),
            oval("dark", 0.27, 0.14, 0.07, 0.07),
            line("metal", 0.06, (0.27, 0.16), (0.36, 0.32)),
            line("metal", 0.04, (0.34, 0.32), (0.28, 0.44)),
            line("metal", 0.04, (0.4, 0.32), (0.48, 0.42)),
        ]
    return [
        line("metal", 0.03, (0, 0.0), (0, 0.08)),
        oval("accent", 0, 0.02, 0.035, 0.035),
        rect("main", -0.2, 0.08, 0.2, 0.34, 0.06),
        oval("white", -0.08, 0.2, 0.055, 0.055),
        oval("white", 0.08, 0.2, 0.055, 0.055),
        oval("dark", -0.08, 0.2, 0.026, 0.026),
        oval("dark", 0.08, 0.2, 0.026, 0.026),
        line("dark", 0.02, (-0.07, 0.29), (0.07, 0.29)),
        *[line("metal", 0.05, (s * 0.22, 0.44), (s * 0.36, 0.54), (s * 0.3, 0.68)) for s in (-1, 1)],
        rect("main", -0.24, 0.37, 0.24, 0.76, 0.05),
        rect("main-", 0.1, 0.37, 0.24, 0.76, 0.05),
        rect("light", -0.14, 0.46, 0.06, 0.62, 0.02),
        *[oval("accent", -0.1 + n * 0.08, 0.69, 0.025, 0.025) for n in range(3)],
        *[line("metal", 0.07, (x, 0.76), (x, 0.92)) for x in (-0.12, 0.12)],
        *[oval("dark", x, 0.96, 0.11, 0.045) for x in (-0.14, 0.14)],
    ]


def bulb(_look: Look) -> Parts:
    """A light bulb with a tiny street inside."""
    houses = [
        rect(tone, x, y, x + 0.12, 0.52)
        for tone, x, y in (("main", -0.24, 0.34), ("accent", -0.12, 0.26), ("second", 0.0, 0.32), ("red", 0.12, 0.38))
    ]
    return [
        oval("glass", 0, 0.4, 0.38, 0.4),
        poly("glass", (-0.24, 0.68), (0.24, 0.68), (0.14, 0.82), (-0.14, 0.82)),
        oval("flame+", 0, 0.42, 0.3, 0.3),
        *houses,
        *[rect("flame++", -0.2 + n * 0.12, 0.42, -0.16 + n * 0.12, 0.46) for n in range(4)],
        rect("flame", -0.14, 0.52, 0.1, 0.62, 0.03),
        oval("dark", -0.08, 0.63, 0.03, 0.03),
        oval("dark", 0.05, 0.63, 0.03, 0.03),
        rect("metal", -0.14, 0.8, 0.14, 0.97, 0.03),
        *[line("metal--", 0.015, (-0.14, y), (0.14, y)) for y in (0.85, 0.9)],
        oval("dark", 0, 0.98, 0.07, 0.03),
        arc("white", 0.03, 0, 0.4, 0.31, 0.33, 180, 250),
    ]


def telescope(look: Look) -> Parts:
    """A telescope on a tripod; with the trait "camera" a camera."""
    if look.has("camera"):
        return [
            rect("main", -0.6, 0.22, 0.6, 1.0, 0.08),
            rect("main-", -0.2, 0.06, 0.24, 0.26, 0.04),
            rect("metal", -0.5, 0.12, -0.3, 0.22, 0.02),
            oval("metal", 0.05, 0.62, 0.32, 0.32),
            oval("dark", 0.05, 0.62, 0.25, 0.25),
            oval("pane", 0.05, 0.62, 0.15, 0.15),
            oval("white", -0.03, 0.54, 0.05, 0.05),
        ]
    return [
        *[line("wood", 0.04, (0, 0.48), (x, 1.0)) for x in (-0.26, 0.0, 0.26)],
        poly("main", (-0.46, 0.52), (-0.42, 0.62), (0.5, 0.22), (0.42, 0.04)),
        poly("main-", (-0.44, 0.57), (-0.42, 0.62), (0.5, 0.22), (0.47, 0.16)),
        poly("gold", (0.42, 0.03), (0.5, 0.23), (0.56, 0.2), (0.48, 0.0)),
        oval("dark", 0, 0.47, 0.06, 0.06),
    ]


def key(_look: Look) -> Parts:
    """A key or other small tool."""
    return [
        arc("main", 0.09, 0, 0.2, 0.16, 0.16, 0, 360),
        line("main", 0.09, (0, 0.36), (0, 0.96)),
        line("main", 0.08, (0, 0.92), (0.2, 0.92)),
        line("main", 0.08, (0, 0.76), (0.16, 0.76)),
    ]


def hat(_look: Look) -> Parts:
    """A conical straw hat."""
    return [
        poly("main", (-0.95, 0.85), (0, 0.05), (0.95, 0.85)),
        poly("main-", (0.2, 0.85), (0, 0.05), (0.95, 0.85)),
        oval("main--", 0, 0.86, 0.95, 0.14),
        *[line("main-", 0.015, (0, 0.08), (x, 0.86)) for x in (-0.6, -0.3, 0.0)],
    ]


def bell(_look: Look) -> Parts:
    """A bell or glass chime."""
    return [
        arc("gold-", 0.04, 0, 0.08, 0.08, 0.08, 0, 360),
        *turned("main", (0.14, 0.08), (0.3, 0.26), (0.6, 0.34), (0.78, 0.46)),
        oval("main--", 0, 0.79, 0.46, 0.06),
        *ball("gold", 0, 0.86, 0.08),
    ]


def flag(_look: Look) -> Parts:
    """A flag or banner on a pole."""
    return [
        line("wood", 0.04, (-0.4, 0.0), (-0.4, 1.0)),
        blob("main", (-0.38, 0.04), (0.0, 0.1), (0.5, 0.02), (0.48, 0.44), (0.0, 0.52), (-0.38, 0.46)),
        blob("accent", (-0.38, 0.2), (0.0, 0.26), (0.5, 0.18), (0.49, 0.3), (0.0, 0.38), (-0.38, 0.32)),
    ]


def firework(_look: Look) -> Parts:
    """Sparks that burst from one point."""
    rays: Parts = []
    for n in range(18):
        angle, reach = n * math.pi / 9, 0.46 if n % 2 else 0.34
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        rays += [
            line("main", 0.018, (x * 0.35, 0.5 + y * 0.35), (x, 0.5 + y)),
            oval("flame+", x, 0.5 + y, 0.028, 0.028),
        ]
    return [*rays, *ball("flame", 0, 0.5, 0.09)]


def wheel(_look: Look) -> Parts:
    """A colour wheel, pie chart or dial."""
    tones = ("main", "accent", "second", "gold", "red", "water")
    return [
        poly(
            tones[n],
            (0, 0.5),
            *[
                (0.5 * math.cos(math.radians(n * 60 + d * 15)), 0.5 + 0.5 * math.sin(math.radians(n * 60 + d * 15)))
                for d in range(5)
            ],
        )
        for n in range(6)
    ]


def die(_look: Look) -> Parts:
    """A die; tiles and cubes use it too."""
    return [
        rect("main", -0.42, 0.1, 0.34, 0.96, 0.08),
        poly("main-", (0.34, 0.14), (0.48, 0.02), (0.48, 0.84), (0.34, 0.94)),
        poly("main+", (-0.4, 0.12), (-0.26, 0.0), (0.48, 0.02), (0.34, 0.12)),
        *[
            oval("dark", x, y, 0.06, 0.06)
            for x, y in ((-0.22, 0.32), (0.14, 0.32), (-0.22, 0.74), (0.14, 0.74), (-0.04, 0.53))
        ],
    ]


def sphere(_look: Look) -> Parts:
    """A ball with seams."""
    return [
        *ball("main", 0, 0.5, 0.5),
        arc("main--", 0.025, -0.6, 0.5, 0.5, 0.5, -55, 55),
        arc("main--", 0.025, 0.6, 0.5, 0.5, 0.5, 125, 235),
        line("main--", 0.025, (-0.5, 0.5), (0.5, 0.5)),
    ]


def loom(_look: Look) -> Parts:
    """A loom with cloth on it."""
    stripes = [
        rect(tone, -0.36, 0.56 + n * 0.09, 0.36, 0.65 + n * 0.09)
        for n, tone in enumerate(("main", "accent", "light", "second"))
    ]
    return [
        *[line("light-", 0.01, (-0.34 + n * 0.068, 0.1), (-0.34 + n * 0.068, 0.6)) for n in range(11)],
        *stripes,
        *[line("wood", 0.07, (x, 0.02), (x, 1.0)) for x in (-0.45, 0.45)],
        line("wood", 0.07, (-0.5, 0.08), (0.5, 0.08)),
        line("wood-", 0.06, (-0.5, 0.93), (0.5, 0.93)),
    ]


def garment(_look: Look) -> Parts:
    """A coat on a hanger."""
    return [
        arc("metal", 0.025, 0, 0.06, 0.05, 0.05, 180, 420),
        poly(
            "main",
            (-0.1, 0.12),
            (0.1, 0.12),
            (0.4, 0.24),
            (0.5, 0.62),
            (0.38, 0.66),
            (0.3, 0.42),
            (0.32, 1.0),
            (-0.32, 1.0),
            (-0.3, 0.42),
            (-0.38, 0.66),
            (-0.5, 0.62),
            (-0.4, 0.24),
        ),
        poly("main-", (0.02, 0.14), (0.1, 0.12), (0.4, 0.24), (0.3, 0.42), (0.32, 1.0), (0.02, 1.0)),
        *[oval("gold", -0.04, 0.34 + n * 0.16, 0.025, 0.025) for n in range(4)],
        line("accent", 0.04, (-0.31, 0.94), (0.31, 0.94)),
    ]


def radio(_look: Look) -> Parts:
    """A radio or other apparatus."""
    return [
        line("metal", 0.025, (0.4, 0.3), (0.62, -0.1)),
        arc("dark", 0.05, 0, 0.3, 0.4, 0.22, 180, 360),
        rect("main", -0.62, 0.28, 0.62, 1.0, 0.07),
        rect("main-", -0.62, 0.84, 0.62, 1.0, 0.06),
        oval("dark", -0.28, 0.62, 0.22, 0.22),
        oval("metal", -0.28, 0.62, 0.1, 0.1),
        rect("light", 0.06, 0.42, 0.5, 0.58, 0.02),
        *[oval("accent", 0.14 + n * 0.15, 0.72, 0.045, 0.045) for n in range(3)],
    ]
