"""What the sample generator understands of a prompt, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leaderboard.demo.drawing.reading.reading import Reading, read

CORE = Path("prompts/core-v1/prompts.jsonl")


def shown(reading: Reading) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {mention.subject: (mention.count, mention.colours) for mention in reading.mentions}


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Three cats beside a blue teapot.", {"cat": (3, ()), "kettle": (1, ("blue",))}),
        ("A red boat and a white tower.", {"boat": (1, ("red",)), "tower": (1, ("white",))}),
        ("三只猫和一把蓝色的茶壶。", {"cat": (3, ()), "kettle": (1, ("blue",))}),
        ("两艘红色的帆船", {"boat": (2, ("red",))}),
        ("Six glass flasks, red, orange, yellow, green.", {"flask": (6, ("red", "orange", "yellow", "green"))}),
        ("A pale green jug, a dark red umbrella.", {"jug": (1, ("green+",)), "umbrella": (1, ("red-",))}),
        ("A woman in a blue dress.", {"person": (1, ("blue",))}),
        ("A coffee shop without people.", {"shop": (1, ())}),
        ("A moon no bigger than a tea cup.", {"moon": (1, ())}),
        ("Poster for a café: five clocks.", {"clock": (5, ())}),
        ("A pair of wheelchairs; no dog is shown.", {"wheelchair": (2, ())}),
    ],
)
def test_subjects_have_their_counts_and_colours(prompt: str, expected: dict[str, tuple[int, tuple[str, ...]]]) -> None:
    assert shown(read(prompt)) == expected


@pytest.mark.parametrize(
    ("prompt", "place", "light"),
    [
        ("A lone rider in the desert at dusk.", "desert", "dusk"),
        ("雪地里的狐狸，夜晚", "snow", "night"),
        ("A baker in a kitchen, first light.", "kitchen", "dawn"),
        ("An octopus under water.", "underwater", "day"),
        ("A tram in the street on an overcast day.", "street", "grey"),
    ],
)
def test_place_and_light_are_read(prompt: str, place: str, light: str) -> None:
    reading = read(prompt)
    assert (reading.place, reading.light) == (place, light)


@pytest.mark.parametrize(
    ("prompt", "layout", "panels"),
    [
        ("One-page comic in four equal panels, two by two: a dog runs.", "panels", 4),
        ("三格漫画：一只猫。", "panels", 3),
        ("Phone screen of a ferry app.", "screen", 0),
        ("Icon sheet: six flasks.", "sheet", 0),
        ("Classroom wall chart about rice.", "chart", 0),
        ("Studio shot of a kettle.", "packshot", 0),
        ("Tile mosaic of a hummingbird.", "mural", 0),
        ("A dog.", "scene", 0),
    ],
)
def test_the_layout_follows_the_kind_of_picture(prompt: str, layout: str, panels: int) -> None:
    reading = read(prompt)
    assert (reading.layout, len(reading.panels)) == (layout, panels)


def test_lettering_is_taken_from_quotation_marks_and_names_nothing_to_be_drawn() -> None:
    reading = read("A poster with the headline “RED BOAT”, below it “小船”.")
    assert reading.texts == ("RED BOAT", "小船")
    assert (reading.mentions, reading.loose) == ((), ())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_something_is_understood_of_every_prompt_of_the_core_suite(language: str) -> None:
    prompts = [json.loads(line) for line in CORE.read_text("utf-8").splitlines()]
    mute = [prompt["key"] for prompt in prompts if not read(prompt["texts"][language]).mentions]
    assert mute == []
