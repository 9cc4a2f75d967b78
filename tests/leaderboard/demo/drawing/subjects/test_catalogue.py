"""Every subject can be drawn, and every word leads to one."""

from __future__ import annotations

import pytest

from leaderboard.demo.drawing.reading.vocabulary import mentioned
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS, drawn
from leaderboard.demo.drawing.subjects.look import Look
from leaderboard.demo.drawing.subjects.paints import resolve

TRAITS = (
    (), ("woman",), ("child", "asleep"), ("robe", "scarf", "glasses"), ("helmet", "laughs", "beard"), ("apron", "cap"),
    ("kayak",), ("ship",), ("dragon",), ("camel",), ("antlers",), ("giraffe",), ("tram",), ("motor",), ("arm",),
    ("ger",), ("crab",), ("crescent",), ("rain",), ("street",), ("lighthouse",), ("windmill",), ("shut",), ("gift",),
)  # fmt: skip


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_subject_stands_on_its_foot_in_colours_that_exist(name: str) -> None:
    for traits in TRAITS:
        parts, half = drawn(name, Look(7, frozenset(traits)))
        lowest = max(y for part in parts for _, y in part.points)
        assert 0.6 < lowest < 1.1, "neither floats nor sinks"
        assert 0.05 < half < 1.5
        for part in parts:
            assert all(0 <= value <= 255 for value in resolve(part.tone, {"main": SUBJECTS[name].main}))


def test_every_word_of_the_vocabulary_names_a_subject() -> None:
    for word in ("grandmother", "dragon boats", "hummingbird", "knives", "龙舟", "蜂鸟", "老太太", "有轨电车"):
        for _, _, meaning in mentioned(word):
            assert meaning.subject in SUBJECTS
    assert [meaning.subject for _, _, meaning in mentioned("a glass flask, hot dogs, two women")] == ["flask", "person"]
