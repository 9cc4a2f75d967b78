"""Text in pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image

from leaderboard.demo.drawing.lettering import garbled, write
from leaderboard.demo.drawing.scenes.scene import Lettering


def test_a_weak_generator_garbles_letters_and_a_good_one_does_not() -> None:
    text = "STAND BACK 端午"
    assert garbled(text, np.random.default_rng(1), 0.0) == text
    assert garbled(text, np.random.default_rng(1), 0.6) != text


def test_a_line_fits_into_its_width() -> None:
    for text in ("A VERY LONG HEADLINE INDEED", "TELEFÉRICO", "很长很长的一行标题文字"):
        canvas = Image.new("RGBX", (400, 400), (255, 255, 255, 0))
        write(canvas, Lettering(text, 0.5, 0.5, 0.2, 0.6, (0, 0, 0)))
        dark = np.argwhere(np.asarray(canvas)[..., 0] < 128)
        assert dark.size
        assert dark[:, 1].max() - dark[:, 1].min() <= 0.66 * 400
