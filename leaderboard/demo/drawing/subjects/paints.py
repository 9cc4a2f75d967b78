"""From tone names to colours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

Rgb = tuple[int, int, int]

SKINS: tuple[Rgb, ...] = ((244, 204, 174), (226, 176, 136), (196, 140, 98), (152, 98, 66), (108, 68, 48), (84, 54, 42))
HAIRS: tuple[Rgb, ...] = ((40, 32, 32), (58, 40, 32), (92, 58, 38), (30, 30, 40))
COMMON: dict[str, Rgb] = {
    "skin": SKINS[1],
    "hair": HAIRS[0],
    "cheek": (228, 130, 116),
    "mouth": (150, 52, 54),
    "eye": (232, 140, 40),
    "dark": (44, 42, 54),
    "light": (244, 238, 224),
    "white": (250, 250, 248),
    "wood": (150, 104, 66),
    "straw": (222, 188, 118),
    "leaf": (86, 142, 80),
    "metal": (162, 168, 178),
    "gold": (222, 178, 78),
    "glass": (196, 222, 226),
    "pane": (140, 184, 206),
    "water": (96, 168, 204),
    "flame": (250, 188, 74),
    "foam": (240, 226, 200),
    "drink": (150, 86, 46),
    "food": (226, 164, 92),
    "steam": (236, 234, 230),
    "smoke": (196, 192, 196),
    "roof": (176, 82, 62),
    "beak": (236, 160, 50),
    "legs": (206, 116, 72),
    "red": (204, 48, 48),
    "second": (84, 92, 122),
    "accent": (230, 158, 70),
}


def resolve(tone: str, paints: Mapping[str, Rgb]) -> Rgb:
    """The colour of a tone: from ``paints``, else the common one, with its steps of shadow and light."""
    name = tone.rstrip("+-")
    steps = tone.count("+") - tone.count("-")
    return stepped(paints.get(name) or COMMON[name], steps)


@lru_cache(maxsize=4096)
def stepped(rgb: Rgb, steps: int) -> Rgb:
    """A colour some steps darker (towards a cool shadow) or lighter (towards a warm white)."""
    if steps < 0:
        share = 1 - 0.8 ** (-steps)
        return mixed(rgb, (34, 26, 58), share)
    return mixed(rgb, (255, 250, 232), 1 - 0.72**steps) if steps else rgb


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """``first`` with a ``share`` of ``second``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
