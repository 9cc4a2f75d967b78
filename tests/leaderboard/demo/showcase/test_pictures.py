"""Pictures as files, the same for the same order."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from leaderboard.demo.showcase.pictures import SIDE, Order, Style, draw, draw_all, style_of
from leaderboard.domain.images.check import inspect_image

ORDER = Order(Style(10, 1), "p001", "en", "A red boat on a calm lake.", (320,))


def test_a_picture_is_one_that_salon_takes() -> None:
    drawn = draw(ORDER)
    assert inspect_image(drawn.data) == drawn.facts
    assert (drawn.facts.format, drawn.facts.width, drawn.facts.height) == ("JPEG", SIDE, SIDE)
    assert Image.open(io.BytesIO(drawn.renditions[320])).size == (320, 320)


def test_several_processes_draw_the_same_in_order() -> None:
    orders = [ORDER, replace(ORDER, style=Style(3, 1)), replace(ORDER, style=Style(10, 2))]
    assert list(draw_all(orders, processes=2)) == [draw(order) for order in orders]


def test_a_better_model_has_a_better_style() -> None:
    levels = [style_of(quality, np.random.default_rng(1)).level for quality in (0, 0.3, 0.6, 1)]
    assert levels == sorted(set(levels))
