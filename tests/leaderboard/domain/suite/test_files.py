"""Suite files: faults are told all at once by file and line, and the seal covers everything that was read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from leaderboard.domain.suite.files import SuiteError, parse_suite
from leaderboard.domain.suite.suite import Suite
from tests.leaderboard.domain import shipped

HEAD = """
key = "tiny"
version = "1"
title = "Tiny"
description = "Two prompts."
licence = "CC0-1.0"
languages = ["en", "zh"]
"""
FACET = ["Alignment", "Relations", "Difference/Similarity"]


def entry(key: str = "p001", **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "field": "test",
        "region": "none",
        "texts": {"en": "Two cats", "zh": "两只猫"},
        "targets": [{"facet": FACET, "note": "alike"}],
        **changes,
    }


def lines(*entries: object) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in entries) + "\n"


def parse(jsonl: str, head: str = HEAD) -> Suite:
    return parse_suite(head, jsonl, shipped.rubric())


def faults_of(jsonl: str, head: str = HEAD) -> list[str]:
    with pytest.raises(SuiteError) as caught:
        parse(jsonl, head)
    return caught.value.faults


def test_every_fault_is_told_at_once_with_file_and_line() -> None:
    jsonl = "\n".join(
        [
            json.dumps(entry("p001")),
            "{not json",
            "[]",
            json.dumps(entry("P 2")),
            "",
            json.dumps(entry("p003", texts={"en": "only English"})),
            json.dumps(entry("p004", targets=[])),
            json.dumps(entry("p005", targets=[{"facet": ["Alignment", "Relations", "Similarity"]}])),
            json.dumps(entry("p001")),
        ]
    )
    faults = faults_of(jsonl, HEAD.replace('title = "Tiny"', "title = 3"))
    assert [fault.split(" ")[0] for fault in faults] == [
        "suite.toml:4:",
        *(f"prompts.jsonl:{number}:" for number in (2, 3, 4, 6, 7, 8, 9)),
    ]
    for fault, words in zip(
        faults,
        ["'title'", "not JSON", "object", "'P 2'", "'zh'", "at least one target", "Similarity", "earlier line"],
        strict=True,
    ):
        assert words in fault


@pytest.mark.parametrize(
    "wrong",
    [
        entry(texts={"en": 5, "zh": "五"}),
        entry(texts={"en": ["Two cats"], "zh": "两只猫"}),
        entry(texts="Two cats"),
        {**entry(), "key": 7},
        entry(targets="Quality"),
        entry(targets=[FACET]),
        entry(targets=[{"facet": [["Alignment"], "Relations", "Difference/Similarity"]}]),
        entry(targets=[{"facet": "Alignment/Relations/Difference/Similarity"}]),
        entry(targets=[{"facet": None}]),
        None,
        "text",
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault_and_not_a_crash(wrong: object) -> None:
    assert all(fault.startswith("prompts.jsonl:1: ") for fault in faults_of(lines(wrong)))


@pytest.mark.parametrize("languages", ['languages = "en"', "languages = [1]", "languages = []", ""])
def test_languages_have_to_be_a_list_of_texts(languages: str) -> None:
    head = HEAD.replace('languages = ["en", "zh"]', languages)
    assert any("'languages'" in fault for fault in faults_of(lines(entry()), head))


def test_an_empty_file_is_a_fault() -> None:
    assert faults_of("\n \n") == ["prompts.jsonl: no prompts; one JSON object per line is expected"]


def test_a_text_keeps_unicode_line_separators() -> None:
    text = "first\u2028second\u0085third"
    suite = parse(lines(entry(texts={"en": text, "zh": "一"})))
    assert suite.prompts[0].texts["en"] == text


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066", "\uffff", "\ud800"])
@pytest.mark.parametrize("field", ["texts", "field", "region", "targets"])
def test_a_character_that_cannot_be_shown_is_a_fault_of_its_line(field: str, character: str) -> None:
    text = f"Two{character} cats"
    values: dict[str, Any] = {"texts": {"en": text, "zh": "一"}, "targets": [{"facet": FACET, "note": text}]}
    jsonl = json.dumps(entry(**{field: values.get(field, text)}))
    [fault] = faults_of(jsonl)
    assert fault.startswith("prompts.jsonl:1: ")
    assert f"holds the character U+{ord(character):04X}" in fault


@pytest.mark.parametrize("name", ["title", "description", "licence"])
def test_a_heads_texts_are_visible_and_have_no_such_character(name: str) -> None:
    wrong = HEAD.replace(f'{name} = "', f'{name} = "\\u0007')
    assert any(f"'{name}': “\\x07" in fault for fault in faults_of(lines(entry()), wrong))
    invisible = re.sub(rf'{name} = ".*"', rf'{name} = "\\u200B"', HEAD)
    assert any(f"'{name}' is" in fault for fault in faults_of(lines(entry()), invisible))


@pytest.mark.parametrize(
    ("head", "where", "words"),
    [
        (HEAD.replace('key = "tiny"', 'key = "Tiny Suite"'), "suite.toml:2:", "'Tiny Suite'"),
        (HEAD.replace('version = "1"', 'version = "1/2"'), "suite.toml:3:", "'1/2'"),
        (HEAD.replace('title = "Tiny"\n', ""), "suite.toml:", "'title' is missing"),
        (HEAD + "hidden = 1\n", "suite.toml:8:", "true or false"),
        (HEAD + 'colour = "red"\n', "suite.toml:8:", "'colour' is not known"),
        (HEAD + 'keys = ["p001"]\n', "suite.toml:8:", "are needed together"),
        (HEAD + 'prompts_from = "core"\nkeys = ["p001", "p999"]\n', "suite.toml:9:", "p999"),
        (HEAD + 'prompts_from = "core"\nkeys = ["p001", "p001"]\n', "suite.toml:9:", "different"),
        ("key = tiny", "suite.toml:", "not TOML"),
    ],
)
def test_a_fault_of_the_head_names_its_line(head: str, where: str, words: str) -> None:
    faults = faults_of(lines(entry()), head)
    assert len(faults) == 1
    assert faults[0].startswith(where)
    assert words in faults[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"render": ["Two dogs"]}, "'Two dogs', which 'render' lists, is not in the text in 'en'"),
        ({"render": "cats"}, "a list of texts"),
        ({"render": [""]}, "a list of texts"),
        ({"texts": {"en": "Two cats", "zh": "两只猫", "fr": "Deux chats"}}, "'fr', which 'languages' does not name"),
        ({"target": []}, "'target' is not known here"),
        ({"field": 3}, "'field' is 3"),
        ({"targets": [{"facet": FACET, "note": "a"}, {"facet": FACET, "note": "b"}]}, "is a target twice"),
        ({"targets": [{"facet": FACET, "note": 3}]}, "the note of"),
    ],
)
def test_a_fault_of_a_prompt_says_what_was_expected(changes: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in faults_of(lines(entry(**changes))))


def test_a_part_of_a_suite_has_the_named_prompts_in_the_named_order() -> None:
    head = HEAD + 'prompts_from = "core"\nkeys = ["p003", "p001"]\n'
    suite = parse(lines(entry("p001"), entry("p002"), entry("p003")), head)
    assert [prompt.key for prompt in suite.prompts] == ["p003", "p001"]


def test_hidden_is_read_and_no_part_of_the_seal() -> None:
    hidden = parse(lines(entry()), HEAD + "hidden = true\n")
    assert hidden.hidden
    assert hidden.sha256() == parse(lines(entry())).sha256()


def change_a_text(suite: dict[str, Any]) -> None:
    suite["entries"][0]["texts"]["zh"] += "。"


def change_a_target(suite: dict[str, Any]) -> None:
    suite["entries"][1]["targets"][0]["facet"] = ["Quality", "Detail", "Noise"]


def change_a_note(suite: dict[str, Any]) -> None:
    suite["entries"][1]["targets"][0]["note"] = "other"


def change_the_order(suite: dict[str, Any]) -> None:
    suite["entries"].reverse()


def leave_a_prompt_out(suite: dict[str, Any]) -> None:
    suite["entries"].pop()


def change_the_licence(suite: dict[str, Any]) -> None:
    suite["head"] = suite["head"].replace("CC0-1.0", "MIT")


@pytest.mark.parametrize(
    "change",
    [change_a_text, change_a_target, change_a_note, change_the_order, leave_a_prompt_out, change_the_licence],
)
def test_every_change_moves_the_seal(change: Callable[[dict[str, Any]], None]) -> None:
    before: dict[str, Any] = {"head": HEAD, "entries": [entry("p001"), entry("p002")]}
    seal = parse(lines(*before["entries"]), before["head"]).sha256()
    change(before)
    assert parse(lines(*before["entries"]), before["head"]).sha256() != seal


def test_the_form_of_the_file_does_not_move_the_seal() -> None:
    spaced = "\n\n".join(json.dumps(one, indent=None, separators=(" , ", " : ")) for one in [entry("a"), entry("b")])
    assert parse(spaced).sha256() == parse(lines(entry("a"), entry("b"))).sha256()
