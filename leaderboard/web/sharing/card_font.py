"""The font of the cards, and texts as it can draw them: no card shows the empty box of a missing character."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

from leaderboard import fonts

_PROBE_SIZE = 26


@cache
def card_font(size: int) -> fonts.Font:
    """The font of the setting CARD_FONT, else one of the system with Chinese characters, else Pillow's own."""
    if settings.SALON_CARD_FONT:
        return ImageFont.truetype(Path(settings.SALON_CARD_FONT), size)
    return fonts.system_font(size) or ImageFont.load_default(size)


def drawable(text: str) -> str:
    """The text with similar characters in place of those that the font does not have; without those that have none."""
    return fonts.drawable(text, card_font(_PROBE_SIZE))
