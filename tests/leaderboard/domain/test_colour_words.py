"""Which colours a prompt names, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard.domain.colour_words import COLOURS, ColourWord, named_colours
from workers.standins.pixel_judge.colour import measure_colour


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A red ball and a BLUE box, red again", ("red", "blue")),
        ("a golden-yellow loaf, a golden crown", ("yellow", "gold")),
        ("a gray cat under violet light", ("grey", "purple")),
        ("红色的球和深蓝色的盒子", ("red", "blue")),
        ("金黄的面包，粉色桌布，绿釉陶壶", ("yellow", "pink", "green")),
        ("一只red球", ("red",)),
    ],
)
def test_names_are_found_in_order_of_mention(text: str, expected: tuple[str, ...]) -> None:
    assert named_colours(text) == expected


@pytest.mark.parametrize(
    "text", ["", "a bored man blew on embers", "orange juice", "白天的黄昏，黑暗的空白", "棕榈与黄铜", "greenhouse"]
)
def test_words_that_only_contain_a_colour_name_none(text: str) -> None:
    assert named_colours(text) == ()


@pytest.mark.parametrize("colour", COLOURS, ids=lambda colour: colour.name)
def test_every_colour_is_seen_where_it_is_painted(colour: ColourWord) -> None:
    plain = np.full((32, 32, 3), colour.rgb, dtype=np.uint8)
    assert measure_colour(plain).colour_shares[colour.name] == 1.0


def test_every_word_names_its_own_colour() -> None:
    for colour in COLOURS:
        for word in (*colour.english, *colour.chinese):
            assert named_colours(word) == (colour.name,), word
