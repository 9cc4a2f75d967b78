"""Plants."""

from __future__ import annotations

import math

from leaderboard.demo.drawing.geometry import Parts, ball, blob, curve, line, oval, poly, rect, rounded, turned
from leaderboard.demo.drawing.subjects.look import Look


def tree(look: Look) -> Parts:
    """A broad tree."""
    crown = [
        (-0.3, 0.42, 0.2),
        (0.3, 0.4, 0.2),
        (-0.16, 0.24, 0.2),
        (0.17, 0.22, 0.19),
        (0.0, 0.36, 0.26),
        (0.0, 0.16, 0.16),
    ]
    parts: Parts = [
        curve("wood", 0.11, (0, 0.4), (0.01, 0.7), (-0.02, 1.0)),
        line("wood", 0.05, (0, 0.62), (-0.18, 0.44)),
        line("wood-", 0.05, (0.02, 0.6), (0.18, 0.42)),
    ]
    for x, y, radius in crown:
        parts += [
            oval("main-", x + 0.02, y + 0.03, radius, radius),
            oval("main", x - 0.02, y - 0.02, radius * 0.92, radius * 0.88),
        ]
    parts += [oval("main+", x - 0.08, y - 0.08, radius * 0.3, radius * 0.22) for x, y, radius in crown[:5]]
    if look.has("blossom"):
        parts += [
            oval("accent", x + 0.08 * math.cos(n * 2.4), y + 0.09 * math.sin(n * 2.4), 0.028, 0.028)
            for n in range(4)
            for x, y, _ in crown
        ]
    return parts


def pine(_look: Look) -> Parts:
    """A conifer in three tiers."""
    parts: Parts = [rect("wood", -0.05, 0.82, 0.05, 1.0)]
    for top, bottom, width in ((0.5, 0.88, 0.36), (0.26, 0.66, 0.29), (0.0, 0.42, 0.21)):
        parts += [
            poly(
                "main",
                (0, top),
                (width, bottom),
                (width * 0.4, bottom - 0.04),
                (0, bottom),
                (-width * 0.4, bottom - 0.04),
                (-width, bottom),
            ),
            poly("main-", (0, top), (width, bottom), (width * 0.4, bottom - 0.04), (0.05, bottom)),
        ]
    return parts


def palm(_look: Look) -> Parts:
    """A leaning palm."""
    leaves: Parts = []
    for angle in (-170, -140, -100, -60, -20, 15, 165):
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        leaves.append(
            blob(
                "main-" if angle > -60 else "main",
                (0.1, 0.25),
                (0.1 + x * 0.2, 0.2 + y * 0.2 - 0.05),
                (0.1 + x * 0.42, 0.3 + y * 0.26 + 0.06),
                (0.1 + x * 0.2, 0.27 + y * 0.14 + 0.04),
            )
        )
    return [
        curve("wood", 0.07, (-0.04, 1.0), (-0.02, 0.7), (0.1, 0.25)),
        *leaves,
        *ball("food", 0.06, 0.3, 0.045),
        *ball("food", 0.14, 0.31, 0.045),
    ]


def flower(_look: Look) -> Parts:
    """A large flower on a stem."""
    petals = [
        oval(
            "main" if n % 2 else "main-",
            0.2 * math.cos(n * math.pi / 4),
            0.27 + 0.2 * math.sin(n * math.pi / 4),
            0.13,
            0.13,
        )
        for n in range(8)
    ]
    return [
        curve("leaf", 0.045, (0, 0.3), (0.03, 0.7), (0, 1.0)),
        blob("leaf", (0.01, 0.8), (0.2, 0.6), (0.3, 0.62), (0.16, 0.8)),
        blob("leaf-", (0.01, 0.88), (-0.18, 0.7), (-0.28, 0.72), (-0.14, 0.88)),
        *petals,
        *ball("gold", 0, 0.27, 0.13),
    ]


def cactus(_look: Look) -> Parts:
    """A cactus with arms."""
    return [
        line("main", 0.18, (0, 0.12), (0, 0.96)),
        line("main", 0.12, (-0.28, 0.34), (-0.28, 0.55), (0, 0.6)),
        line("main", 0.12, (0.28, 0.26), (0.28, 0.46), (0, 0.5)),
        *[line("main-", 0.015, (x, 0.1), (x, 0.98)) for x in (-0.04, 0.04)],
        line("main-", 0.015, (-0.28, 0.34), (-0.28, 0.52)),
        *ball("accent", 0, 0.05, 0.05),
    ]


def leaf(_look: Look) -> Parts:
    """A single leaf with veins."""
    return [
        blob("main", (0, 0.0), (0.3, 0.3), (0.28, 0.66), (0, 0.9), (-0.28, 0.66), (-0.3, 0.3)),
        blob("main-", (0, 0.02), (0.3, 0.3), (0.28, 0.66), (0, 0.9)),
        line("main+", 0.025, (0, 0.06), (0, 1.0)),
        *[line("main+", 0.012, (0, 0.28 + 0.16 * n), (s * 0.2, 0.18 + 0.16 * n)) for n in range(4) for s in (-1, 1)],
    ]


def mushroom(_look: Look) -> Parts:
    """A mushroom with dots."""
    return [
        *turned("light", (0.4, 0.1), (0.7, 0.12), (1.0, 0.17)),
        oval("main", 0, 0.46, 0.44, 0.44, 180, 360),
        blob("main-", (0.1, 0.05), (0.3, 0.16), (0.44, 0.46), (0.2, 0.46)),
        oval("light-", 0, 0.46, 0.44, 0.06),
        *[oval("light", x, y, r, r * 0.8) for x, y, r in ((-0.2, 0.28, 0.06), (0.05, 0.16, 0.07), (0.22, 0.32, 0.05))],
    ]


def crop(_look: Look) -> Parts:
    """Grass, rice or grain in ears."""
    parts: Parts = []
    for n in range(9):
        x = (n - 4) * 0.1
        parts += [
            curve("leaf" if n % 2 else "leaf-", 0.03, (x * 0.6, 1.0), (x, 0.5), (x * 1.6 + 0.05, 0.14)),
            oval("main", x * 1.6 + 0.05, 0.14, 0.035, 0.11),
        ]
    return parts


def bush(_look: Look) -> Parts:
    """A low round bush."""
    return [
        *rounded(
            "main", (-0.7, 0.9), (-0.6, 0.4), (-0.2, 0.3), (0.05, 0.06), (0.4, 0.3), (0.7, 0.55), (0.7, 0.95), (0, 1.0)
        ),
        *[oval("main+", x, y, 0.08, 0.06) for x, y in ((-0.3, 0.5), (0.05, 0.3), (0.3, 0.6))],
        *[oval("accent", x, y, 0.045, 0.045) for x, y in ((-0.4, 0.7), (0.1, 0.55), (0.45, 0.72), (-0.1, 0.8))],
    ]


def potted(_look: Look) -> Parts:
    """A plant in a pot."""
    leaves = [
        blob(
            "leaf-" if n % 2 else "leaf",
            (0, 0.62),
            (0.26 * math.cos(a) - 0.06, 0.36 + 0.2 * math.sin(a)),
            (0.42 * math.cos(a), 0.3 + 0.3 * math.sin(a)),
            (0.24 * math.cos(a) + 0.07, 0.44 + 0.2 * math.sin(a)),
        )
        for n, a in enumerate(math.radians(d) for d in (-170, -130, -90, -50, -10))
    ]
    return [
        *leaves,
        *turned("main", (0.62, 0.28), (0.8, 0.25), (1.0, 0.19)),
        rect("main+", -0.31, 0.58, 0.31, 0.68, 0.02),
    ]
