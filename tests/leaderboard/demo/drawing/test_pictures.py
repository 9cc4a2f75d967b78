"""The sample pictures: the same for the same wish, and clearly better for a higher quality."""

from __future__ import annotations

from statistics import mean

import pytest
from PIL import Image, ImageChops

from leaderboard.demo.drawing.pictures import draw_picture
from tests.workers.standins.chat import CHECKLISTS, png
from workers.standins.pixel_judge.measures import measure_picture
from workers.standins.pixel_judge.verdicts import judge_checklist
from workers.standins.sample_generator.request import MODELS

PROMPTS = (
    "Two hands spin a whisk in a green jug; beside it a yellow bread on a pink cloth.",
    "A red dragon boat on jade-green waves, under a white moon at night.",
    "Six glass flasks in a row: red, orange, yellow, green, blue, violet.",
    "A quiet village street in winter.",
    "清晨湖面上的一艘红色小船，远处有白色的塔。",
    "沙漠里的蓝色帐篷和金色的灯笼",
)
POINTS = {0: 0, 1: 60, 2: 100}


def overall(prompt: str, picture: Image.Image) -> float:
    """The mean over dimensions of the mean over sub-capabilities, as the project scores a picture."""
    measures = measure_picture(png(picture))
    dimensions = []
    for checklist in CHECKLISTS.values():
        scores = judge_checklist(measures, prompt, checklist).scores.values()
        rated = [[POINTS[score] for score in facets.values() if score != "N/A"] for facets in scores]
        if any(rated):
            dimensions.append(mean(mean(points) for points in rated if points))
    return mean(dimensions)


@pytest.mark.parametrize("size", [(512, 512), (384, 320)])
def test_the_judge_ranks_fine_above_plain_above_coarse(size: tuple[int, int]) -> None:
    width, height = size
    fine, plain, coarse = (
        mean(
            overall(prompt, draw_picture(prompt, width=width, height=height, quality=model.quality, hand=model.hand))
            for prompt in PROMPTS
        )
        for model in (MODELS["sample-fine"], MODELS["sample-plain"], MODELS["sample-coarse"])
    )
    assert fine > plain + 10
    assert plain > coarse + 25
    assert fine > 75


@pytest.mark.parametrize("prompt", PROMPTS[:3])
def test_a_named_colour_is_there_when_the_quality_is_full(prompt: str) -> None:
    measures = measure_picture(png(draw_picture(prompt, width=384, height=384, quality=1.0)))
    assert judge_checklist(measures, prompt, CHECKLISTS["Alignment"]).scores["Attributes"]["Color"] in (1, 2)


def test_the_same_wish_gives_the_same_picture_and_any_other_wish_another() -> None:
    def drawn(prompt: str = "A boat.", *, quality: float = 0.7, variant: int = 0) -> bytes:
        return draw_picture(prompt, width=128, height=96, quality=quality, variant=variant).tobytes()

    assert drawn() == drawn()
    assert len({drawn(), drawn("A ship."), drawn(quality=0.71), drawn(variant=1)}) == 4


def test_the_scene_does_not_depend_on_the_quality() -> None:
    """Scaled down far enough to hide the defects, a slightly worse picture looks the same."""
    small = [
        draw_picture("A house.", width=256, height=256, quality=quality).resize((16, 16), Image.Resampling.BOX)
        for quality in (1.0, 0.9)
    ]
    difference = ImageChops.difference(*small).tobytes()
    assert mean(difference) < 8


@pytest.mark.parametrize("size", [(64, 64), (640, 96), (96, 640), (1024, 576)])
@pytest.mark.parametrize("quality", [0.0, 1.0])
def test_every_size_and_quality_can_be_drawn(size: tuple[int, int], quality: float) -> None:
    picture = draw_picture(
        "red orange yellow green blue violet white black grey", width=size[0], height=size[1], quality=quality
    )
    assert (picture.size, picture.mode) == (size, "RGB")


@pytest.mark.parametrize(
    ("width", "height", "quality", "message"),
    [(63, 64, 0.5, "63x64"), (64, 2049, 0.5, "64x2049"), (64, 64, -0.1, "-0.1"), (64, 64, float("nan"), "nan")],
)
def test_sizes_and_qualities_out_of_range_are_refused(width: int, height: int, quality: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_picture("x", width=width, height=height, quality=quality)
