"""Text in pictures: which font, how large, and how a weak generator garbles it.

ASCII letters come from the font inside Pillow and look the same everywhere. Other letters need a font of the system:
without one accents are left out, and a plain bar stands for Chinese. So pictures with such lettering are the same only
on machines with the same fonts.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from leaderboard.demo.drawing.scenes.scene import LETTERS, Lettering

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
)
_LOOKALIKES = {"E": "F", "O": "Q", "S": "5", "I": "l", "A": "Λ", "T": "7", "B": "8", "N": "И", "e": "c", "o": "a"}

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in text)


def _plain(text: str) -> str:
    """The text as the built-in font can show it: without accents, and without what is left beyond ASCII."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if character.isascii()) or "-"


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
    text = lettering.text if is_chinese(lettering.text) or _system_font() else _plain(lettering.text)
    text = "\n".join(text) if lettering.vertical else text
    if not text.strip():
        return
    lines = text.count("\n") + 1
    size = max(6, round(lettering.height * unit / (1.12 * lines)))
    pen = ImageDraw.Draw(canvas)
    beyond = not text.isascii()
    font = _font(size, system=beyond)
    if font is None:
        _blank(pen, lettering, unit)
        return
    width = max(pen.textlength(line, font=font) for line in text.split("\n"))
    if width > lettering.width * unit:
        size = max(6, int(size * lettering.width * unit / width))
        beyond = not text.isascii()
    font = _font(size, system=beyond) or font
    weight = 0 if beyond else max(0, round(size / 26))
    at, spacing = (lettering.x * unit, lettering.y * unit), size * 0.12
    if lettering.halo:
        rim, wide = (*lettering.halo, LETTERS), weight + max(2, size // 9)
        pen.multiline_text(at, text, rim, font, "mm", spacing, "center", stroke_width=wide)
    pen.multiline_text(at, text, (*lettering.rgb, LETTERS), font, "mm", spacing, "center", stroke_width=weight)


def _blank(pen: ImageDraw.ImageDraw, lettering: Lettering, unit: int) -> None:
    half = min(lettering.width, lettering.height * len(lettering.text)) / 2
    box = [
        (lettering.x - half) * unit,
        (lettering.y - lettering.height * 0.08) * unit,
        (lettering.x + half) * unit,
        (lettering.y + lettering.height * 0.08) * unit,
    ]
    pen.rectangle(box, fill=(*lettering.rgb, LETTERS))


@lru_cache(maxsize=64)
def _font(size: int, *, system: bool) -> Font | None:
    if not system:
        return ImageFont.load_default(size)
    path = _system_font()
    return ImageFont.truetype(path, size) if path else None


@lru_cache(maxsize=1)
def _system_font() -> str | None:
    return next((path for path in _FONTS if Path(path).exists()), None)
