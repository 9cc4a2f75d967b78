"""No text shows the empty box of a missing character, whichever font the machine has."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from leaderboard import fonts

TEXT = "rank 3–5 of 40 · 云风车 é"


def test_a_font_of_the_system_has_dashes_and_chinese_characters() -> None:
    font = fonts.system_font(40)
    if font is None:
        pytest.skip("this machine has none of the fonts with Chinese characters")
    assert fonts.drawable(TEXT, font) == TEXT
    assert fonts.has(font, "–") and fonts.has(font, "中")


def test_pillows_own_font_gets_similar_characters_or_none() -> None:
    font = ImageFont.load_default(40)
    assert not fonts.has(font, "–")
    drawn = fonts.drawable(f"{TEXT} −2 “a” 中文", font)
    assert drawn == "rank 3-5 of 40 · e -2 “a”"
    assert all(fonts.has(font, character) for character in drawn)


def test_no_font_is_found_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_SYSTEM_FONTS", (("no-such-font.ttc", 0),))
    fonts._installed.cache_clear()
    fonts.system_font.cache_clear()
    try:
        assert fonts.system_font(40) is None
    finally:
        fonts._installed.cache_clear()
        fonts.system_font.cache_clear()
