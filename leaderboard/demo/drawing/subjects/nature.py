"""Land and sky."""

from __future__ import annotations

import math

from leaderboard.demo.drawing.geometry import Parts, arc, ball, blob, curve, line, oval, poly, rect, rounded
from leaderboard.demo.drawing.subjects.look import Look


def mountain(_look: Look) -> Parts:
    """A snowy peak."""
    return [
        poly("main", (-1.0, 1.0), (-0.5, 0.5), (-0.36, 0.56), (0, 0.02), (0.3, 0.4), (0.44, 0.34), (1.0, 1.0)),
        poly("main-", (0, 0.02), (0.3, 0.4), (0.44, 0.34), (1.0, 1.0), (0.2, 1.0), (0.1, 0.5)),
        poly("white", (0, 0.02), (0.2, 0.27), (0.1, 0.3), (0.04, 0.4), (-0.06, 0.3), (-0.14, 0.36), (-0.2, 0.3)),
    ]


def iceberg(_look: Look) -> Parts:
    """An iceberg."""
    return [
        poly(
            "main",
            (-0.85, 1.0),
            (-0.7, 0.5),
            (-0.4, 0.3),
            (-0.2, 0.04),
            (0.16, 0.1),
            (0.34, 0.36),
            (0.66, 0.46),
            (0.9, 1.0),
        ),
        poly("main-", (0.16, 0.1), (0.34, 0.36), (0.66, 0.46), (0.9, 1.0), (0.3, 1.0), (0.06, 0.5)),
        poly("main+", (-0.2, 0.04), (0.16, 0.1), (0.06, 0.5), (-0.24, 0.4)),
        poly("main+", (-0.7, 0.5), (-0.4, 0.3), (-0.24, 0.4), (-0.5, 1.0), (-0.85, 1.0)),
    ]


def volcano(_look: Look) -> Parts:
    """A volcano or crater."""
    return [
        oval("smoke", 0.05, 0.06, 0.2, 0.12),
        oval("smoke", 0.18, -0.04, 0.2, 0.12),
        poly("main", (-1.0, 1.0), (-0.24, 0.2), (0.24, 0.2), (1.0, 1.0)),
        poly("main-", (0.08, 0.2), (0.24, 0.2), (1.0, 1.0), (0.3, 1.0)),
        oval("flame", 0, 0.2, 0.24, 0.06),
        curve("flame", 0.05, (0, 0.22), (-0.06, 0.5), (0.06, 0.8)),
    ]


def rock(_look: Look) -> Parts:
    """A boulder."""
    return [
        *rounded("main", (-0.8, 0.95), (-0.6, 0.4), (-0.1, 0.1), (0.4, 0.26), (0.8, 0.9), (0, 1.0)),
        poly("main--", (0.1, 0.3), (0.3, 0.5), (0.16, 0.8)),
        curve("leaf", 0.05, (-0.6, 0.46), (-0.3, 0.2), (0.0, 0.16)),
    ]


def island(_look: Look) -> Parts:
    """A floating or small island with palms."""
    return [
        curve("wood", 0.05, (0.1, 0.5), (0.14, 0.3), (0.24, 0.16)),
        *[
            blob(
                "leaf",
                (0.24, 0.16),
                (0.24 + 0.14 * math.cos(a), 0.1 + 0.1 * math.sin(a)),
                (0.24 + 0.26 * math.cos(a), 0.18 + 0.14 * math.sin(a)),
                (0.24 + 0.12 * math.cos(a), 0.18 + 0.08 * math.sin(a)),
            )
            for a in (0.2, -0.8, -1.6, -2.4, 2.9)
        ],
        blob("leaf", (-0.7, 0.56), (-0.3, 0.42), (0.2, 0.44), (0.7, 0.56), (0.3, 0.64), (-0.3, 0.64)),
        blob("main", (-0.7, 0.58), (0, 0.66), (0.7, 0.58), (0.4, 0.86), (0.05, 1.0), (-0.3, 0.88)),
        rect("water", -0.36, 0.6, -0.24, 0.98),
    ]


def planet(_look: Look) -> Parts:
    """A ringed planet."""
    return [
        *ball("main", 0, 0.5, 0.36),
        arc("main--", 0.04, 0, 0.36, 0.34, 0.1, 10, 170),
        arc("main-", 0.04, 0, 0.54, 0.35, 0.1, 10, 170),
        arc("second", 0.06, 0, 0.52, 0.68, 0.14, -20, 200),
    ]


def moon(look: Look) -> Parts:
    """A full moon; with the trait "crescent" a sickle with a face."""
    if look.has("crescent"):
        outer = [(0.5 * math.cos(a), 0.5 + 0.5 * math.sin(a)) for a in (math.radians(d) for d in range(60, 301, 12))]
        inner = [
            (0.16 + 0.4 * math.cos(a), 0.5 + 0.42 * math.sin(a)) for a in (math.radians(d) for d in range(290, 69, -12))
        ]
        return [
            poly("main", *outer, *inner),
            arc("main--", 0.03, -0.33, 0.44, 0.05, 0.03, 0, 180),
            arc("main--", 0.03, -0.3, 0.6, 0.06, 0.04, 10, 160),
        ]
    return [
        oval("main", 0, 0.5, 0.5, 0.5),
        *[
            oval("main-", x, y, r, r * 0.9)
            for x, y, r in ((-0.16, 0.36, 0.1), (0.18, 0.56, 0.13), (-0.1, 0.72, 0.07), (0.2, 0.26, 0.06))
        ],
    ]


def sun(_look: Look) -> Parts:
    """A sun with rays."""
    rays = [
        poly(
            "main",
            (0.36 * math.cos(a - 0.09), 0.5 + 0.36 * math.sin(a - 0.09)),
            (0.5 * math.cos(a), 0.5 + 0.5 * math.sin(a)),
            (0.36 * math.cos(a + 0.09), 0.5 + 0.36 * math.sin(a + 0.09)),
        )
        for a in (n * math.pi / 7 for n in range(14))
    ]
    return [*rays, oval("main", 0, 0.5, 0.33, 0.33), oval("main+", -0.04, 0.46, 0.25, 0.25)]


def star(_look: Look) -> Parts:
    """A five-pointed star."""
    return [
        poly(
            "main",
            *[
                (
                    (0.5 if n % 2 == 0 else 0.2) * math.sin(n * math.pi / 5),
                    0.5 - (0.5 if n % 2 == 0 else 0.2) * math.cos(n * math.pi / 5),
                )
                for n in range(10)
            ],
        )
    ]


def cloud(look: Look) -> Parts:
    """A cloud; with the trait "rain" with drops."""
    drops = (
        [line("water", 0.04, (x, 0.82), (x - 0.06, 1.0)) for x in (-0.4, -0.1, 0.2, 0.45)] if look.has("rain") else []
    )
    return [
        *drops,
        *[
            oval("main-", x, y + 0.05, r, r * 0.8)
            for x, y, r in ((-0.4, 0.56, 0.3), (0.05, 0.4, 0.38), (0.46, 0.58, 0.28))
        ],
        *[oval("main", x, y, r, r * 0.78) for x, y, r in ((-0.4, 0.54, 0.28), (0.05, 0.38, 0.36), (0.46, 0.56, 0.26))],
        rect("main", -0.5, 0.56, 0.56, 0.76, 0.08),
    ]


def waterfall(_look: Look) -> Parts:
    """Falling water between rocks."""
    return [
        rect("water", -0.2, 0.04, 0.2, 0.94),
        *[line("white", 0.03, (x, 0.1), (x, 0.9)) for x in (-0.12, 0.0, 0.1)],
        *rounded("main", (-0.6, 1.0), (-0.7, 0.3), (-0.4, 0.0), (-0.14, 0.1), (-0.2, 1.0)),
        *rounded("main", (0.6, 1.0), (0.7, 0.3), (0.4, 0.02), (0.14, 0.1), (0.2, 1.0)),
        *[oval("white", x, 0.95, 0.14, 0.06) for x in (-0.16, 0.0, 0.16)],
    ]


def wave(_look: Look) -> Parts:
    """A cresting wave."""
    return [
        blob(
            "main",
            (-0.9, 1.0),
            (-0.6, 0.5),
            (-0.1, 0.1),
            (0.4, 0.16),
            (0.5, 0.46),
            (0.2, 0.4),
            (0.1, 0.7),
            (0.5, 0.9),
            (0.9, 1.0),
        ),
        curve("white", 0.06, (-0.5, 0.5), (-0.1, 0.16), (0.36, 0.2), (0.46, 0.42)),
        curve("main+", 0.05, (-0.5, 0.8), (-0.1, 0.42), (0.1, 0.36)),
    ]


def heart(_look: Look) -> Parts:
    """An ear, a heart, an organ: something soft in section."""
    return [
        *rounded(
            "main",
            (0, 0.24),
            (0.24, 0.02),
            (0.48, 0.24),
            (0.36, 0.64),
            (0, 1.0),
            (-0.36, 0.64),
            (-0.48, 0.24),
            (-0.24, 0.02),
        ),
        curve("accent", 0.04, (0, 0.3), (0.1, 0.5), (0, 0.7)),
        curve("water", 0.04, (0.04, 0.4), (0.24, 0.36), (0.3, 0.28)),
    ]
