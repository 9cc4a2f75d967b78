"""What is planned for a prompt, and the errors that a weak generator makes."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard.demo.drawing.reading.reading import read
from leaderboard.demo.drawing.scenes.casting import Slips, cast
from leaderboard.demo.drawing.scenes.pages import plan_picture
from leaderboard.demo.drawing.scenes.scene import Scene
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS

GREEN = (46, 148, 70)


def planned(prompt: str, slips: Slips | None = None) -> Scene:
    return plan_picture(read(prompt), 1.0, np.random.default_rng(1), slips or Slips())


def test_a_comic_has_its_panels_and_its_balloon() -> None:
    scene = planned("Comic in two panels. Panel 1: a cat sleeps. Panel 2: a dog barks “Woof”.")
    assert len(scene.panels) == 2
    assert [line.text for line in scene.letterings] == ["Woof"]


def test_a_headline_is_written_and_vertical_lettering_runs_down() -> None:
    assert [line.text for line in planned("A poster of a dog, title “RUN”.").letterings] == ["RUN"]
    (line,) = planned("Packshot of a tin; the name “云岭” in a single column.").letterings
    assert line.vertical


@pytest.mark.parametrize("count", [1, 3, 7])
def test_as_many_are_cast_as_the_prompt_asks_for(count: int) -> None:
    word = {1: "one cat", 3: "three cats", 7: "seven cats"}[count]
    assert len(cast(read(f"A meadow with {word}."), np.random.default_rng(2), Slips())) == count


def test_slips_change_count_and_colour() -> None:
    reading = read("Four green umbrellas.")
    right = cast(reading, np.random.default_rng(3), Slips())
    wrong = cast(reading, np.random.default_rng(3), Slips(count=1.0, colour=1.0))
    assert [item.paints["main"] for item in right] == [GREEN] * 4
    assert len(wrong) != 4
    assert all(item.paints["main"] != GREEN for item in wrong)


def test_a_displaced_subject_stands_elsewhere() -> None:
    def middle(scene: Scene) -> float:
        red = [shape for shape in scene.shapes if shape.rgb[0] > 180 and shape.rgb[1] < 60]
        return float(np.mean([x for shape in red for x, _ in shape.points]))

    prompt = "Studio shot of a red jug."
    assert middle(planned(prompt, Slips(place=1.0))) > middle(planned(prompt)) + 0.15


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_can_be_the_hero_at_any_shape_of_picture(name: str) -> None:
    for aspect in (0.3, 1.0, 3.0):
        scene = plan_picture(read(f"A {name} alone."), aspect, np.random.default_rng(5), Slips())
        assert scene.shapes
