"""Vehicles, seen from the side and heading right."""

from __future__ import annotations

import math

from leaderboard.demo.drawing.geometry import Parts, arc, ball, blob, curve, line, oval, poly, rect, turned
from leaderboard.demo.drawing.subjects.look import Look


def _wheel(x: float, y: float, radius: float) -> Parts:
    return [
        oval("dark", x, y, radius, radius),
        oval("metal", x, y, radius * 0.5, radius * 0.5),
        oval("dark", x, y, radius * 0.14, radius * 0.14),
    ]


def _spokes(x: float, y: float, radius: float) -> Parts:
    rays = [
        line("metal", 0.01, (x, y), (x + radius * math.cos(a), y + radius * math.sin(a)))
        for a in (n * math.pi / 5 for n in range(10))
    ]
    return [*rays, arc("dark", 0.045, x, y, radius, radius, 0, 360), oval("dark", x, y, 0.03, 0.03)]


def car(_look: Look) -> Parts:
    """A car or van."""
    return [
        blob(
            "main",
            (-0.9, 0.8),
            (-0.9, 0.46),
            (-0.55, 0.4),
            (-0.34, 0.08),
            (0.24, 0.06),
            (0.52, 0.4),
            (0.92, 0.5),
            (0.94, 0.8),
        ),
        rect("main-", -0.9, 0.64, 0.93, 0.82, 0.06),
        poly("pane", (-0.42, 0.4), (-0.27, 0.16), (-0.04, 0.15), (-0.04, 0.4)),
        poly("pane", (0.03, 0.4), (0.03, 0.15), (0.2, 0.15), (0.4, 0.4)),
        oval("flame", 0.88, 0.56, 0.06, 0.06),
        line("main--", 0.015, (0, 0.42), (0, 0.76)),
        *_wheel(-0.52, 0.82, 0.18),
        *_wheel(0.54, 0.82, 0.18),
    ]


def bus(look: Look) -> Parts:
    """A bus or tram; with the trait "tram" with a pantograph."""
    roof = (
        [line("dark", 0.025, (-0.1, 0.1), (0.1, 0.0), (0.26, 0.1)), line("dark", 0.02, (-0.1, 0.0), (0.3, 0.0))]
        if look.has("tram")
        else [rect("main-", -0.5, 0.06, 0.1, 0.12, 0.02)]
    )
    windows = [rect("pane", -0.82 + n * 0.31, 0.24, -0.58 + n * 0.31, 0.48, 0.03) for n in range(5)]
    return [
        *roof,
        rect("main", -0.95, 0.1, 0.95, 0.88, 0.1),
        rect("light", -0.95, 0.54, 0.95, 0.62),
        rect("main-", -0.95, 0.7, 0.95, 0.88, 0.06),
        *windows,
        rect("pane", 0.72, 0.24, 0.93, 0.5, 0.04),
        oval("flame++", 0.88, 0.72, 0.06, 0.06),
        *_wheel(-0.55, 0.88, 0.12),
        *_wheel(0.55, 0.88, 0.12),
    ]


def train(_look: Look) -> Parts:
    """A steam engine with one wagon."""
    return [
        rect("dark", 0.4, 0.08, 0.52, 0.34),
        oval("smoke", 0.4, 0.0, 0.14, 0.1),
        oval("smoke", 0.2, -0.12, 0.18, 0.13),
        oval("smoke", -0.08, -0.2, 0.2, 0.14),
        rect("main", 0.02, 0.32, 0.72, 0.72, 0.1),
        rect("main-", 0.02, 0.56, 0.72, 0.72),
        rect("main", -0.22, 0.12, 0.08, 0.74),
        rect("roof", -0.27, 0.06, 0.13, 0.14),
        rect("pane", -0.16, 0.22, 0.02, 0.42),
        oval("gold", 0.72, 0.5, 0.05, 0.12),
        rect("accent", -1.0, 0.3, -0.32, 0.76, 0.03),
        *[rect("pane", x, 0.38, x + 0.14, 0.54) for x in (-0.92, -0.73, -0.54)],
        line("dark", 0.04, (-1.02, 0.8), (0.8, 0.8)),
        poly("accent-", (0.72, 0.74), (0.9, 0.9), (0.7, 0.9)),
        *_wheel(-0.85, 0.88, 0.11),
        *_wheel(-0.48, 0.88, 0.11),
        *_wheel(-0.1, 0.86, 0.14),
        *_wheel(0.24, 0.86, 0.14),
        *_wheel(0.56, 0.86, 0.14),
    ]


def bicycle(look: Look) -> Parts:
    """A bicycle; with the trait "motor" a motorbike."""
    if look.has("motor"):
        return [
            *_spokes(-0.5, 0.74, 0.26),
            *_spokes(0.52, 0.74, 0.26),
            blob("main", (-0.6, 0.46), (-0.2, 0.42), (0.1, 0.3), (0.34, 0.36), (0.3, 0.62), (-0.2, 0.66)),
            rect("dark", -0.5, 0.34, -0.05, 0.46, 0.05),
            oval("metal", 0.0, 0.72, 0.17, 0.14),
            line("metal", 0.04, (0.34, 0.2), (0.52, 0.74)),
            line("dark", 0.04, (0.24, 0.14), (0.38, 0.2)),
            oval("flame", 0.46, 0.34, 0.07, 0.07),
        ]
    return [
        *_spokes(-0.46, 0.7, 0.29),
        *_spokes(0.46, 0.7, 0.29),
        line("main", 0.04, (-0.46, 0.7), (-0.18, 0.34), (0.3, 0.34), (0.0, 0.7), (-0.46, 0.7)),
        line("main", 0.04, (-0.22, 0.24), (0.0, 0.7)),
        line("main", 0.04, (0.26, 0.16), (0.46, 0.7)),
        line("dark", 0.05, (-0.32, 0.23), (-0.12, 0.23)),
        curve("dark", 0.035, (0.14, 0.1), (0.26, 0.14), (0.38, 0.08)),
        oval("metal-", 0.0, 0.7, 0.06, 0.06),
    ]


def boat(look: Look) -> Parts:
    """A sailing boat; "dragon": a long rowing boat with a dragon's head; "kayak": one paddler; "ship": a ferry."""
    if look.has("kayak"):
        return [
            line("wood", 0.035, (-0.34, 0.1), (0.36, 0.6)),
            rect("dark", -0.09, 0.26, 0.11, 0.7, 0.06),
            oval("skin", 0.01, 0.16, 0.085, 0.1),
            blob("main", (-1.0, 0.58), (-0.4, 0.7), (0.4, 0.7), (1.0, 0.56), (0.6, 0.94), (-0.6, 0.94)),
            blob("main-", (-0.7, 0.86), (0.7, 0.84), (0.5, 0.96), (-0.5, 0.96)),
        ]
    if look.has("ship"):
        return [
            rect("light", -0.5, 0.28, 0.45, 0.62, 0.03),
            rect("light-", -0.3, 0.08, 0.2, 0.3, 0.03),
            rect("accent", -0.1, -0.06, 0.08, 0.12),
            *[oval("pane", x, 0.46, 0.05, 0.05) for x in (-0.36, -0.16, 0.04, 0.24)],
            poly("main", (-0.95, 0.6), (1.0, 0.54), (0.8, 0.98), (-0.78, 0.98)),
            poly("main-", (-0.86, 0.8), (0.9, 0.78), (0.8, 0.98), (-0.78, 0.98)),
        ]
    if look.has("dragon"):
        rowers = [
            part
            for n in range(5)
            for part in (
                rect("accent", -0.6 + n * 0.22, 0.4, -0.46 + n * 0.22, 0.66, 0.05),
                oval("skin", -0.53 + n * 0.22, 0.33, 0.06, 0.07),
                line("wood", 0.025, (-0.5 + n * 0.22, 0.48), (-0.66 + n * 0.22, 0.98)),
            )
        ]
        return [
            curve("main", 0.14, (0.7, 0.7), (0.86, 0.44), (0.88, 0.24)),
            blob("main", (0.76, 0.1), (0.92, 0.04), (1.16, 0.18), (1.12, 0.28), (0.86, 0.32)),
            poly("gold", (0.8, 0.1), (0.7, -0.08), (0.88, 0.06)),
            oval("white", 0.94, 0.14, 0.035, 0.035),
            oval("dark", 0.95, 0.14, 0.018, 0.018),
            curve("gold", 0.03, (1.1, 0.26), (1.2, 0.34), (1.16, 0.42)),
            curve("main", 0.1, (-0.8, 0.7), (-1.0, 0.5), (-0.94, 0.3)),
            *rowers,
            blob("main", (-0.95, 0.6), (0.0, 0.68), (0.9, 0.58), (0.7, 0.94), (-0.7, 0.94)),
            *[arc("gold", 0.025, -0.6 + n * 0.2, 0.74, 0.09, 0.1, 0, 180) for n in range(7)],
        ]
    return [
        line("wood", 0.04, (0, 0.0), (0, 0.74)),
        blob("second", (0.04, 0.04), (0.3, 0.3), (0.56, 0.62), (0.04, 0.66)),
        poly("second-", (-0.04, 0.1), (-0.04, 0.64), (-0.42, 0.62)),
        line("second-", 0.015, (0.06, 0.4), (0.38, 0.4)),
        blob("main", (-0.8, 0.7), (0.0, 0.74), (0.85, 0.68), (0.55, 0.98), (-0.5, 0.98)),
        blob("main-", (-0.66, 0.86), (0.7, 0.84), (0.5, 0.99), (-0.48, 0.99)),
        line("main+", 0.03, (-0.74, 0.73), (0.78, 0.71)),
    ]


def plane(_look: Look) -> Parts:
    """An aeroplane or drone."""
    return [
        poly("main-", (-0.86, 0.5), (-1.0, 0.1), (-0.78, 0.1), (-0.5, 0.46)),
        poly("main--", (-0.1, 0.5), (0.1, 0.0), (0.26, 0.04), (0.24, 0.5)),
        blob("main", (-0.95, 0.52), (-0.4, 0.36), (0.5, 0.36), (0.95, 0.54), (0.5, 0.7), (-0.4, 0.66)),
        poly("main-", (-0.16, 0.56), (-0.34, 1.0), (-0.14, 1.0), (0.26, 0.58)),
        *[oval("pane", x, 0.48, 0.04, 0.05) for x in (-0.3, -0.12, 0.06, 0.24, 0.42)],
        blob("pane", (0.62, 0.42), (0.8, 0.48), (0.62, 0.52)),
    ]


def rocket(_look: Look) -> Parts:
    """A rocket or space capsule."""
    return [
        blob("flame-", (-0.1, 0.84), (0.1, 0.84), (0, 1.05)),
        poly("accent", (-0.14, 0.6), (-0.32, 0.88), (-0.12, 0.82)),
        poly("accent-", (0.14, 0.6), (0.32, 0.88), (0.12, 0.82)),
        *turned("main", (0.0, 0.01), (0.12, 0.1), (0.35, 0.17), (0.65, 0.17), (0.84, 0.11)),
        oval("metal", 0, 0.4, 0.09, 0.09),
        oval("pane", 0, 0.4, 0.065, 0.065),
    ]


def balloon(_look: Look) -> Parts:
    """A hot-air balloon."""
    return [
        line("wood", 0.015, (-0.12, 0.66), (-0.07, 0.86)),
        line("wood", 0.015, (0.12, 0.66), (0.07, 0.86)),
        rect("wood", -0.09, 0.85, 0.09, 1.0, 0.02),
        blob("main", (0, 0.0), (0.33, 0.12), (0.34, 0.4), (0.12, 0.68), (-0.12, 0.68), (-0.34, 0.4), (-0.33, 0.12)),
        blob("accent", (0, 0.0), (0.15, 0.2), (0.14, 0.5), (0.05, 0.68), (-0.05, 0.68), (-0.14, 0.5), (-0.15, 0.2)),
        blob("main-", (0.24, 0.08), (0.33, 0.2), (0.33, 0.4), (0.14, 0.67), (0.26, 0.4)),
    ]


def wheelchair(_look: Look) -> Parts:
    """A wheelchair with someone in it, leaning into the turn."""
    return [
        line("main", 0.11, (-0.02, 0.3), (-0.02, 0.56)),
        oval("skin", 0.04, 0.12, 0.095, 0.1),
        blob("hair", (-0.06, 0.12), (0.0, 0.02), (0.1, 0.02), (0.14, 0.08), (0.02, 0.08)),
        line("main", 0.06, (0.0, 0.28), (0.18, 0.24), (0.34, 0.1)),
        oval("skin", 0.35, 0.09, 0.035, 0.035),
        line("second", 0.1, (0.0, 0.58), (0.26, 0.6), (0.32, 0.84)),
        oval("dark", 0.36, 0.87, 0.07, 0.035),
        *_spokes(-0.04, 0.7, 0.27),
        line("accent", 0.04, (-0.2, 0.36), (-0.16, 0.62), (0.24, 0.66), (0.3, 0.9)),
        *_wheel(0.3, 0.94, 0.06),
    ]


def sled(_look: Look) -> Parts:
    """A cart or sled with a load."""
    return [
        curve("metal", 0.04, (-0.9, 0.96), (0.5, 0.96), (0.8, 0.9), (0.86, 0.76)),
        *[line("wood", 0.05, (x, 0.6), (x, 0.95)) for x in (-0.5, 0.3)],
        line("wood", 0.045, (-0.6, 0.62), (-0.72, 0.06)),
        line("dark", 0.05, (-0.82, 0.05), (-0.6, 0.07)),
        rect("main", -0.5, 0.22, 0.4, 0.64, 0.03),
        rect("main-", 0.1, 0.22, 0.4, 0.64, 0.03),
        rect("light", -0.36, 0.36, 0.0, 0.5),
        *ball("flame", -0.66, 0.34, 0.06),
    ]


def ship_wheel(_look: Look) -> Parts:
    """A wheel."""
    return _spokes(0, 0.5, 0.46)
