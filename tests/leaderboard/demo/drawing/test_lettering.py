"""Text in pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from leaderboard.demo.drawing import lettering
from leaderboard.demo.drawing.lettering import garbled, write
from leaderboard.demo.drawing.scenes.scene import Lettering


def written(text: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which of 400 × 400 pixels a line of 0.2 × 0.6 in the middle makes dark."""
    canvas = Image.new("RGBX", (400, 400), (255, 255, 255, 0))
    write(canvas, Lettering(text, 0.5, 0.5, 0.2, 0.6, (0, 0, 0)))
    dark: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = np.asarray(canvas)[..., 0] < 128
    return dark


def test_a_weak_generator_garbles_letters_and_a_good_one_does_not() -> None:
    text = "STAND BACK 端午"
    assert garbled(text, np.random.default_rng(1), 0.0) == text
    assert garbled(text, np.random.default_rng(1), 0.6) != text


@pytest.mark.parametrize("text", ["A VERY LONG HEADLINE INDEED", "TELEFÉRICO", "很长很长的一行标题文字"])
def test_a_line_fits_into_its_width(text: str) -> None:
    columns = np.argwhere(written(text))[:, 1]
    assert columns.size
    assert columns.max() - columns.min() <= 0.66 * 400


def test_without_a_font_of_the_system_nothing_is_drawn_as_an_empty_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "system_font", lambda _size: None)
    assert (written("CAFÉ 中") == written("CAFE")).all()
    bar = np.argwhere(written("中文"))
    height, width = bar.max(axis=0) - bar.min(axis=0) + 1
    assert len(bar) == height * width
    assert height < 20
