"""From measures to verdicts: exactly the checklist, valid scores, and N/A where pixels cannot tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture
from tests.workers.standins.chat import CHECKLISTS, png
from workers.standins.pixel_judge.measures import measure_picture
from workers.standins.pixel_judge.verdicts import Checklist, Score, fixed_verdicts, judge_checklist

MEASURES = measure_picture(png(draw_picture("A red ball.", width=256, height=256, quality=0.9)))
PLAIN = measure_picture(png(Image.new("RGB", (512, 512), (120, 120, 120))))

names = st.text(min_size=1, max_size=12)
checklists = st.dictionaries(names, st.lists(names, min_size=1, max_size=4, unique=True), max_size=5).map(
    lambda sections: tuple((name, tuple(facets)) for name, facets in sections.items())
)


def shape(scores: dict[str, dict[str, Score]]) -> Checklist:
    return tuple((name, tuple(facets)) for name, facets in scores.items())


@given(checklist=checklists, prompt=st.text(max_size=40))
def test_any_checklist_is_answered_exactly(checklist: Checklist, prompt: str) -> None:
    for verdicts in (judge_checklist(MEASURES, prompt, checklist), fixed_verdicts("key", checklist)):
        assert shape(verdicts.scores) == checklist
        assert all(score in (0, 1, 2, "N/A") for facets in verdicts.scores.values() for score in facets.values())


def test_facets_that_pixels_cannot_tell_are_not_applicable() -> None:
    told = {
        (sub_capability, facet)
        for checklist in CHECKLISTS.values()
        for sub_capability, facets in judge_checklist(MEASURES, "A red ball.", checklist).scores.items()
        for facet, score in facets.items()
        if score != "N/A"
    }
    assert told == {
        ("Detail", "Noise"),
        ("Detail", "Edge Clarity"),
        ("Resolution", "Resolution"),
        ("Composition", "Composition"),
        ("Color Harmony", "Color Harmony"),
        ("Lighting", "Lighting & Atmosphere"),
        ("Attributes", "Color"),
    }


def test_an_empty_grey_picture_fails_what_it_lacks_and_is_not_judged_on_what_it_cannot_show() -> None:
    quality = judge_checklist(PLAIN, "", CHECKLISTS["Quality"]).scores
    aesthetics = judge_checklist(PLAIN, "", CHECKLISTS["Aesthetics"]).scores
    assert quality["Detail"]["Edge Clarity"] == "N/A"
    assert quality["Resolution"]["Resolution"] == 0
    assert aesthetics["Color Harmony"]["Color Harmony"] == "N/A"
    assert aesthetics["Lighting"]["Lighting & Atmosphere"] == 0
    assert aesthetics["Composition"]["Composition"] == 0


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a red square beside a blue field", 2),
        ("红色方块与蓝色背景", 2),
        ("a red and a green square", 1),
        ("一块绿色的布", 0),
        ("green, purple and red", 0),
        ("a square", "N/A"),
        ("白天的方块", "N/A"),
    ],
)
def test_named_colours_are_looked_for_in_both_languages(prompt: str, expected: Score) -> None:
    picture = Image.new("RGB", (256, 256), (40, 92, 204))
    picture.paste((204, 32, 40), (80, 80, 160, 160))
    scores = judge_checklist(measure_picture(png(picture)), prompt, CHECKLISTS["Alignment"]).scores
    assert scores["Attributes"]["Color"] == expected


def test_the_reasoning_names_values_and_thresholds() -> None:
    reasoning = judge_checklist(MEASURES, "A red ball.", CHECKLISTS["Quality"]).reasoning
    assert "256×256 px" in reasoning
    assert "noise sigma" in reasoning
    assert "(2 up to 1.2, 0 from 3.5)" in reasoning
    assert "cannot tell, so N/A: Physical Logic, Material Texture, Naturalness" in reasoning


def test_fixed_verdicts_differ_between_pictures_but_not_between_calls() -> None:
    checklist = CHECKLISTS["Quality"]
    assert fixed_verdicts("a", checklist) == fixed_verdicts("a", checklist)
    assert len({str(fixed_verdicts(key, checklist).scores) for key in "abcdefgh"}) > 3
