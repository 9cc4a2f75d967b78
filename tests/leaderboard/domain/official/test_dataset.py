"""The dataset's rows: read whole, in order, and every fault told by line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dataset import OfficialPrompt, read_prompts
from leaderboard.domain.rubric import FacetPath
from tests import official
from tests.leaderboard.domain import shipped


def read(*rows: object) -> list[OfficialPrompt]:
    return read_prompts([json.dumps(row, ensure_ascii=False) + "\n" for row in rows], "data.jsonl", shipped.rubric())


def faults_of(*rows: object) -> list[str]:
    with pytest.raises(OfficialError) as caught:
        read(*rows)
    return caught.value.faults


def test_prompts_come_in_the_order_of_their_numbers_with_both_texts_and_all_targets() -> None:
    first, second = read(official.row(7), official.row(3))
    assert (first.number, second.number) == (3, 7)
    assert first.texts == {"zh": "第3只猫 {带括号}", "en": "Cat number 3 {with braces}\u2028and a second line"}
    assert len(first.targets) == 3


def test_names_with_a_slash_are_split_at_semicolons_only() -> None:
    camera = FacetPath("Creative Generation", "Visual Storytelling", "Camera / Lens Style")
    alike = FacetPath("Alignment", "Relations", "Difference/Similarity")
    dims = f" {' / '.join(camera)} ;{' / '.join(alike)}; {' / '.join(camera)};"
    assert read(official.row(1, dims_en=dims))[0].targets == (camera, alike)


def renamed(old: str, new: str) -> dict[str, Any]:
    return {new if name == old else name: value for name, value in official.row(1).items()}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            renamed("prompt_en", "prompt_english"),
            "'prompt_en' is missing; the columns found are ID, prompt_cn, prompt_english",
        ),
        (renamed("dims_en", "dims"), "'dims_en' is missing"),
        (renamed("ID", "id"), "'ID' is None; a whole number"),
        (official.row(1, ID="1"), "'ID' is '1'"),
        (official.row(1, ID=True), "'ID' is True"),
        (official.row(1, prompt_cn=""), "'prompt_cn' is ''; a text"),
        (official.row(1, prompt_en=None), "'prompt_en' is None"),
        (official.row(1, dims_en="Quality / Detail / Grain"), "'Quality / Detail / Grain', which is not one of the 56"),
        (official.row(1, dims_en=" ; "), "which names no facet"),
        (official.row(1, dims_en="Quality - Detail - Noise"), "which is not one of the 56"),
        ([1, 2], "a JSON object is expected"),
    ],
)
def test_a_damaged_row_is_named_by_its_line(row: object, words: str) -> None:
    faults = faults_of(official.row(5), row)
    assert len(faults) == 1
    assert faults[0].startswith("data.jsonl:2: ")
    assert words in faults[0]


def test_all_faults_come_at_once_and_a_number_stands_once() -> None:
    faults = faults_of(official.row(1), official.row(1), official.row(2, dims_en="x"), {"ID": 3})
    assert [fault.split(":")[1] for fault in faults] == ["2", "3", "4", "4", "4"]


def test_what_is_not_json_and_an_empty_file_are_faults() -> None:
    with pytest.raises(OfficialError, match=r"data\.jsonl:1: not JSON"):
        read_prompts(["{"], "data.jsonl", shipped.rubric())
    with pytest.raises(OfficialError, match="no rows"):
        read_prompts(["\n"], "data.jsonl", shipped.rubric())
