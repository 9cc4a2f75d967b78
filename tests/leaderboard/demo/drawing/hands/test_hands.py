"""The hands: recognisably different, repeatable, and ranked by their quality."""

from __future__ import annotations

from itertools import combinations, product
from statistics import mean

import numpy as np
import pytest
from PIL import Image, ImageChops

from leaderboard.demo.drawing.hands.registry import HANDS
from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.demo.drawing.raster import rasterise
from leaderboard.demo.drawing.reading.reading import read
from leaderboard.demo.drawing.scenes.casting import Slips
from leaderboard.demo.drawing.scenes.pages import plan_picture
from tests.leaderboard.demo.drawing.test_pictures import PROMPTS, overall


def finished(hand: str) -> Image.Image:
    scene = plan_picture(read(PROMPTS[0]), 1.0, np.random.default_rng(1), Slips())
    return HANDS[hand](rasterise(scene, (192, 192)), np.random.default_rng(2))


def test_the_same_scene_looks_different_in_every_hand() -> None:
    pictures = {hand: finished(hand) for hand in HANDS}
    for first, second in combinations(HANDS, 2):
        difference = mean(ImageChops.difference(pictures[first], pictures[second]).tobytes())
        assert difference > 3, (first, second)


@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_repeats_itself(hand: str) -> None:
    first, second = finished(hand), finished(hand)
    assert (first.mode, first.size) == ("RGB", (192, 192))
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("hand", HANDS)
def test_a_hand_takes_every_layout_at_every_size(hand: str) -> None:
    layouts = (
        "Comic in four panels: a dog.",
        "Wall chart of a fish “SEA 海”.",
        "Phone screen of an app.",
        "Three cats.",
    )
    for prompt, size in product(layouts, ((64, 64), (64, 160), (301, 77))):
        for quality in (0.0, 1.0):
            drawn = draw_picture(prompt, width=size[0], height=size[1], quality=quality, hand=hand)
            assert drawn.size == size


@pytest.mark.parametrize("hand", HANDS)
def test_the_judge_prefers_a_better_picture_in_the_same_hand(hand: str) -> None:
    def score(quality: float) -> float:
        return mean(
            overall(prompt, draw_picture(prompt, width=288, height=288, quality=quality, hand=hand))
            for prompt in PROMPTS[:2]
        )

    assert score(0.95) > score(0.2) + 25
