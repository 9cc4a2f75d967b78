"""Text in pictures: which font, how large, and how a weak generator garbles it.

ASCII letters come from the font inside Pillow and look the same everywhere. Other letters need a font of the system
(``leaderboard.fonts``): without one accents are left out, and a plain bar replaces a Chinese line. So pictures with
such lettering are the same only on machines with the same fonts.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from leaderboard.demo.drawing.scenes.scene import LETTERS, Lettering
from leaderboard.fonts import Font, drawable, system_font

_PROBE_SIZE = 26
_LOOKALIKES = {"E": "F", "O": "Q", "S": "5", "I": "l", "A": "Λ", "T": "7", "B": "8", "N": "И", "e": "c", "o": "a"}


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in text)


def garbled(text: str, rng: np.random.Generator, amount: float) -> str:
    """The text with a share ``amount`` of its letters confused, doubled or lost."""
    result = []
    for character in text:
        chance = rng.uniform()
        if character.isspace() or chance >= amount:
            result.append(character)
        elif character in _LOOKALIKES:
            result.append(_LOOKALIKES[character])
        elif chance < amount / 3:
            result.append(character * 2)
        elif is_chinese(character):
            result.append(chr(ord(character) + 1 + int(rng.integers(8))))
    return "".join(result)


def write(canvas: Image.Image, lettering: Lettering) -> None:
    """Draw one line of text into an RGBX canvas whose height is 1 unit."""
    unit = canvas.height
    is_plain = lettering.text.isascii()
    text = drawable(lettering.text, _font(_PROBE_SIZE, is_plain=is_plain))
    pen = ImageDraw.Draw(canvas)
    if not text:
        if lettering.text.strip():
            _bar(pen, lettering, unit)
        return
    text = "\n".join(text) if lettering.vertical else text
    size, font = _fitted(pen, text, lettering, unit, is_plain=is_plain)
    weight = max(0, round(size / 26))
    at, spacing = (lettering.x * unit, lettering.y * unit), size * 0.12
    if lettering.halo:
        rim, wide = (*lettering.halo, LETTERS), weight + max(2, size // 9)
        pen.multiline_text(at, text, rim, font, "mm", spacing, "center", stroke_width=wide)
    pen.multiline_text(at, text, (*lettering.rgb, LETTERS), font, "mm", spacing, "center", stroke_width=weight)


def _fitted(
    pen: ImageDraw.ImageDraw, text: str, lettering: Lettering, unit: int, *, is_plain: bool
) -> tuple[int, Font]:
    """The size in px, and the font in it, at which the lines of a text fit into their height and width."""
    lines = text.split("\n")
    size = max(6, round(lettering.height * unit / (1.12 * len(lines))))
    font = _font(size, is_plain=is_plain)
    width = max(pen.textlength(line, font=font) for line in lines)
    if width <= lettering.width * unit:
        return size, font
    size = max(6, int(size * lettering.width * unit / width))
    return size, _font(size, is_plain=is_plain)


def _font(size: int, *, is_plain: bool) -> Font:
    return (None if is_plain else system_font(size)) or _built_in(size)


@lru_cache(maxsize=64)
def _built_in(size: int) -> Font:
    return ImageFont.load_default(size)


def _bar(pen: ImageDraw.ImageDraw, lettering: Lettering, unit: int) -> None:
    """A line in place of a text that no font of this machine can draw."""
    half = min(lettering.width, lettering.height * len(lettering.text)) / 2
    box = [
        (lettering.x - half) * unit,
        (lettering.y - lettering.height * 0.08) * unit,
        (lettering.x + half) * unit,
        (lettering.y + lettering.height * 0.08) * unit,
    ]
    pen.rectangle(box, fill=(*lettering.rgb, LETTERS))
