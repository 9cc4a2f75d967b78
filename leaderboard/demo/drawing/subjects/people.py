"""People: one stylised figure with many clothes, hats and poses, a face from near, and a hand."""

from __future__ import annotations

from leaderboard.demo.drawing.geometry import Part, Parts, Point, arc, blob, curve, line, moved, oval, poly, rect
from leaderboard.demo.drawing.subjects.look import Look

_POSES: dict[str, tuple[tuple[Point, Point], tuple[Point, Point]]] = {
    "rest": (((-0.185, 0.4), (-0.175, 0.55)), ((0.185, 0.4), (0.175, 0.55))),
    "hip": (((-0.185, 0.4), (-0.175, 0.55)), ((0.25, 0.38), (0.13, 0.49))),
    "wave": (((-0.185, 0.4), (-0.175, 0.55)), ((0.25, 0.28), (0.29, 0.11))),
    "cheer": (((-0.25, 0.22), (-0.22, 0.03)), ((0.25, 0.22), (0.22, 0.03))),
    "reach": (((-0.17, 0.39), (-0.05, 0.46)), ((0.25, 0.33), (0.38, 0.3))),
    "hold": (((-0.19, 0.38), (-0.06, 0.44)), ((0.19, 0.38), (0.06, 0.44))),
}
"""Elbow and hand of both arms."""


def person(look: Look) -> Parts:
    """A standing figure, seen from the front or slightly from the side."""
    pose = look.choose("pose", tuple(_POSES))
    is_child = look.has("child")
    head_y, head_size = (0.155, 0.125) if is_child else (0.105, 0.088)
    elbows = _POSES[pose]
    skirted = (look.has("woman") and look.chance("skirt", 0.55)) or look.has("robe")
    return [
        *_long_hair(look, head_y, head_size),
        *_arm(elbows[0], -1, look),
        *(_skirt(look) if skirted else _trousers(look)),
        *_torso(look),
        rect("skin-", -0.035, head_y + head_size * 0.6, 0.035, 0.26),
        *_head(look, head_y, head_size),
        *_arm(elbows[1], 1, look),
    ]


def _arm(joints: tuple[Point, Point], side: int, look: Look) -> Parts:
    elbow, hand = joints
    sleeve = "main-" if side > 0 else "main"
    bare = "skin" if look.chance("bare arms", 0.3) else sleeve
    return [
        line(bare, 0.062, elbow, hand),
        line(sleeve, 0.074, (side * 0.118, 0.275), elbow),
        oval("skin", *hand, 0.036, 0.036),
    ]


def _torso(look: Look) -> Parts:
    width = 0.15 if look.has("man") else 0.135
    parts = [
        blob(
            "main",
            (-0.06, 0.225),
            (0.06, 0.225),
            (width, 0.27),
            (width - 0.015, 0.42),
            (width - 0.02, 0.57),
            (0.02 - width, 0.57),
            (0.015 - width, 0.42),
            (-width, 0.27),
        ),
        poly("main-", (0.05, 0.23), (width - 0.01, 0.28), (width - 0.03, 0.56), (0.06, 0.56)),
    ]
    if look.has("apron"):
        parts += [rect("light", -0.085, 0.33, 0.085, 0.72, 0.03), line("light", 0.018, (-0.07, 0.34), (-0.04, 0.235))]
    elif look.chance("scarf", 0.35):
        parts += [
            curve("accent", 0.05, (-0.07, 0.235), (0, 0.265), (0.07, 0.235)),
            line("accent-", 0.045, (0.03, 0.26), (0.05, 0.4)),
        ]
    else:
        parts += [line("main--", 0.008, (0, 0.25), (0, 0.55))]
    return parts


def _trousers(look: Look) -> Parts:
    stride = 0.1 if look.chance("walks", 0.5) else 0.02
    return [
        line("second-", 0.1, (0.05, 0.56), (0.06 + stride * 0.6, 0.78), (0.07 + stride, 0.95)),
        line("second", 0.104, (-0.05, 0.56), (-0.06 - stride * 0.3, 0.78), (-0.07 - stride * 0.4, 0.95)),
        oval("dark", 0.095 + stride, 0.972, 0.062, 0.028),
        oval("dark", -0.085 - stride * 0.4, 0.974, 0.062, 0.028),
    ]


def _skirt(look: Look) -> Parts:
    sway = 0.05 if look.chance("walks", 0.5) else 0.0
    hem = 0.9 if look.has("robe") else 0.8
    tone = "main" if look.chance("one piece", 0.5) or look.has("robe") else "second"
    return [
        line("skin-", 0.05, (0.05, 0.75), (0.06, 0.95)),
        line("skin", 0.05, (-0.05, 0.75), (-0.055, 0.95)),
        oval("dark", 0.075, 0.973, 0.055, 0.027),
        oval("dark", -0.07, 0.973, 0.055, 0.027),
        poly(tone, (-0.1, 0.52), (0.1, 0.52), (0.21 + sway, hem), (0.0, hem + 0.02), (-0.21 + sway, hem)),
        poly(tone + "-", (0.04, 0.53), (0.1, 0.52), (0.21 + sway, hem), (0.09, hem + 0.015)),
        line("accent", 0.022, (-0.102, 0.53), (0.102, 0.53)),
    ]


def _head(look: Look, y: float, size: float) -> Parts:
    bun = [oval("hair", 0, y - size * 1.15, size * 0.42, size * 0.4)]
    cap = blob(
        "hair",
        *_scaled(
            (
                (-1.06, 0.0),
                (-0.9, -0.85),
                (0, -1.18),
                (0.9, -0.85),
                (1.06, 0.0),
                (0.62, -0.5),
                (-0.1, -0.52),
                (-0.72, -0.3),
            ),
            y,
            size,
        ),
    )
    parts: Parts = bun if look.has("woman") and not _has_long_hair(look) else []
    parts = [*parts, oval("skin", 0, y, size * 0.96, size), *_face(look, y, size)]
    if not look.has("bald"):
        parts.append(cap)
    return [*parts, *_hat(look, y, size)]


def _has_long_hair(look: Look) -> bool:
    return look.has("woman") and look.chance("long hair", 0.5)


def _long_hair(look: Look, y: float, size: float) -> Parts:
    """What falls behind the shoulders."""
    if not _has_long_hair(look):
        return []
    return [
        blob("hair-", *_scaled(((-1.15, -0.2), (0, -1.2), (1.15, -0.2), (1.3, 1.7), (0, 2.2), (-1.3, 1.7)), y, size))
    ]


def _scaled(points: tuple[Point, ...], y: float, size: float) -> list[Point]:
    return [(px * size, y + py * size) for px, py in points]


def _face(look: Look, y: float, size: float) -> Parts:
    asleep = look.has("asleep")
    parts: Parts = []
    for side in (-1, 1):
        x = side * size * 0.38
        if asleep:
            parts.append(arc("dark", size * 0.1, x, y + size * 0.02, size * 0.16, size * 0.12, 0, 180))
        else:
            parts.append(oval("dark", x, y + size * 0.04, size * 0.095, size * 0.13))
        parts.append(oval("cheek", side * size * 0.56, y + size * 0.36, size * 0.17, size * 0.11))
    if look.has("beard"):
        parts.append(
            blob("hair", *_scaled(((-0.85, 0.2), (0, 0.42), (0.85, 0.2), (0.6, 1.15), (0, 1.5), (-0.6, 1.15)), y, size))
        )
    parts.append(oval("skin-", 0, y + size * 0.24, size * 0.09, size * 0.12))
    if look.has("laughs"):
        parts.append(oval("mouth", 0, y + size * 0.46, size * 0.3, size * 0.28, 0, 180))
    else:
        parts.append(arc("mouth", size * 0.11, 0, y + size * 0.36, size * 0.27, size * 0.22, 20, 160))
    if look.has("glasses"):
        parts += [
            arc("dark", size * 0.07, s * size * 0.38, y + size * 0.05, size * 0.26, size * 0.26, 0, 360)
            for s in (-1, 1)
        ]
    return parts


def _hat(look: Look, y: float, size: float) -> Parts:
    top = y - size
    if look.has("helmet"):
        return [
            oval("accent", 0, y - size * 0.25, size * 1.18, size * 1.05, 180, 360),
            rect("accent-", -size * 1.25, y - size * 0.3, size * 1.25, y - size * 0.12),
        ]
    if look.has("cap"):
        return [
            blob("light", *_scaled(((-1.0, -0.55), (-1.25, -1.5), (0, -1.95), (1.25, -1.5), (1.0, -0.55)), y, size)),
            rect("light-", -size, y - size * 0.72, size, y - size * 0.42),
        ]
    if look.has("cone hat"):
        return [
            poly("straw", (-size * 2, top + size * 0.75), (0, top - size * 0.6), (size * 2, top + size * 0.75)),
            poly("straw-", (size * 0.4, top + size * 0.75), (0, top - size * 0.6), (size * 2, top + size * 0.75)),
        ]
    if look.has("scarf"):
        return [
            blob(
                "accent",
                *_scaled(
                    ((-1.1, 0.3), (-1.05, -0.8), (0, -1.3), (1.05, -0.8), (1.1, 0.3), (0.75, -0.45), (-0.75, -0.45)),
                    y,
                    size,
                ),
            )
        ]
    if look.has("fur hat"):
        return [rect("hair-", -size * 1.3, top - size * 0.35, size * 1.3, top + size * 0.6, size * 0.4)]
    if look.chance("hat", 0.18):
        return [
            oval("accent-", 0, top + size * 0.42, size * 1.6, size * 0.2),
            oval("accent", 0, top + size * 0.45, size * 0.95, size * 0.95, 180, 360),
        ]
    return []


def seated(look: Look) -> Parts:
    """A person who sits on the ground or on something low."""
    figure = [part for part in person(look.also("seated")) if max(y for _, y in part.points) < 0.66]
    legs = [
        line("second-", 0.12, (0.06, 0.56), (0.26, 0.6), (0.22, 0.72)),
        line("second", 0.12, (-0.06, 0.57), (-0.26, 0.61), (-0.1, 0.71)),
        oval("dark", 0.2, 0.72, 0.06, 0.03),
        oval("dark", -0.07, 0.72, 0.06, 0.03),
    ]
    return moved([*figure[:1], *legs, *figure[1:]], 0, 1 - 0.75 * 1.3, 1.3)


def hand(_look: Look) -> Parts:
    """A hand that reaches in from below."""
    fingers = [curve("skin", 0.12, (x * 0.5, 0.5), (x * 0.9, 0.3), (x, 0.12)) for x in (-0.22, -0.07, 0.08, 0.22)]
    nails: list[Part] = [oval("skin+", x, 0.1, 0.03, 0.04) for x in (-0.22, -0.07, 0.08, 0.22)]
    return [
        poly("main", (-0.2, 0.78), (0.2, 0.78), (0.26, 1.0), (-0.26, 1.0)),
        *fingers,
        blob("skin", (-0.2, 0.4), (0.18, 0.38), (0.2, 0.6), (0.15, 0.82), (-0.15, 0.82), (-0.2, 0.62)),
        curve("skin", 0.12, (0.14, 0.66), (0.3, 0.52), (0.36, 0.36)),
        curve("skin-", 0.02, (-0.1, 0.56), (0.02, 0.62), (0.1, 0.58)),
        *nails,
    ]
