"""Furniture and other fittings of rooms and streets."""

from __future__ import annotations

from leaderboard.demo.drawing.geometry import Parts, blob, curve, line, oval, poly, rect, turned
from leaderboard.demo.drawing.subjects.look import Look


def table(_look: Look) -> Parts:
    """A table."""
    return [
        *[line("main-", 0.07, (x, 0.2), (x * 1.05, 1.0)) for x in (-0.7, 0.7)],
        *[line("main--", 0.06, (x, 0.2), (x, 0.9)) for x in (-0.5, 0.5)],
        rect("main-", -0.78, 0.12, 0.78, 0.26),
        rect("main", -0.86, 0.02, 0.86, 0.14, 0.03),
    ]


def stool(look: Look) -> Parts:
    """A stool; with the trait "back" a chair."""
    back = (
        [
            rect("main-", -0.3, 0.0, -0.22, 0.5),
            rect("main-", 0.22, 0.0, 0.3, 0.5),
            rect("main", -0.3, 0.03, 0.3, 0.2, 0.03),
            rect("main", -0.3, 0.28, 0.3, 0.36),
        ]
        if look.has("back")
        else []
    )
    top = 0.46 if look.has("back") else 0.08
    return [
        *back,
        line("main--", 0.06, (0.02, top), (0.04, 0.95)),
        line("main-", 0.07, (-0.24, top), (-0.34, 1.0)),
        line("main-", 0.07, (0.24, top), (0.34, 1.0)),
        line("main--", 0.03, (-0.29, 0.75), (0.29, 0.75)),
        oval("main-", 0, top + 0.03, 0.4, 0.08),
        oval("main", 0, top, 0.4, 0.08),
    ]


def cushion(_look: Look) -> Parts:
    """A bench with cushions."""
    return [
        rect("wood", -0.9, 0.55, 0.9, 1.0),
        rect("wood-", -0.9, 0.8, 0.9, 1.0),
        *[
            part
            for n, x in enumerate((-0.6, 0.0, 0.6))
            for part in (
                rect("main" if n % 2 else "main-", x - 0.28, 0.1, x + 0.28, 0.56, 0.1),
                rect("main+", x - 0.2, 0.16, x + 0.05, 0.24, 0.04),
            )
        ],
        rect("main", -0.88, 0.48, 0.88, 0.62, 0.05),
    ]


def shelf(look: Look) -> Parts:
    """A shelf of books."""
    books: Parts = []
    tones = ("main", "accent", "second", "main-", "light", "accent-")
    for row in range(3):
        for column in range(9):
            height = 0.18 + 0.06 * float(look.chance(f"{row}.{column}", 0.5))
            x = -0.43 + column * 0.096
            books.append(
                rect(tones[(row * 5 + column * 7) % 6], x, 0.31 + row * 0.31 - height, x + 0.08, 0.31 + row * 0.31)
            )
    return [
        rect("wood", -0.5, 0.0, 0.5, 1.0),
        rect("wood--", -0.46, 0.03, 0.46, 0.97),
        *books,
        *[rect("wood", -0.5, y, 0.5, y + 0.035) for y in (0.31, 0.62, 0.93)],
    ]


def lamp(look: Look) -> Parts:
    """A lamp; with the trait "street" a street lamp."""
    if look.has("street"):
        return [
            line("dark", 0.035, (0, 0.2), (0, 1.0)),
            rect("dark", -0.06, 0.94, 0.06, 1.0),
            poly("flame", (-0.07, 0.06), (0.07, 0.06), (0.05, 0.2), (-0.05, 0.2)),
            poly("dark", (-0.09, 0.06), (0, 0.0), (0.09, 0.06)),
        ]
    return [
        line("gold-", 0.04, (0, 0.4), (0, 0.95)),
        oval("gold-", 0, 0.97, 0.18, 0.03),
        poly("main", (-0.15, 0.04), (0.15, 0.04), (0.3, 0.46), (-0.3, 0.46)),
        poly("main-", (0.06, 0.04), (0.15, 0.04), (0.3, 0.46), (0.12, 0.46)),
        oval("flame++", 0, 0.46, 0.3, 0.04),
    ]


def oven(_look: Look) -> Parts:
    """A brick oven or stove with a fire."""
    bricks = [line("main--", 0.012, (-0.55, y), (0.55, y)) for y in (0.35, 0.5, 0.65, 0.8)]
    return [
        rect("main-", -0.12, 0.0, 0.12, 0.3),
        oval("main", 0, 0.55, 0.6, 0.42, 180, 360),
        rect("main", -0.6, 0.54, 0.6, 1.0),
        *bricks,
        oval("dark", 0, 0.78, 0.32, 0.32, 180, 360),
        rect("dark", -0.32, 0.77, 0.32, 0.88),
        blob(
            "flame-", (-0.2, 0.87), (-0.16, 0.66), (-0.04, 0.74), (0.02, 0.56), (0.1, 0.72), (0.2, 0.64), (0.22, 0.87)
        ),
        blob("flame", (-0.12, 0.87), (-0.06, 0.74), (0.02, 0.68), (0.12, 0.76), (0.14, 0.87)),
        rect("main+", -0.38, 0.87, 0.38, 0.93),
    ]


def door(_look: Look) -> Parts:
    """A door or gate."""
    return [
        rect("light-", -0.32, 0.0, 0.32, 1.0),
        rect("main", -0.26, 0.06, 0.26, 1.0),
        rect("main-", -0.18, 0.14, 0.18, 0.46, 0.02),
        rect("main-", -0.18, 0.56, 0.18, 0.9, 0.02),
        oval("gold", 0.2, 0.54, 0.025, 0.025),
    ]


def stage(_look: Look) -> Parts:
    """A stage with curtains."""
    folds = [
        poly(
            "main" if n % 2 else "main-",
            (s * (0.9 - n * 0.09), 0.06),
            (s * (0.81 - n * 0.09), 0.06),
            (s * (0.84 - n * 0.07), 0.86),
            (s * (0.9 - n * 0.07), 0.86),
        )
        for s in (-1, 1)
        for n in range(4)
    ]
    return [
        rect("dark", -0.9, 0.05, 0.9, 0.88),
        oval("flame", 0, 0.84, 0.5, 0.06),
        *folds,
        *[oval("main", x, 0.1, 0.16, 0.14, 0, 180) for x in (-0.75, -0.45, -0.15, 0.15, 0.45, 0.75)],
        rect("gold", -0.95, 0.0, 0.95, 0.08),
        rect("wood", -1.0, 0.86, 1.0, 1.0),
    ]


def fence(_look: Look) -> Parts:
    """A picket fence."""
    return [
        *[line("main", 0.06, (-1.0 + n * 0.25, 0.15), (-1.0 + n * 0.25, 1.0)) for n in range(9)],
        line("main-", 0.05, (-1.05, 0.4), (1.05, 0.4)),
        line("main-", 0.05, (-1.05, 0.72), (1.05, 0.72)),
    ]


def fountain(_look: Look) -> Parts:
    """A basin with water."""
    return [
        *[curve("water", 0.03, (0, 0.2), (s * 0.2, 0.1), (s * 0.42, 0.6)) for s in (-1, 1)],
        *turned("main", (0.22, 0.06), (0.5, 0.07), (0.62, 0.1)),
        oval("main", 0, 0.66, 0.7, 0.12),
        oval("water", 0, 0.65, 0.6, 0.09),
        *turned("main", (0.68, 0.68), (0.85, 0.5), (1.0, 0.5)),
    ]
