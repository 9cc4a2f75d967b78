"""Buildings and what stands in streets and rooms."""

from __future__ import annotations

from leaderboard.demo.drawing.geometry import Part, Parts, arc, ball, blob, curve, line, oval, poly, rect
from leaderboard.demo.drawing.subjects.look import Look


def _window(x: float, y: float, width: float = 0.12, height: float = 0.15) -> Parts:
    return [
        rect("light", x - width / 2 - 0.012, y - 0.012, x + width / 2 + 0.012, y + height + 0.012),
        rect("pane", x - width / 2, y, x + width / 2, y + height),
        line("light", 0.012, (x, y), (x, y + height)),
    ]


def house(look: Look) -> Parts:
    """A house with a tiled roof."""
    chimney = rect("main--", 0.2, 0.06, 0.3, 0.34)
    roof: Parts = [
        poly("roof", (-0.5, 0.45), (-0.26, 0.1), (0.26, 0.1), (0.5, 0.45)),
        poly("roof-", (0.2, 0.45), (0.1, 0.1), (0.26, 0.1), (0.5, 0.45)),
        *[
            line("roof--", 0.01, (-0.48 + n * 0.07, 0.42 - n * 0.1), (0.48 - n * 0.07, 0.42 - n * 0.1))
            for n in range(4)
        ],
    ]
    if look.has("curved roof"):
        roof = [
            blob(
                "roof",
                (-0.6, 0.38),
                (-0.4, 0.34),
                (-0.24, 0.12),
                (0.24, 0.12),
                (0.4, 0.34),
                (0.6, 0.38),
                (0.46, 0.46),
                (-0.46, 0.46),
            ),
            line("roof--", 0.03, (-0.24, 0.12), (0.24, 0.12)),
        ]
    return [
        chimney,
        rect("main", -0.42, 0.42, 0.42, 1.0),
        rect("main-", 0.16, 0.42, 0.42, 1.0),
        *roof,
        *_window(-0.24, 0.56),
        *_window(0.27, 0.56),
        *_window(0.27, 0.8, 0.12, 0.1),
        rect("wood", -0.1, 0.66, 0.06, 1.0, 0.02),
        oval("gold", 0.03, 0.84, 0.012, 0.012),
        rect("light-", -0.14, 0.985, 0.1, 1.0),
    ]


def shop(_look: Look) -> Parts:
    """A shop front with an awning and a sign."""
    stripes: Parts = [
        poly(
            "main" if n % 2 else "light",
            (-0.5 + n * 0.125, 0.36),
            (-0.375 + n * 0.125, 0.36),
            (-0.37 + n * 0.13, 0.52),
            (-0.5 + n * 0.13, 0.52),
        )
        for n in range(8)
    ]
    scallops = [oval("main" if n % 2 else "light", -0.435 + n * 0.13, 0.52, 0.065, 0.04, 0, 180) for n in range(8)]
    return [
        rect("second", -0.48, 0.04, 0.48, 1.0),
        rect("second-", 0.3, 0.04, 0.48, 1.0),
        rect("roof", -0.52, 0.0, 0.52, 0.06),
        rect("main-", -0.42, 0.12, 0.42, 0.3, 0.02),
        line("gold", 0.03, (-0.3, 0.21), (0.3, 0.21)),
        rect("pane", -0.4, 0.5, 0.08, 0.84),
        *[
            part
            for n, x in enumerate((-0.3, -0.16, -0.02))
            for part in ball("food" if n % 2 else "accent", x, 0.78, 0.055)
        ],
        rect("wood", -0.42, 0.84, 0.1, 0.9),
        rect("wood-", 0.16, 0.5, 0.38, 1.0),
        rect("pane", 0.2, 0.55, 0.34, 0.75),
        *stripes,
        *scallops,
    ]


def tower(look: Look) -> Parts:
    """A tower; with the trait "lighthouse" striped, with "windmill" with sails."""
    sails = (
        [
            line("light", 0.04, (0, 0.3), (0.34 * x, 0.3 + 0.34 * y))
            for x, y in ((0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
        ]
        if look.has("windmill")
        else []
    )
    blades = (
        [
            poly(
                "light-",
                (0.1 * x, 0.3 + 0.1 * y),
                (0.34 * x, 0.3 + 0.34 * y),
                (0.34 * x - 0.1 * y, 0.3 + 0.34 * y + 0.1 * x),
                (0.1 * x - 0.1 * y, 0.3 + 0.1 * y + 0.1 * x),
            )
            for x, y in ((0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
        ]
        if look.has("windmill")
        else []
    )
    stripes = (
        [
            poly(
                "light",
                (-0.13 - y * 0.05, y),
                (0.13 + y * 0.05, y),
                (0.135 + y * 0.06, y + 0.12),
                (-0.135 - y * 0.06, y + 0.12),
            )
            for y in (0.4, 0.64, 0.86)
        ]
        if look.has("lighthouse")
        else []
    )
    return [
        poly("main", (-0.13, 0.2), (0.13, 0.2), (0.2, 1.0), (-0.2, 1.0)),
        *stripes,
        poly("main-", (0.05, 0.2), (0.13, 0.2), (0.2, 1.0), (0.08, 1.0)),
        rect("main--", -0.17, 0.19, 0.17, 0.24),
        rect("pane", -0.09, 0.11, 0.09, 0.19),
        poly("roof", (-0.15, 0.12), (0, 0.0), (0.15, 0.12)),
        *[rect("pane", -0.03, y, 0.03, y + 0.07, 0.02) for y in (0.32, 0.52, 0.74)],
        *sails,
        *blades,
    ]


def temple(_look: Look) -> Parts:
    """A pagoda of three storeys."""
    parts: Parts = [rect("light-", -0.44, 0.95, 0.44, 1.0)]
    for level, (top, width) in enumerate(((0.66, 0.34), (0.38, 0.26), (0.12, 0.18))):
        parts += [
            rect("main", -width * 0.72, top + 0.1, width * 0.72, top + 0.3),
            *[
                rect("main--", x * width - 0.012, top + 0.1, x * width + 0.012, top + 0.3)
                for x in (-0.6, -0.2, 0.2, 0.6)
            ],
            rect("pane", -0.05, top + 0.15, 0.05, top + 0.3),
            blob(
                "roof",
                (-width * 1.3, top + 0.08),
                (-width * 0.8, top + 0.05),
                (-width * 0.4, top - 0.03),
                (width * 0.4, top - 0.03),
                (width * 0.8, top + 0.05),
                (width * 1.3, top + 0.08),
                (width * 0.9, top + 0.13),
                (-width * 0.9, top + 0.13),
            ),
        ]
        if level == 2:
            parts += [line("gold", 0.025, (0, 0.0), (0, 0.1))]
    return parts


def block(look: Look) -> Parts:
    """A block of flats or an office tower."""
    lit = [
        rect(
            "flame" if look.chance(f"{row} {column}", 0.35) else "pane",
            -0.19 + column * 0.105,
            0.08 + row * 0.115,
            -0.12 + column * 0.105,
            0.14 + row * 0.115,
        )
        for row in range(8)
        for column in range(4)
    ]
    return [
        rect("main", -0.25, 0.02, 0.25, 1.0),
        rect("main-", 0.18, 0.02, 0.25, 1.0),
        rect("main-", -0.27, 0.0, 0.27, 0.04),
        *lit,
    ]


def church(_look: Look) -> Parts:
    """A town hall or church with a dome or spire."""
    return [
        rect("main", -0.46, 0.5, 0.46, 1.0),
        rect("main-", 0.2, 0.5, 0.46, 1.0),
        oval("roof", 0, 0.5, 0.28, 0.3, 180, 360),
        oval("roof-", 0.1, 0.5, 0.18, 0.26, 270, 360),
        line("gold", 0.03, (0, 0.06), (0, 0.22)),
        rect("main+", -0.5, 0.48, 0.5, 0.54),
        *[part for x in (-0.34, 0.34) for part in _window(x, 0.62, 0.1, 0.2)],
        rect("wood", -0.1, 0.7, 0.1, 1.0, 0.05),
        *[rect("light", x - 0.02, 0.54, x + 0.02, 1.0) for x in (-0.2, 0.2)],
    ]


def bridge(_look: Look) -> Parts:
    """An arched bridge."""
    deck: list[tuple[float, float]] = [(-1.0, 0.7), (-0.5, 0.36), (0, 0.26), (0.5, 0.36), (1.0, 0.7)]
    return [
        Part(
            (
                *[(x, y - 0.04) for x, y in deck],
                (1.0, 1.0),
                (0.78, 1.0),
                (0.6, 0.7),
                (0.4, 0.6),
                (0.2, 0.7),
                (0.12, 1.0),
                (-0.12, 1.0),
                (-0.2, 0.7),
                (-0.4, 0.6),
                (-0.6, 0.7),
                (-0.78, 1.0),
                (-1.0, 1.0),
            ),
            "main",
        ),
        curve("main+", 0.06, *deck),
        curve("main-", 0.04, *[(x, y - 0.16) for x, y in deck]),
        *[line("main-", 0.03, (x, y - 0.16), (x, y)) for x, y in deck],
    ]


def tent(look: Look) -> Parts:
    """A ger or tent."""
    if look.has("ger"):
        return [
            oval("main", 0, 0.5, 0.7, 0.42, 180, 360),
            rect("main", -0.66, 0.48, 0.66, 1.0, 0.05),
            rect("main-", 0.3, 0.48, 0.66, 1.0, 0.05),
            line("accent", 0.05, (-0.67, 0.5), (0.67, 0.5)),
            line("wood", 0.02, (-0.67, 0.72), (0.67, 0.72)),
            rect("accent", -0.14, 0.58, 0.14, 1.0),
            rect("accent-", 0.0, 0.58, 0.012, 1.0),
            rect("dark", 0.02, 0.0, 0.07, 0.16),
        ]
    return [
        poly("main", (0, 0.1), (0.66, 1.0), (-0.66, 1.0)),
        poly("main-", (0, 0.1), (0.66, 1.0), (0.24, 1.0)),
        poly("dark", (0, 0.34), (0.2, 1.0), (-0.2, 1.0)),
        poly("main+", (0, 0.34), (-0.2, 1.0), (-0.3, 1.0)),
        line("wood", 0.025, (-0.06, 0.0), (0.04, 0.16)),
        line("wood", 0.025, (0.06, 0.0), (-0.04, 0.16)),
    ]


def arch(_look: Look) -> Parts:
    """An arched passage."""
    return [
        rect("main", -0.6, 0.0, 0.6, 1.0),
        rect("main-", 0.42, 0.0, 0.6, 1.0),
        oval("main--", 0, 0.5, 0.38, 0.4, 180, 360),
        rect("main--", -0.38, 0.49, 0.38, 1.0),
        arc("main+", 0.05, 0, 0.5, 0.4, 0.42, 180, 360),
    ]
