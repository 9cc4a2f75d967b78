"""Things that stand on a table: vessels, food, and small goods."""

from __future__ import annotations

from leaderboard.demo.drawing.geometry import (
    Parts,
    arc,
    ball,
    blob,
    curve,
    line,
    oval,
    poly,
    rect,
    rounded,
    turned,
)
from leaderboard.demo.drawing.subjects.look import Look


def jug(_look: Look) -> Parts:
    """A round jug with a handle and a foaming top."""
    return [
        arc("main-", 0.06, 0.34, 0.42, 0.16, 0.2, -100, 100),
        *turned("main", (0.1, 0.24), (0.2, 0.2), (0.4, 0.36), (0.65, 0.42), (0.88, 0.3), (1.0, 0.24)),
        poly("main", (-0.24, 0.1), (-0.36, 0.04), (-0.2, 0.24)),
        oval("main--", 0, 0.1, 0.24, 0.05),
        *[oval("foam", x, 0.09 - abs(x) * -0.1, 0.09, 0.05) for x in (-0.13, 0.0, 0.12)],
        line("main--", 0.014, (-0.39, 0.56), (0.39, 0.56)),
        line("main--", 0.014, (-0.41, 0.62), (0.41, 0.62)),
    ]


def kettle(_look: Look) -> Parts:
    """A kettle or teapot with a spout, a lid knob and a bow handle."""
    return [
        arc("wood", 0.05, 0, 0.34, 0.34, 0.3, 180, 360),
        curve("main-", 0.1, (0.3, 0.72), (0.48, 0.6), (0.56, 0.4)),
        *turned("main", (0.36, 0.16), (0.5, 0.34), (0.75, 0.46), (0.95, 0.42), (1.0, 0.36)),
        oval("main-", 0, 0.37, 0.18, 0.045),
        *ball("accent", 0, 0.29, 0.06),
    ]


def cup(look: Look) -> Parts:
    """A cup with its drink; with the trait "glass" a tumbler."""
    if look.has("glass"):
        return [
            *turned("glass", (0.05, 0.3), (0.5, 0.24), (1.0, 0.2)),
            poly("main", (-0.27, 0.35), (0.27, 0.35), (0.2, 0.96), (-0.2, 0.96)),
            oval("main+", 0, 0.35, 0.265, 0.05),
            oval("glass+", 0, 0.05, 0.3, 0.05),
        ]
    return [
        arc("main-", 0.06, 0.36, 0.5, 0.16, 0.18, -100, 100),
        *turned("main", (0.15, 0.4), (0.5, 0.38), (0.85, 0.26), (1.0, 0.18)),
        oval("main+", 0, 0.15, 0.4, 0.09),
        oval("drink", 0, 0.165, 0.33, 0.065),
        curve("steam", 0.03, (-0.08, 0.06), (-0.02, -0.06), (-0.1, -0.18)),
        curve("steam", 0.03, (0.1, 0.06), (0.16, -0.08), (0.08, -0.22)),
    ]


def bottle(_look: Look) -> Parts:
    """A tall bottle with a label."""
    return [
        *turned("main", (0.08, 0.075), (0.3, 0.08), (0.42, 0.19), (0.9, 0.19), (1.0, 0.17)),
        rect("wood", -0.07, 0.0, 0.07, 0.1),
        rect("light", -0.19, 0.55, 0.19, 0.82),
        line("accent", 0.03, (-0.1, 0.68), (0.1, 0.68)),
    ]


def flask(_look: Look) -> Parts:
    """A round glass flask with a cork and a coloured liquid."""
    return [
        oval("glass", 0, 0.66, 0.34, 0.34),
        rect("glass", -0.1, 0.12, 0.1, 0.42),
        oval("main", 0, 0.66, 0.29, 0.29, -14, 194),
        oval("main+", 0, 0.59, 0.285, 0.06),
        oval("main-", 0.06, 0.74, 0.18, 0.16),
        oval("main", 0.02, 0.72, 0.17, 0.15),
        rect("wood", -0.085, 0.0, 0.085, 0.16, 0.02),
        rect("glass-", -0.13, 0.13, 0.13, 0.18, 0.02),
        arc("white", 0.035, 0, 0.66, 0.26, 0.26, 170, 240),
        oval("main++", -0.08, 0.78, 0.03, 0.03),
        oval("main++", 0.05, 0.82, 0.02, 0.02),
    ]


def pot(_look: Look) -> Parts:
    """A clay pot or vase."""
    return [
        *turned("main", (0.04, 0.24), (0.14, 0.2), (0.35, 0.4), (0.6, 0.46), (0.88, 0.3), (1.0, 0.22)),
        oval("main--", 0, 0.045, 0.24, 0.045),
        *[poly("accent", (x, 0.4), (x + 0.06, 0.5), (x, 0.6), (x - 0.06, 0.5)) for x in (-0.26, -0.09, 0.09, 0.26)],
        line("accent", 0.02, (-0.42, 0.66), (0.42, 0.66)),
    ]


def bowl(look: Look) -> Parts:
    """A bowl of food, steaming."""
    filling = [ball("food", x, 0.3 - (0.05 if abs(x) < 0.2 else 0), 0.13) for x in (-0.34, -0.1, 0.13, 0.35)]
    if look.has("noodles"):
        filling = [
            [
                curve(
                    "straw",
                    0.035,
                    (-0.46 + 0.06 * n, 0.36),
                    (-0.3 + 0.07 * n, 0.2 + 0.05 * (n % 3)),
                    (0.1 + 0.05 * n, 0.38),
                )
                for n in range(7)
            ]
        ]
    return [
        *[part for parts in filling for part in parts],
        *turned("main", (0.34, 0.6), (0.6, 0.54), (0.85, 0.3), (1.0, 0.2)),
        line("accent", 0.03, (-0.56, 0.48), (0.56, 0.48)),
        curve("steam", 0.03, (-0.1, 0.12), (-0.02, 0.0), (-0.1, -0.14)),
        curve("steam", 0.03, (0.16, 0.12), (0.22, 0.0), (0.14, -0.16)),
    ]


def plate(_look: Look) -> Parts:
    """A plate seen from above at a slant, with food on it."""
    return [
        oval("main-", 0, 0.62, 0.86, 0.38),
        oval("main", 0, 0.58, 0.86, 0.38),
        oval("main-", 0, 0.58, 0.62, 0.26),
        *ball("food", -0.22, 0.5, 0.19),
        *ball("accent", 0.14, 0.56, 0.16),
        *ball("food", 0.02, 0.38, 0.17),
        blob("leaf", (0.26, 0.4), (0.44, 0.34), (0.36, 0.5)),
    ]


def bread(_look: Look) -> Parts:
    """A round loaf with scored wedges."""
    return [
        *rounded("main", (-0.66, 0.74), (-0.5, 0.32), (0, 0.1), (0.5, 0.32), (0.66, 0.74), (0.4, 0.98), (-0.4, 0.98)),
        *[curve("main+", 0.05, (x * 0.3, 0.2), (x * 0.75, 0.45), (x, 0.7)) for x in (-0.45, -0.15, 0.15, 0.45)],
        *[
            oval("main--", x, y, 0.02, 0.014)
            for x, y in ((-0.3, 0.6), (0.3, 0.55), (0, 0.45), (0.42, 0.8), (-0.1, 0.85))
        ],
    ]


def cake(_look: Look) -> Parts:
    """A layer cake with icing and a cherry."""
    drips = [
        oval("main", x, 0.48 + 0.05 * (n % 2), 0.075, 0.12)
        for n, x in enumerate((-0.42, -0.28, -0.14, 0.0, 0.14, 0.28, 0.42))
    ]
    return [
        oval("light-", 0, 0.95, 0.62, 0.06),
        rect("food", -0.48, 0.4, 0.48, 0.95),
        line("main", 0.05, (-0.48, 0.7), (0.48, 0.7)),
        rect("food-", 0.2, 0.4, 0.48, 0.95),
        rect("main", -0.5, 0.34, 0.5, 0.48, 0.05),
        *drips,
        oval("main+", 0, 0.34, 0.5, 0.08),
        *ball("red", 0, 0.22, 0.09),
        curve("leaf", 0.02, (0, 0.14), (0.04, 0.04), (0.12, 0.0)),
    ]


def fruit(_look: Look) -> Parts:
    """An apple, orange or tomato."""
    return [
        *ball("main", 0, 0.58, 0.42),
        curve("wood", 0.05, (0, 0.2), (0.02, 0.1), (0.08, 0.02)),
        blob("leaf", (0.06, 0.12), (0.24, 0.0), (0.34, 0.14), (0.18, 0.2)),
    ]


def pumpkin(_look: Look) -> Parts:
    """A ribbed pumpkin."""
    return [
        *[
            oval("main" if n % 2 else "main-", x, 0.6, 0.24, 0.38)
            for n, x in enumerate((-0.36, 0.36, -0.18, 0.18, 0.0))
        ],
        curve("leaf-", 0.09, (0, 0.24), (0.02, 0.1), (0.12, 0.04)),
    ]


def dumpling(_look: Look) -> Parts:
    """A leaf-wrapped or pleated dumpling."""
    return [
        *rounded("main", (-0.52, 0.92), (-0.3, 0.4), (0, 0.08), (0.3, 0.4), (0.52, 0.92), (0, 1.0)),
        line("main--", 0.03, (0, 0.12), (-0.14, 0.96)),
        line("main--", 0.03, (0, 0.12), (0.16, 0.95)),
        line("accent", 0.05, (-0.36, 0.56), (0.34, 0.7)),
        line("accent", 0.05, (-0.36, 0.72), (0.34, 0.55)),
        oval("accent", 0.0, 0.63, 0.06, 0.05),
    ]


def basket(_look: Look) -> Parts:
    """A woven basket or bamboo steamer, filled."""
    weave = [line("straw-", 0.025, (-0.46 + n * 0.1, 0.5), (-0.4 + n * 0.09, 0.98)) for n in range(10)]
    return [
        *[part for x in (-0.28, 0.0, 0.28) for part in ball("main", x, 0.36, 0.18)],
        poly("straw", (-0.52, 0.45), (0.52, 0.45), (0.42, 1.0), (-0.42, 1.0)),
        *weave,
        line("straw--", 0.05, (-0.54, 0.45), (0.54, 0.45)),
        line("straw-", 0.03, (-0.48, 0.72), (0.48, 0.72)),
    ]


def candle(_look: Look) -> Parts:
    """A burning candle on a saucer."""
    return [
        oval("gold-", 0, 0.97, 0.3, 0.05),
        rect("main", -0.1, 0.36, 0.1, 0.96, 0.02),
        rect("main-", 0.03, 0.37, 0.1, 0.96),
        line("dark", 0.02, (0, 0.36), (0, 0.28)),
        blob("flame", (0, 0.02), (0.08, 0.2), (0, 0.32), (-0.08, 0.2)),
        blob("flame++", (0, 0.12), (0.04, 0.22), (0, 0.3), (-0.04, 0.22)),
    ]


def tin(_look: Look) -> Parts:
    """A tin or jar with a lid and a paper sleeve."""
    return [
        rect("metal", -0.26, 0.06, 0.26, 1.0, 0.06),
        rect("metal-", 0.1, 0.08, 0.26, 0.99, 0.05),
        rect("metal+", -0.27, 0.02, 0.27, 0.16, 0.04),
        line("metal--", 0.012, (-0.26, 0.17), (0.26, 0.17)),
        rect("main", -0.26, 0.26, 0.26, 0.9),
        *ball("accent", 0, 0.42, 0.08),
        blob("main-", (-0.26, 0.72), (-0.1, 0.56), (0.06, 0.66), (0.18, 0.58), (0.26, 0.66), (0.26, 0.9), (-0.26, 0.9)),
        rect("main--", 0.16, 0.26, 0.26, 0.9),
    ]


def box(look: Look) -> Parts:
    """A carton seen at an angle, with a label; with the trait "gift" a ribbon."""
    label = (
        [rect("accent", -0.04 - 0.3, 0.2, -0.04, 1.0), line("accent", 0.06, (-0.3, 0.12), (-0.1, 0.16))]
        if look.has("gift")
        else [
            rect("light", -0.34, 0.42, 0.04, 0.74, 0.02),
            line("accent", 0.03, (-0.26, 0.53), (-0.04, 0.53)),
            line("second", 0.02, (-0.26, 0.62), (-0.08, 0.62)),
        ]
    )
    return [
        poly("main", (-0.42, 0.24), (0.14, 0.3), (0.14, 1.0), (-0.42, 0.93)),
        poly("main--", (0.14, 0.3), (0.44, 0.22), (0.44, 0.9), (0.14, 1.0)),
        poly("main+", (-0.42, 0.24), (-0.1, 0.16), (0.44, 0.22), (0.14, 0.3)),
        *label,
    ]


def crate(_look: Look) -> Parts:
    """An open wooden crate of goods."""
    return [
        *[part for x in (-0.36, -0.12, 0.12, 0.36) for part in ball("food", x, 0.4, 0.15)],
        rect("main", -0.56, 0.42, 0.56, 1.0),
        *[line("main--", 0.025, (-0.56, y), (0.56, y)) for y in (0.61, 0.8)],
        rect("main-", -0.56, 0.42, -0.46, 1.0),
        rect("main-", 0.46, 0.42, 0.56, 1.0),
    ]


def cloth(_look: Look) -> Parts:
    """A folded cloth with a border."""
    return [
        blob("main", (-0.9, 0.6), (-0.5, 0.2), (0.2, 0.1), (0.95, 0.3), (0.8, 0.8), (0.1, 1.0), (-0.6, 0.95)),
        curve("main-", 0.06, (-0.6, 0.62), (0.0, 0.5), (0.6, 0.6)),
        curve("main+", 0.04, (-0.5, 0.42), (0.0, 0.3), (0.6, 0.4)),
        curve("accent", 0.03, (-0.7, 0.78), (0.0, 0.86), (0.72, 0.68)),
    ]


def whisk(_look: Look) -> Parts:
    """A carved wooden whisk or spoon."""
    return [
        line("wood", 0.06, (0, 0.0), (0, 0.8)),
        *[line("wood-", 0.12, (-0.01, y), (0.01, y)) for y in (0.5, 0.6, 0.7)],
        *rounded("wood", (-0.1, 0.86), (0, 0.76), (0.1, 0.86), (0, 1.0)),
    ]
