"""Finds a font of the system with Chinese characters, and fits texts to what a font has.

Share cards and the sample pictures draw with it. Neither Django nor settings: the sample generator runs without them.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SYSTEM_FONTS = (
    # In collections, the font with the forms of Simplified Chinese.
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
)
"""File names of fonts with Latin and Chinese characters, and the number in the file; Pillow looks for them."""

_SIMILAR = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "…": "...",
    "·": "-",
    "×": "x",
    "→": "->",
    "±": "+/-",
}
"""What replaces a character that the font does not have."""

_PROBE_SIZE = 26
_IN_NO_FONT = "\uffff"


@lru_cache(maxsize=64)
def system_font(size: int) -> ImageFont.FreeTypeFont | None:
    """The first font with Chinese characters that is installed, ``size`` px high; None when none is."""
    found = _installed()
    return found.font_variant(size=size) if found else None


@cache
def _installed() -> ImageFont.FreeTypeFont | None:
    """Pillow searches all folders of fonts for each name, so this is done once."""
    for name, number in _SYSTEM_FONTS:
        try:
            return ImageFont.truetype(name, _PROBE_SIZE, index=number)
        except OSError:
            continue
    return None


def drawable(text: str, font: Font) -> str:
    """The text with similar characters in place of those that the font does not have; without those that have none."""
    drawn = "".join(_drawable_character(character, font) for character in unicodedata.normalize("NFC", text))
    return " ".join(drawn.split())


@lru_cache(maxsize=4096)
def _drawable_character(character: str, font: Font) -> str:
    if has(font, character):
        return character
    plain = _SIMILAR.get(character) or unicodedata.normalize("NFKD", character)
    return "".join(part for part in plain if has(font, part))


def has(font: Font, character: str) -> bool:
    """Whether the font draws the character otherwise than one that no font has."""
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_IN_NO_FONT))
