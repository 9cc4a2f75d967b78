"""The font of the cards, and texts as it can draw them: no card shows the empty box of a missing character."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
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
"""What stands for a character that the font does not have."""

_PROBE_SIZE = 26
_IN_NO_FONT = "\uffff"


@cache
def card_font(size: int) -> Font:
    """The font of the setting CARD_FONT, else one of the system with Chinese characters, else Pillow's own."""
    if settings.SALON_CARD_FONT:
        return ImageFont.truetype(Path(settings.SALON_CARD_FONT), size)
    for name, number in _SYSTEM_FONTS:
        try:
            return ImageFont.truetype(name, size, index=number)
        except OSError:
            continue
    return ImageFont.load_default(size)


def drawable(text: str) -> str:
    """The text with similar characters in place of those that the font does not have; without those that have none."""
    drawn = "".join(map(_drawable_character, unicodedata.normalize("NFC", text)))
    return " ".join(drawn.split())


@lru_cache(maxsize=4096)
def _drawable_character(character: str) -> str:
    font = card_font(_PROBE_SIZE)
    if _has(font, character):
        return character
    plain = _SIMILAR.get(character) or unicodedata.normalize("NFKD", character)
    return "".join(part for part in plain if _has(font, part))


def _has(font: Font, character: str) -> bool:
    """Whether the font draws the character otherwise than one that no font has."""
    return character.isspace() or bytes(font.getmask(character)) != bytes(font.getmask(_IN_NO_FONT))
