"""Animals, seen from the side and facing right."""

from __future__ import annotations

from leaderboard.demo.drawing.geometry import (
    Parts,
    Point,
    arc,
    blob,
    curve,
    line,
    oval,
    poly,
    rect,
    rounded,
)
from leaderboard.demo.drawing.subjects.look import Look


def _eye(x: float, y: float, size: float = 0.022) -> Parts:
    return [
        oval("dark", x, y, size, size * 1.1),
        oval("white", x - size * 0.3, y - size * 0.35, size * 0.35, size * 0.35),
    ]


def cat(_look: Look) -> Parts:
    """A sitting cat."""
    return [
        curve("main-", 0.08, (-0.2, 0.92), (-0.42, 0.88), (-0.42, 0.62), (-0.34, 0.55)),
        *rounded("main", (-0.16, 0.45), (0.1, 0.4), (0.24, 0.7), (0.24, 0.98), (-0.28, 0.98), (-0.28, 0.7)),
        line("main", 0.09, (0.06, 0.65), (0.08, 0.95)),
        line("main", 0.09, (0.18, 0.65), (0.2, 0.95)),
        poly("main", (-0.1, 0.2), (-0.07, 0.0), (0.08, 0.14)),
        poly("main", (0.12, 0.14), (0.28, 0.0), (0.3, 0.2)),
        poly("cheek", (-0.07, 0.15), (-0.055, 0.06), (0.02, 0.13)),
        blob("main", (-0.12, 0.3), (0.1, 0.11), (0.32, 0.3), (0.1, 0.48)),
        *_eye(0.03, 0.28),
        *_eye(0.19, 0.28),
        poly("cheek", (0.08, 0.34), (0.14, 0.34), (0.11, 0.37)),
        line("dark", 0.008, (-0.16, 0.33), (-0.02, 0.36)),
        line("dark", 0.008, (0.38, 0.33), (0.24, 0.36)),
        *[line("main--", 0.03, (-0.22 + 0.09 * n, 0.52 - 0.02 * n), (-0.2 + 0.09 * n, 0.66)) for n in range(3)],
    ]


def dog(look: Look) -> Parts:
    """A standing dog; with the trait "fox" a bushy tail and pointed ears."""
    ear = (
        poly("main-", (0.28, 0.2), (0.33, 0.02), (0.42, 0.18))
        if look.has("fox")
        else blob("main--", (0.28, 0.14), (0.36, 0.2), (0.32, 0.42), (0.24, 0.36))
    )
    tail = curve("main", 0.16 if look.has("fox") else 0.07, (-0.4, 0.5), (-0.56, 0.42), (-0.6, 0.22))
    legs = [line("main-", 0.09, (x, 0.6), (x + 0.02, 0.97)) for x in (-0.28, 0.24)]
    return [
        tail,
        *legs,
        blob("main", (-0.44, 0.48), (-0.2, 0.4), (0.2, 0.38), (0.36, 0.5), (0.26, 0.72), (-0.1, 0.7), (-0.4, 0.74)),
        *[line("main", 0.1, (x, 0.6), (x + 0.01, 0.97)) for x in (-0.38, 0.16)],
        blob("main", (0.14, 0.5), (0.22, 0.2), (0.38, 0.12), (0.5, 0.22), (0.62, 0.3), (0.56, 0.4), (0.4, 0.42)),
        ear,
        oval("dark", 0.61, 0.3, 0.035, 0.028),
        *_eye(0.44, 0.23),
        line("accent", 0.05, (0.18, 0.46), (0.38, 0.46)),
    ]


def bird(_look: Look) -> Parts:
    """A small perching bird."""
    return [
        poly("main--", (-0.3, 0.62), (-0.66, 0.88), (-0.56, 0.92), (-0.2, 0.76)),
        line("dark", 0.025, (-0.02, 0.84), (0.0, 1.0)),
        line("dark", 0.025, (0.1, 0.84), (0.12, 1.0)),
        blob(
            "main",
            (-0.38, 0.62),
            (-0.1, 0.36),
            (0.06, 0.2),
            (0.26, 0.16),
            (0.38, 0.32),
            (0.34, 0.62),
            (0.1, 0.88),
            (-0.2, 0.84),
        ),
        blob("light", (0.12, 0.46), (0.34, 0.44), (0.28, 0.7), (0.06, 0.86), (-0.04, 0.78)),
        blob("main-", (-0.34, 0.62), (-0.08, 0.44), (0.1, 0.54), (0.0, 0.72), (-0.3, 0.78)),
        curve("main--", 0.02, (-0.24, 0.7), (-0.06, 0.66), (0.04, 0.58)),
        poly("beak", (0.37, 0.26), (0.56, 0.33), (0.36, 0.37)),
        *_eye(0.27, 0.28, 0.03),
    ]


def flying_bird(_look: Look) -> Parts:
    """A bird on the wing, as a hummingbird or gull: long bill, wings up."""
    feathers = [
        poly("second", (0.0, 0.5), (-0.42 + 0.13 * n, 0.02 + 0.03 * n), (-0.28 + 0.13 * n, 0.04), (0.14, 0.5))
        for n in range(4)
    ]
    return [
        poly("main--", (-0.3, 0.62), (-0.62, 0.84), (-0.46, 0.9), (-0.18, 0.76)),
        poly("second-", (0.0, 0.56), (0.5, 0.04), (0.3, 0.0), (-0.08, 0.46)),
        *feathers,
        blob("main", (-0.36, 0.7), (-0.1, 0.5), (0.22, 0.36), (0.42, 0.38), (0.42, 0.52), (0.2, 0.68), (-0.1, 0.8)),
        blob("light", (0.1, 0.62), (0.34, 0.52), (0.2, 0.68), (-0.02, 0.77)),
        line("beak", 0.028, (0.42, 0.44), (0.84, 0.36)),
        *_eye(0.34, 0.43, 0.026),
    ]


def wader(_look: Look) -> Parts:
    """A crane, heron or flamingo."""
    return [
        line("legs", 0.025, (-0.04, 0.6), (-0.06, 0.8), (-0.02, 1.0)),
        line("legs", 0.025, (0.06, 0.6), (0.08, 1.0)),
        blob("main", (-0.36, 0.5), (-0.1, 0.36), (0.16, 0.38), (0.2, 0.54), (0.02, 0.64), (-0.2, 0.6)),
        poly("main-", (-0.3, 0.46), (0.02, 0.44), (-0.1, 0.6), (-0.46, 0.66)),
        curve("main", 0.07, (0.14, 0.46), (0.28, 0.36), (0.12, 0.2), (0.22, 0.08)),
        oval("main", 0.24, 0.075, 0.075, 0.06),
        poly("beak", (0.29, 0.04), (0.46, 0.14), (0.42, 0.18), (0.28, 0.11)),
        *_eye(0.26, 0.065, 0.014),
    ]


def penguin(_look: Look) -> Parts:
    """An upright penguin; owls use it too."""
    return [
        oval("beak", -0.1, 0.97, 0.1, 0.035),
        oval("beak", 0.12, 0.97, 0.1, 0.035),
        blob("main", (-0.2, 0.12), (0, 0.0), (0.2, 0.12), (0.28, 0.5), (0.22, 0.95), (-0.22, 0.95), (-0.28, 0.5)),
        blob("white", (-0.12, 0.22), (0, 0.3), (0.12, 0.22), (0.19, 0.55), (0.14, 0.92), (-0.14, 0.92), (-0.19, 0.55)),
        poly("main-", (0.2, 0.34), (0.4, 0.7), (0.22, 0.62)),
        poly("main-", (-0.2, 0.34), (-0.4, 0.7), (-0.22, 0.62)),
        oval("white", -0.08, 0.16, 0.055, 0.055),
        oval("white", 0.08, 0.16, 0.055, 0.055),
        *_eye(-0.07, 0.165, 0.028),
        *_eye(0.07, 0.165, 0.028),
        poly("beak", (-0.04, 0.2), (0.04, 0.2), (0.0, 0.27)),
    ]


def fish(_look: Look) -> Parts:
    """A fish; its height is that of its fins."""
    return [
        poly("main-", (-0.55, 0.5), (-1.0, 0.12), (-0.88, 0.5), (-1.0, 0.88)),
        blob("main-", (-0.3, 0.3), (0.05, 0.0), (0.3, 0.12), (0.2, 0.3)),
        blob("main-", (-0.1, 0.75), (0.1, 1.0), (0.25, 0.9), (0.2, 0.75)),
        blob("main", (-0.7, 0.5), (-0.3, 0.22), (0.3, 0.18), (0.8, 0.48), (0.3, 0.8), (-0.3, 0.78)),
        blob("main+", (-0.5, 0.42), (0.0, 0.26), (0.5, 0.34), (0.0, 0.42)),
        *[arc("main--", 0.025, -0.42 + 0.2 * n, 0.5, 0.12, 0.17, -70, 70) for n in range(4)],
        arc("main--", 0.03, 0.4, 0.5, 0.1, 0.22, 90, 270),
        oval("white", 0.58, 0.42, 0.07, 0.08),
        *_eye(0.6, 0.42, 0.045),
    ]


def horse(look: Look) -> Parts:
    """A horse; the traits "camel", "antlers", "giraffe", "long ears" make its relatives."""
    neck = 0.55 if look.has("giraffe") else 0.0
    hump = [blob("main-", (-0.2, 0.42), (-0.05, 0.12), (0.12, 0.42))] if look.has("camel") else []
    head = (0.42, 0.08)
    parts = [
        curve("hair", 0.06, (-0.4, 0.4), (-0.52, 0.5), (-0.5, 0.74)),
        *[line("main-", 0.07, (x, 0.6), (x + d, 0.8), (x + d * 0.6, 0.98)) for x, d in ((-0.28, -0.04), (0.22, 0.07))],
        *hump,
        blob("main", (-0.42, 0.42), (-0.2, 0.35), (0.2, 0.38), (0.32, 0.42), (0.28, 0.62), (0.0, 0.64), (-0.3, 0.66)),
        *[line("main", 0.078, (x, 0.58), (x + d, 0.8), (x + d * 0.5, 0.98)) for x, d in ((-0.36, 0.02), (0.16, -0.03))],
        poly(
            "main",
            (0.14, 0.46),
            (head[0] - 0.1, head[1] + 0.06 - neck),
            (head[0] + 0.04, head[1] + 0.12 - neck),
            (0.34, 0.52),
        ),
        blob(
            "main",
            (head[0] - 0.12, head[1] + 0.1 - neck),
            (head[0] - 0.02, head[1] - 0.03 - neck),
            (head[0] + 0.1, head[1] + 0.08 - neck),
            (head[0] + 0.2, head[1] + 0.2 - neck),
            (head[0] + 0.1, head[1] + 0.25 - neck),
        ),
        *_eye(head[0] + 0.04, head[1] + 0.07 - neck, 0.016),
    ]
    if look.has("antlers"):
        parts += [
            curve("wood", 0.025, (0.36, 0.06), (0.28, -0.08), (0.34, -0.22)),
            curve("wood", 0.022, (0.3, -0.06), (0.2, -0.1), (0.18, -0.2)),
            curve("wood", 0.025, (0.42, 0.06), (0.46, -0.1), (0.42, -0.22)),
        ]
    else:
        length = 0.18 if look.has("long ears") else 0.08
        parts += [
            poly("main-", (0.34, 0.08 - neck), (0.34, 0.05 - neck - length), (0.4, 0.06 - neck)),
            curve("hair", 0.05, (0.33, 0.08 - neck), (0.24, 0.24 - neck), (0.16, 0.42)),
        ]
    return parts


def elephant(_look: Look) -> Parts:
    """An elephant with a curled trunk."""
    return [
        curve("main-", 0.03, (-0.5, 0.4), (-0.58, 0.5), (-0.56, 0.62)),
        *[line("main--", 0.15, (x, 0.65), (x, 0.94)) for x in (-0.22, 0.2)],
        blob(
            "main",
            (-0.54, 0.5),
            (-0.4, 0.16),
            (0.0, 0.08),
            (0.3, 0.2),
            (0.34, 0.6),
            (0.1, 0.76),
            (-0.3, 0.78),
            (-0.5, 0.7),
        ),
        *[line("main", 0.16, (x, 0.65), (x, 0.93)) for x in (-0.38, 0.08)],
        blob("main", (0.2, 0.22), (0.42, 0.08), (0.62, 0.22), (0.6, 0.46), (0.4, 0.52), (0.24, 0.42)),
        curve("main", 0.12, (0.56, 0.38), (0.68, 0.6), (0.66, 0.82), (0.78, 0.86)),
        blob("main-", (0.14, 0.18), (0.34, 0.12), (0.42, 0.32), (0.3, 0.56), (0.16, 0.46)),
        curve("white", 0.04, (0.54, 0.48), (0.6, 0.6), (0.72, 0.6)),
        *_eye(0.5, 0.26, 0.02),
    ]


def spider(look: Look) -> Parts:
    """A spider, crab or beetle from above: six or eight legs."""
    legs: Parts = []
    for side in (-1, 1):
        for n in range(4):
            y = 0.35 + n * 0.12
            legs.append(
                curve(
                    "main--",
                    0.045,
                    (0, y),
                    (side * (0.34 + 0.04 * n), y - 0.18 + 0.1 * n),
                    (side * 0.52, y + (n - 1) * 0.14),
                )
            )
    claws = [oval("main", side * 0.42, 0.14, 0.13, 0.1) for side in (-1, 1)] if look.has("crab") else []
    return [
        *legs,
        *claws,
        *rounded("main", (-0.24, 0.62), (0, 0.36), (0.24, 0.62), (0, 0.96)),
        oval("main-", 0, 0.34, 0.15, 0.13),
        *_eye(-0.06, 0.3, 0.03),
        *_eye(0.06, 0.3, 0.03),
        poly("accent", (-0.05, 0.58), (0.05, 0.58), (0.0, 0.66)),
        poly("accent", (-0.05, 0.76), (0.05, 0.76), (0.0, 0.67)),
    ]


def insect(_look: Look) -> Parts:
    """A bee or butterfly with open wings."""
    wings: Parts = []
    for side in (-1, 1):
        wings += [
            blob("second", (side * 0.05, 0.4), (side * 0.3, 0.02), (side * 0.62, 0.16), (side * 0.42, 0.5)),
            blob("second-", (side * 0.05, 0.5), (side * 0.44, 0.52), (side * 0.46, 0.84), (side * 0.16, 0.78)),
            oval("second+", side * 0.36, 0.27, 0.1, 0.09),
        ]
    stripes = [line("dark", 0.05, (-0.07, y), (0.07, y)) for y in (0.5, 0.64, 0.78)]
    feelers = [curve("dark", 0.02, (0, 0.24), (s * 0.08, 0.1), (s * 0.16, 0.04)) for s in (-1, 1)]
    return [*wings, oval("main", 0, 0.6, 0.1, 0.34), *stripes, *feelers, oval("dark", 0, 0.28, 0.075, 0.07)]


def lemur(_look: Look) -> Parts:
    """A sitting lemur or monkey with open arms and a ringed tail."""
    tail: list[Point] = [(0.2, 0.9), (0.48, 0.86), (0.52, 0.56), (0.4, 0.34), (0.5, 0.14)]
    rings = [oval("white", x, y, 0.05, 0.05) for x, y in ((0.45, 0.88), (0.53, 0.64), (0.44, 0.42), (0.45, 0.24))]
    return [
        curve("dark", 0.09, *tail),
        *rings,
        line("main-", 0.09, (-0.12, 0.48), (-0.3, 0.56), (-0.4, 0.42)),
        line("main-", 0.09, (0.12, 0.48), (0.28, 0.58), (0.36, 0.46)),
        *rounded("main", (-0.14, 0.4), (0.14, 0.4), (0.24, 0.75), (0.2, 0.98), (-0.2, 0.98), (-0.24, 0.75)),
        oval("white", 0, 0.7, 0.13, 0.22),
        oval("main-", -0.15, 0.95, 0.12, 0.05),
        oval("main-", 0.15, 0.95, 0.12, 0.05),
        oval("white", -0.15, 0.13, 0.075, 0.1),
        oval("white", 0.15, 0.13, 0.075, 0.1),
        oval("main", 0, 0.24, 0.19, 0.19),
        oval("white", 0, 0.27, 0.15, 0.14),
        oval("dark", -0.075, 0.23, 0.06, 0.06),
        oval("dark", 0.075, 0.23, 0.06, 0.06),
        oval("eye", -0.072, 0.225, 0.036, 0.036),
        oval("eye", 0.078, 0.225, 0.036, 0.036),
        oval("dark", 0, 0.33, 0.035, 0.028),
    ]


def turtle(_look: Look) -> Parts:
    """A turtle; lizards and frogs use it."""
    return [
        blob("second", (0.4, 0.5), (0.66, 0.34), (0.8, 0.46), (0.7, 0.62), (0.45, 0.7)),
        *_eye(0.68, 0.46, 0.028),
        *[blob("second-", (x, 0.7), (x + 0.16, 0.76), (x + 0.1, 1.0), (x - 0.06, 0.98)) for x in (-0.46, 0.22)],
        poly("second", (-0.5, 0.72), (-0.72, 0.86), (-0.46, 0.82)),
        oval("main", 0, 0.74, 0.58, 0.58, 180, 360),
        rect("main--", -0.6, 0.7, 0.6, 0.78, 0.04),
        *[
            poly("main-", (x, 0.34), (x + 0.16, 0.32), (x + 0.22, 0.52), (x + 0.08, 0.64), (x - 0.08, 0.54))
            for x in (-0.32, 0.04)
        ],
    ]


def octopus(_look: Look) -> Parts:
    """An octopus with eight arms."""
    arms = [
        curve(
            "main-" if n % 2 else "main",
            0.09,
            (0.05 * (n - 3.5), 0.5),
            (0.13 * (n - 3.5), 0.74),
            (0.17 * (n - 3.5), 0.9),
            (0.2 * (n - 3.5) + 0.06, 0.96),
        )
        for n in range(8)
    ]
    return [
        *arms,
        *rounded("main", (-0.24, 0.26), (0, 0.0), (0.24, 0.26), (0.2, 0.58), (-0.2, 0.58)),
        oval("white", -0.09, 0.38, 0.06, 0.07),
        oval("white", 0.11, 0.38, 0.06, 0.07),
        *_eye(-0.08, 0.39, 0.035),
        *_eye(0.12, 0.39, 0.035),
    ]


def sheep(_look: Look) -> Parts:
    """A woolly sheep or lamb."""
    wool = [
        oval("main", x, y, 0.16, 0.16)
        for x, y in ((-0.32, 0.42), (-0.14, 0.32), (0.08, 0.32), (0.26, 0.42), (0.22, 0.58), (0, 0.62), (-0.24, 0.58))
    ]
    return [
        *[line("dark", 0.06, (x, 0.66), (x, 0.98)) for x in (-0.26, -0.1, 0.1, 0.24)],
        oval("main", -0.03, 0.47, 0.36, 0.24),
        *wool,
        blob("dark", (0.3, 0.26), (0.44, 0.2), (0.6, 0.4), (0.48, 0.5), (0.34, 0.42)),
        poly("dark", (0.32, 0.26), (0.22, 0.32), (0.3, 0.36)),
        oval("white", 0.43, 0.3, 0.025, 0.03),
    ]


def snail(_look: Look) -> Parts:
    """A snail with its house."""
    return [
        blob("second", (-0.5, 0.98), (-0.1, 0.8), (0.34, 0.84), (0.4, 0.5), (0.56, 0.5), (0.6, 0.8), (0.44, 1.0)),
        line("second", 0.03, (0.46, 0.52), (0.44, 0.32)),
        line("second", 0.03, (0.52, 0.52), (0.58, 0.33)),
        oval("main", -0.04, 0.54, 0.36, 0.36),
        arc("main--", 0.05, -0.02, 0.56, 0.24, 0.24, 0, 300),
        arc("main--", 0.05, 0, 0.56, 0.11, 0.11, 60, 400),
    ]
