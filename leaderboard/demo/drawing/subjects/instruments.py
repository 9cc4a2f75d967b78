"""Instruments, books, signs, and what one wears or carries."""

from __future__ import annotations

import math

from leaderboard.demo.drawing.geometry import Parts, arc, ball, blob, curve, line, oval, poly, rect, rounded, turned
from leaderboard.demo.drawing.subjects.look import Look


def lute(_look: Look) -> Parts:
    """A lute, guitar or fiddle."""
    return [
        line("wood-", 0.07, (0, 0.1), (0, 0.55)),
        rect("wood--", -0.07, 0.0, 0.07, 0.12, 0.02),
        blob(
            "main",
            (0, 0.46),
            (0.18, 0.56),
            (0.16, 0.66),
            (0.27, 0.82),
            (0.14, 0.99),
            (-0.14, 0.99),
            (-0.27, 0.82),
            (-0.16, 0.66),
            (-0.18, 0.56),
        ),
        blob("main-", (0.1, 0.5), (0.18, 0.56), (0.16, 0.66), (0.27, 0.82), (0.14, 0.99), (0.12, 0.8)),
        oval("dark", 0, 0.72, 0.075, 0.06),
        rect("wood--", -0.1, 0.88, 0.1, 0.91),
        *[line("light", 0.008, (x, 0.08), (x, 0.89)) for x in (-0.02, 0.0, 0.02)],
    ]


def drum(_look: Look) -> Parts:
    """A drum with laces."""
    return [
        *turned("main", (0.2, 0.42), (0.6, 0.36), (1.0, 0.42)),
        *[line("light", 0.02, (x, 0.24), (x + 0.1, 0.96)) for x in (-0.36, -0.16, 0.04, 0.24)],
        oval("light", 0, 0.2, 0.43, 0.12),
        line("gold", 0.04, (-0.41, 0.95), (0.41, 0.95)),
        line("wood", 0.04, (-0.3, 0.0), (0.02, 0.18)),
        line("wood", 0.04, (0.34, -0.02), (0.08, 0.17)),
    ]


def horn(_look: Look) -> Parts:
    """A trumpet or long horn."""
    return [
        curve("main", 0.05, (-0.9, 0.3), (0.0, 0.5), (0.5, 0.58)),
        poly("main", (0.4, 0.52), (0.9, 0.3), (0.9, 1.0), (0.4, 0.64)),
        oval("main--", 0.9, 0.65, 0.09, 0.35),
        arc("main-", 0.05, -0.1, 0.62, 0.2, 0.16, 0, 200),
    ]


def accordion(_look: Look) -> Parts:
    """An accordion."""
    folds = [
        poly(
            "main" if n % 2 else "main-",
            (-0.34 + n * 0.085, 0.16),
            (-0.255 + n * 0.085, 0.12),
            (-0.255 + n * 0.085, 0.9),
            (-0.34 + n * 0.085, 0.86),
        )
        for n in range(8)
    ]
    return [
        *folds,
        rect("accent", -0.6, 0.06, -0.34, 0.96, 0.06),
        rect("accent", 0.34, 0.06, 0.6, 0.96, 0.06),
        *[rect("light", 0.46, 0.16 + n * 0.12, 0.58, 0.25 + n * 0.12) for n in range(6)],
        *[oval("light", -0.5, 0.2 + n * 0.14, 0.03, 0.03) for n in range(5)],
    ]


def book(look: Look) -> Parts:
    """An open book; with the trait "shut" a closed one."""
    if look.has("shut"):
        return [
            rect("light", -0.32, 0.06, 0.38, 1.0, 0.02),
            rect("main", -0.38, 0.0, 0.32, 0.94, 0.03),
            rect("main-", -0.38, 0.0, -0.28, 0.94, 0.03),
            line("accent", 0.04, (-0.18, 0.3), (0.2, 0.3)),
            line("accent", 0.025, (-0.12, 0.4), (0.14, 0.4)),
        ]
    lines = [
        line("light--", 0.018, (s * 0.12, 0.4 + n * 0.11), (s * 0.6, 0.34 + n * 0.11))
        for s in (-1, 1)
        for n in range(4)
    ]
    return [
        blob("main", (-0.84, 0.28), (0, 0.4), (0.84, 0.28), (0.8, 0.98), (0, 1.02), (-0.8, 0.98)),
        blob("light", (0, 0.3), (-0.4, 0.16), (-0.78, 0.24), (-0.76, 0.88), (-0.4, 0.82), (0, 0.94)),
        blob("light+", (0, 0.3), (0.4, 0.16), (0.78, 0.24), (0.76, 0.88), (0.4, 0.82), (0, 0.94)),
        *lines,
        line("light--", 0.02, (0, 0.3), (0, 0.94)),
    ]


def sheet(_look: Look) -> Parts:
    """A sheet of paper, a poster or a letter."""
    return [
        poly("light--", (-0.38, 0.03), (0.42, 0.03), (0.42, 1.0), (-0.38, 1.0)),
        rect("light", -0.42, 0.0, 0.38, 0.97),
        *ball("main", -0.02, 0.32, 0.2),
        *[line("light--", 0.03, (-0.3, 0.64 + n * 0.09), (0.26 - 0.08 * (n % 2), 0.64 + n * 0.09)) for n in range(3)],
    ]


def folding_map(_look: Look) -> Parts:
    """A folded map with a route."""
    folds = [
        poly(
            "light" if n % 2 else "light-",
            (-0.9 + n * 0.45, 0.2 + 0.08 * (n % 2)),
            (-0.45 + n * 0.45, 0.28 - 0.08 * (n % 2)),
            (-0.45 + n * 0.45, 0.98 - 0.08 * (n % 2)),
            (-0.9 + n * 0.45, 0.9 + 0.08 * (n % 2)),
        )
        for n in range(4)
    ]
    return [
        *folds,
        blob("leaf+", (-0.7, 0.5), (-0.4, 0.38), (-0.1, 0.5), (-0.3, 0.74), (-0.66, 0.7)),
        blob("water", (0.1, 0.6), (0.5, 0.44), (0.8, 0.6), (0.5, 0.84)),
        curve("red", 0.03, (-0.7, 0.76), (-0.3, 0.54), (0.1, 0.66), (0.6, 0.4)),
        oval("red", 0.6, 0.36, 0.06, 0.06),
    ]


def board(_look: Look) -> Parts:
    """A sign board on posts."""
    return [
        *[line("wood-", 0.05, (x, 0.5), (x, 1.0)) for x in (-0.5, 0.5)],
        rect("wood--", -0.74, 0.06, 0.74, 0.64, 0.04),
        rect("main", -0.7, 0.1, 0.7, 0.6, 0.03),
        rect("main-", -0.7, 0.52, 0.7, 0.6, 0.03),
    ]


def screen(_look: Look) -> Parts:
    """A phone, tablet or television."""
    return [
        rect("dark", -0.34, 0.0, 0.34, 1.0, 0.07),
        rect("main", -0.3, 0.06, 0.3, 0.94, 0.03),
        rect("main+", -0.24, 0.12, 0.24, 0.36, 0.03),
        *[rect("light", -0.24, y, 0.24, y + 0.12, 0.03) for y in (0.42, 0.58)],
        rect("accent", -0.18, 0.78, 0.18, 0.88, 0.04),
    ]


def umbrella(_look: Look) -> Parts:
    """An open umbrella."""
    return [
        line("wood", 0.035, (0, 0.1), (0, 0.88)),
        arc("wood", 0.035, 0.07, 0.88, 0.07, 0.1, 0, 180),
        oval("main", 0, 0.5, 0.6, 0.46, 180, 360),
        blob("main-", (0.0, 0.04), (0.3, 0.12), (0.6, 0.5), (0.28, 0.5)),
        *[oval("main--" if n > 1 else "main-", -0.45 + n * 0.3, 0.5, 0.15, 0.05) for n in range(4)],
        line("dark", 0.03, (0, 0.0), (0, 0.06)),
    ]


def lantern(_look: Look) -> Parts:
    """A paper lantern."""
    return [
        line("dark", 0.02, (0, 0.0), (0, 0.14)),
        oval("main-", 0, 0.46, 0.36, 0.32),
        oval("main", -0.03, 0.45, 0.3, 0.3),
        oval("main+", -0.05, 0.44, 0.14, 0.26),
        *[arc("main--", 0.01, 0, 0.46, w, 0.32, 90, 270) for w in (0.2, 0.34)],
        *[arc("main--", 0.01, 0, 0.46, w, 0.32, -90, 90) for w in (0.2, 0.34)],
        rect("gold", -0.15, 0.12, 0.15, 0.18),
        rect("gold", -0.15, 0.75, 0.15, 0.81),
        *[line("gold", 0.02, (x, 0.81), (x, 1.0)) for x in (-0.06, 0.0, 0.06)],
    ]


def clock(_look: Look) -> Parts:
    """A round clock."""
    ticks = [
        line(
            "dark", 0.03, (0.37 * math.sin(a), 0.5 - 0.37 * math.cos(a)), (0.42 * math.sin(a), 0.5 - 0.42 * math.cos(a))
        )
        for a in (n * math.pi / 6 for n in range(12))
    ]
    return [
        oval("main-", 0.02, 0.52, 0.5, 0.5),
        oval("main", 0, 0.5, 0.5, 0.5),
        oval("light", 0, 0.5, 0.43, 0.43),
        *ticks,
        line("dark", 0.045, (0, 0.5), (0.02, 0.2)),
        line("dark", 0.055, (0, 0.5), (-0.2, 0.46)),
        oval("accent", 0, 0.5, 0.035, 0.035),
    ]


def mirror(_look: Look) -> Parts:
    """A standing mirror."""
    return [
        oval("main", 0, 0.45, 0.34, 0.45),
        oval("glass", 0, 0.45, 0.28, 0.39),
        poly("glass+", (-0.16, 0.3), (0.04, 0.14), (0.1, 0.2), (-0.14, 0.46)),
        line("main-", 0.05, (-0.2, 0.78), (-0.28, 1.0)),
        line("main-", 0.05, (0.2, 0.78), (0.28, 1.0)),
    ]


def mask(_look: Look) -> Parts:
    """A painted mask."""
    return [
        poly("main", (-0.3, 0.2), (-0.4, 0.0), (-0.12, 0.1)),
        poly("main", (0.3, 0.2), (0.4, 0.0), (0.12, 0.1)),
        *rounded("main", (-0.38, 0.3), (0, 0.08), (0.38, 0.3), (0.3, 0.72), (0, 1.0), (-0.3, 0.72)),
        *[blob("light", (s * 0.06, 0.4), (s * 0.2, 0.3), (s * 0.32, 0.4), (s * 0.2, 0.5)) for s in (-1, 1)],
        *[oval("dark", s * 0.19, 0.4, 0.06, 0.065) for s in (-1, 1)],
        poly("accent", (0, 0.42), (0.07, 0.62), (-0.07, 0.62)),
        oval("mouth", 0, 0.7, 0.2, 0.17, 0, 180),
        rect("light", -0.16, 0.7, 0.16, 0.75),
        *[line("accent", 0.035, (s * 0.3, 0.56), (s * 0.2, 0.62)) for s in (-1, 1)],
        oval("gold", 0, 0.22, 0.06, 0.06),
    ]
