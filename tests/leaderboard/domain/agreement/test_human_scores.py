"""Tables of human scores: any subset of columns in any order, and every fault by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.agreement.human_scores import HumanLine, HumanScoresError, parse_human_scores

HEAD = "model,language,overall\n"


def parse(text: str | bytes) -> list[HumanLine]:
    return parse_human_scores(text.encode() if isinstance(text, str) else text, "panel.csv")


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(HumanScoresError) as caught:
        parse(text)
    return caught.value.faults


def test_columns_may_be_any_subset_in_any_order() -> None:
    text = 'creative-generation,language,model,quality\n8.5,zh,"Aurora, large",7\n,en, Maple ,-1.5e1\n'
    assert parse(text) == [
        HumanLine(2, "Aurora, large", "zh", {"quality": 7.0, "creative-generation": 8.5}),
        HumanLine(3, "Maple", "en", {"quality": -15.0}),
    ]


def test_what_spreadsheets_add_does_no_harm() -> None:
    assert parse("\ufeffmodel,language,overall\r\nAurora,en,8\r\n\r\n,,\r\n") == [
        HumanLine(2, "Aurora", "en", {"overall": 8.0})
    ]


def test_a_model_may_stand_there_once_per_language() -> None:
    assert len(parse(HEAD + "Aurora,en,8\nAurora,zh,7\n")) == 2
    assert faults_of(HEAD + "Aurora,en,8\nMaple,en,7\nAurora,en,8\n") == [
        "panel.csv:4: 'Aurora' in 'en' is also on line 2; one line is expected"
    ]


EXPECTED = (
    "model, language and any of overall, quality, aesthetics, alignment, real-world-fidelity, creative-generation "
    "are expected"
)


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("model,overall", f"no column 'language'; {EXPECTED}"),
        ("language,overall", f"no column 'model'; {EXPECTED}"),
        ("model,language", f"no column of scores; {EXPECTED}"),
        ("model,language,overall,Beauty", f"unknown column 'Beauty'; {EXPECTED}"),
        ("model,language,overall,overall", "the column 'overall' occurs 2 times; once is expected"),
    ],
)
def test_faults_of_the_head(head: str, fault: str) -> None:
    assert faults_of(f"{head}\nAurora,en,1\n") == [f"panel.csv:1: {fault}"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Aurora,en", "2 cells; 3 are expected, as in the head"),
        ("Aurora,en,8,9", "4 cells; 3 are expected, as in the head"),
        (",en,8", "no model; a generator's name is expected"),
        ("Aurora,English,8", "the language is 'English'; a code such as en or zh is expected"),
        ("Aurora,,8", "the language is ''; a code such as en or zh is expected"),
        ("Aurora,en,", "no score; at least one is expected"),
        ("Aurora,en,good", "overall is 'good'; a number such as 8.71, or an empty cell, is expected"),
        ("Aurora,en,nan", "overall is 'nan'; a number such as 8.71, or an empty cell, is expected"),
        ("Aurora,en,1e999", "overall is '1e999'; a number such as 8.71, or an empty cell, is expected"),
        ("Aurora,en,1_0", "overall is '1_0'; a number such as 8.71, or an empty cell, is expected"),
        ("Aurora,en,٣", "overall is '٣'; a number such as 8.71, or an empty cell, is expected"),
    ],
)
def test_faults_of_a_line(line: str, fault: str) -> None:
    assert faults_of(f"{HEAD}Maple,en,7\n{line}\n") == [f"panel.csv:3: {fault}"]


def test_all_faults_are_told_at_once_and_lines_are_those_of_the_file() -> None:
    assert faults_of(HEAD + '"Two\nlines",en,x\n\n,xyzzy,8\n') == [
        "panel.csv:2: overall is 'x'; a number such as 8.71, or an empty cell, is expected",
        "panel.csv:5: no model; a generator's name is expected",
        "panel.csv:5: the language is 'xyzzy'; a code such as en or zh is expected",
    ]


def test_a_table_without_scores_is_told_so() -> None:
    assert faults_of(HEAD) == ["panel.csv:2: no scores; one line per model and language is expected"]
    assert len(faults_of("")) == 3


def test_what_is_no_text_or_no_csv_is_told_by_line() -> None:
    assert faults_of(HEAD.encode() + b"A,en,8\nB\xff,en,8\n") == [
        "panel.csv:3: not UTF-8 (at byte 31); UTF-8 is expected"
    ]
    (fault,) = faults_of(HEAD + 'Aurora,en,8\n"Maple,en,7\n')
    assert fault.startswith("panel.csv:3: not CSV (")


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode()))
def test_any_bytes_are_read_or_refused_with_faults(content: bytes) -> None:
    try:
        lines = parse_human_scores(content, "panel.csv")
    except HumanScoresError as error:
        assert error.faults  # either outcome is right, a crash is not
    else:
        assert all(line.scores and line.model for line in lines)
