"""Lines with replies, and how the faults of many lines are told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dump import DumpReader, DumpRow
from leaderboard.domain.official.faults import FaultBook
from tests import official
from tests.leaderboard.domain import shipped


def read(line: bytes) -> DumpRow:
    return DumpReader(shipped.rubric()).read(line)


def line(**columns: Any) -> bytes:
    return json.dumps(official.row(1, **columns)).encode()


def test_replies_are_gathered_by_model_and_language_as_received() -> None:
    row = read(
        line(
            **{
                "quality_response_some-model": None,
                "quality_response_a": " {} ",
                "alignment_response_a": "x",
                "alignment_response_a_en": "",
                "quality_response_b_en": "\ud800",
                "aesthetics_response_b_en": " \n",
            }
        )
    )
    assert row.prompt.number == 1
    assert row.replies == {
        ("some-model", "zh"): {},
        ("a", "zh"): {"Quality": " {} ", "Alignment": "x"},
        ("a", "en"): {},
        ("b", "en"): {"Quality": "\ud800"},
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (line(quality_response_a=3), "'quality_response_a' is 3; a reply as text, or null, is expected"),
        (line(realism_response_a="x"), "'realism_response_a' names no dimension; one of quality_response_, "),
        (line(ID="1"), "'ID' is '1'; a whole number is expected"),
        (line()[:-3], "not JSON (Unterminated string"),
        (line()[:-1] + b', "ID": 2}', "ID occurs twice in the row"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"ID": \xff}', "not UTF-8 (invalid start byte at byte 8)"),
        (b"[1]", "a JSON object is expected"),
    ],
)
def test_a_fault_says_what_was_found_and_what_is_expected(data: bytes, words: str) -> None:
    with pytest.raises(OfficialError) as caught:
        read(data)
    assert words in str(caught.value)


def test_all_faults_of_a_line_come_at_once() -> None:
    with pytest.raises(OfficialError) as caught:
        read(line(ID=None, dims_en="Quality / Detail / Grain", quality_response_a=3))
    assert len(caught.value.faults) == 3


def test_the_same_fault_on_many_lines_is_told_once_with_its_first_line() -> None:
    book = FaultBook("data.jsonl")
    assert not book
    for number in (7, 3, 5):
        book.add(number, ["no reply"])
    book.add(4, ["other", "words"])
    book.add(0, ["too short"])
    assert book
    assert book.told() == [
        "data.jsonl: too short",
        "data.jsonl:3: no reply (and on 2 further lines)",
        "data.jsonl:4: other",
        "data.jsonl:4: words",
    ]
