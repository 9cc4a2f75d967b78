"""Pictures as files, the same for the same order."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from leaderboard.demo.showcase.pictures import SIDE, Order, Style, draw, draw_all, style_of, styles_of
from leaderboard.domain.images.check import inspect_image

ORDER = Order(Style(2, "clay"), "p001", "en", "A red boat on a calm lake.", (320,))


def test_a_picture_is_one_that_salon_takes() -> None:
    drawn = draw(ORDER)
    assert inspect_image(drawn.data) == drawn.facts
    assert (drawn.facts.format, drawn.facts.width, drawn.facts.height) == ("JPEG", SIDE, SIDE)
    assert Image.open(io.BytesIO(drawn.renditions[320])).size == (320, 320)


def test_several_processes_draw_the_same_in_order() -> None:
    orders = [ORDER, replace(ORDER, style=Style(0, "clay")), replace(ORDER, style=Style(2, "ink"))]
    assert list(draw_all(orders, processes=2)) == [draw(order) for order in orders]


def test_a_better_model_has_a_better_style_in_the_same_hand() -> None:
    styles = [style_of(quality, 4) for quality in (0, 0.6, 1)]
    assert [style.level for style in styles] == [0, 1, 2]
    assert len({style.hand for style in styles}) == 1


def test_the_pictures_of_a_prompt_differ_in_composition_only() -> None:
    styles = styles_of(0.6, 4, samples=2)
    assert styles == (style_of(0.6, 4), Style(styles[0].level, styles[0].hand, variant=1))
    first, second = (draw(replace(ORDER, style=style)) for style in styles)
    assert first.facts.sha256 != second.facts.sha256


def test_models_with_neighbouring_numbers_have_different_hands() -> None:
    hands = [style_of(0.5, number).hand for number in range(12)]
    assert len(set(hands)) == 12
