"""No card shows the empty box of a missing character, whichever font the machine has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import ImageFont

from leaderboard.web.sharing import card_font

TEXT = "rank 3–5 of 40 · 云风车 é"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    def forget() -> None:
        card_font.card_font.cache_clear()
        card_font._drawable_character.cache_clear()

    forget()
    yield
    forget()


def has(character: str) -> bool:
    """Whether the character's drawing differs from that of one that no font has."""
    font = card_font.card_font(40)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def test_a_font_of_the_system_has_dashes_and_chinese_characters() -> None:
    if card_font.card_font(26).getname() == ImageFont.load_default(26).getname():  # type: ignore[union-attr]  # FreeType's
        pytest.skip("this machine has none of the fonts with Chinese characters")
    assert card_font.drawable(TEXT) == TEXT
    assert has("–") and has("中")


def test_pillows_own_font_gets_similar_characters_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_font, "_SYSTEM_FONTS", ())
    assert not has("–")
    drawn = card_font.drawable(f"{TEXT} −2 “a” 中文")
    assert drawn == "rank 3-5 of 40 · e -2 “a”"
    assert all(has(character) for character in drawn if not character.isspace())
