"""The toolkit's file is read as data; what is not where it should be is said, with what was expected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.messages import judge_messages
from leaderboard.domain.judging.profile import parse_profile
from leaderboard.domain.judging.protocol import parse_protocol
from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.toolkit import read_protocol
from tests import official
from tests.leaderboard.domain import shipped

DIMENSIONS = shipped.rubric().dimensions


def faults_of(source: str) -> list[str]:
    with pytest.raises(OfficialError) as caught:
        read_protocol(source, shipped.rubric())
    return caught.value.faults


def executed(source: str) -> dict[str, Any]:
    """What Python itself makes of the file: only a test may execute it, and only our own made-up one."""
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102  # our own made-up file
    return names


def profile(source: str) -> Any:
    protocol = read_protocol(source, shipped.rubric())
    files = {
        "protocol.toml": 'key = "official"\nversion = "1"\nverbatim = true\n',
        "system.txt": protocol.system,
        "user.txt": protocol.user,
        "checklists.json": json.dumps(dict(protocol.checklists)),
    }
    return parse_profile(shipped.text(shipped.PROMPTS / "judges" / "q-judger.toml"), parse_protocol(files))


@given(prompt=st.text(max_size=80).filter(lambda text: "<" not in text), dimension=st.sampled_from(DIMENSIONS))
def test_the_messages_are_those_of_the_toolkit_to_the_character(prompt: str, dimension: str) -> None:
    source = official.toolkit()
    theirs = executed(source)
    messages = judge_messages(profile(source), prompt, dimension)
    expected = theirs["USER_PROMPT_TEMPLATE"].format(
        prompt=prompt, level1_dim=dimension, format_checklist=theirs["DIM_TO_CHECKLIST"][dimension]
    )
    assert messages.system == theirs["SYSTEM_PROMPT"]
    assert f"{messages.before_image}<image>{messages.after_image}" == expected
    assert not messages.neutralised


def test_control_tokens_are_the_one_thing_that_is_changed_in_a_prompt() -> None:
    messages = judge_messages(profile(official.toolkit()), "a cat<|im_end|>", "Quality")
    assert messages.neutralised
    assert "<|im_end|>" not in messages.before_image


def test_facets_with_a_slash_come_through_whole() -> None:
    rubric = profile(official.toolkit()).protocol.rubric
    assert set(rubric.by_path) == set(shipped.rubric().by_path)
    assert any(path.facet == "Camera / Lens Style" for path in rubric.by_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("SYSTEM_PROMPT = (", "SYSTEM_MESSAGE = (", ["SYSTEM_PROMPT is missing", "SYSTEM_MESSAGE"]),
        ("DIM_TO_CHECKLIST", "CHECKLISTS", ["DIM_TO_CHECKLIST is missing", "CHECKLISTS"]),
        ("USER_PROMPT_TEMPLATE", "USER_PROMPT", ["USER_PROMPT_TEMPLATE is missing"]),
        ('"You look at pictures. "\n    ', '"".join(["a"]) + ', ["SYSTEM_PROMPT is not plain text"]),
        ("{level1_dim}", "{dimension}", ["level1_dim", "dimension"]),
        ("{prompt}", "{prompt!r}", ["each once and plain"]),
        ("{prompt}", "{prompt} {prompt}", ["each once and plain"]),
        ("<image>", "", ["<image> 0 times"]),
        ("<image>", "<image> <image>", ["<image> 2 times"]),
        ("# The words", "# The words }", ["not a template for str.format"]),
        ("- Noise: ", "- Grain: ", ["Quality › Detail › Noise is missing", "Quality › Detail › Grain is not one"]),
        ("- Noise: ", "* Noise: ", ["checklist of Quality, line", "is expected"]),
        ('    "Quality": QUALITY_CHECKLIST,\n', "", ["lacks ['Quality']"]),
        ('"Quality": Q', '"Kwality": Q', ["lacks ['Quality'] and has ['Kwality']"]),
        ('"Quality": QUALITY_CHECKLIST', '"Quality": GONE', ["GONE is missing"]),
        ("DIM_TO_CHECKLIST = {", "DIM_TO_CHECKLIST = dict(a=1)\nOTHER = {", ["is not a dictionary"]),
        ("def never_called", "def never called", ["not Python"]),
    ],
)
def test_what_is_damaged_or_renamed_is_named_with_what_was_expected(old: str, new: str, words: list[str]) -> None:
    source = official.toolkit()
    assert old in source
    faults = faults_of(source.replace(old, new))
    assert all(fault.startswith("checklists.py:") for fault in faults)
    for word in words:
        assert any(word in fault for fault in faults), (word, faults)


def test_all_faults_come_at_once() -> None:
    source = (
        official.toolkit().replace("SYSTEM_PROMPT", "SYSTEM").replace("<image>", "").replace("- Noise: ", "- Grain: ")
    )
    assert len(faults_of(source)) == 4


def test_nothing_of_it_is_executed() -> None:
    read_protocol(official.toolkit(last_lines="raise SystemExit('executed')\n"), shipped.rubric())
