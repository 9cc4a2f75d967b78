"""What the evidence of a hidden suite may show of a reply: any reply can be asked about, and no other text gets out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.judging.reply_parser import answer_of
from leaderboard.domain.publishing.evidence import is_bare
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.any_reply import (
    DIMENSIONS,
    Verdicts,
    around,
    assignments,
    behind,
    contents,
    forms,
)
from tests.leaderboard.domain.judging.replies import parse

SECRET = "the red fox"


def bare(answer: str, dimension: str = "Quality") -> bool:
    return is_bare(answer, shipped.rubric(), dimension)


@given(assignments(), forms, around, behind)
def test_a_reply_that_is_read_is_bare_unless_text_stands_around_its_object(
    verdicts: Verdicts, form: Callable[[Mapping[Any, Any]], dict[str, Any]], before: str, after: str
) -> None:
    content = before + json.dumps(form(verdicts)) + after
    dimension = next(iter(verdicts)).dimension
    nothing_around = (before == "" or before.endswith("</think>")) and not after
    assert bare(answer_of(content), dimension) == nothing_around
    assert not bare(f"{SECRET}</think>{content}", dimension), "the reasoning belongs to what is withheld"


@given(contents, st.sampled_from(DIMENSIONS))
def test_any_text_is_bare_or_not_and_what_is_bare_is_read_by_itself(content: str, dimension: str) -> None:
    answer = answer_of(content)
    if bare(answer, dimension) and (parsed := parse(content, dimension)).status.has_verdicts:
        assert parse(answer, dimension) == parsed


@st.composite
def answers_with_a_secret(draw: st.DrawFn) -> tuple[str, str]:
    """An answer in any form with a text in one of its places, as value, name or further entry; and its dimension."""
    verdicts = draw(assignments())
    document = draw(forms)(verdicts)
    objects = list(_objects(document))
    place = draw(st.sampled_from(objects))
    name = draw(st.sampled_from(list(place)))
    match draw(st.sampled_from(["value", "name", "entry", "object", "list"])):
        case "value":
            place[name] = SECRET
        case "name":
            place[SECRET] = place.pop(name)
        case "entry":
            place["why"] = SECRET
        case "object":
            place[name] = {"score": SECRET}
        case _:
            place[name] = [SECRET]
    return json.dumps(document), next(iter(verdicts)).dimension


def _objects(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document, *(inner for value in document.values() if isinstance(value, dict) for inner in _objects(value))]


@given(answers_with_a_secret())
def test_no_text_within_an_answer_gets_through(answer: tuple[str, str]) -> None:
    assert not bare(*answer)


@pytest.mark.parametrize(
    "answer",
    [
        '{"Noise": {"score": "the red fox", "score": 1}}',
        '{"Noise": {"score": 1}} {"Noise": {"score": 1}}',
        '[{"Noise": {"score": 1}}]',
        '{"Noise": 31415926535}',
        '{"Noise": true}',
        '{"Noise": NaN}',
        '{"Noise": ' * 5000,
        "9" * 5000,
        "null",
        "",
    ],
)
def test_odd_answers_are_withheld(answer: str) -> None:
    assert not bare(answer)


def test_space_around_an_answer_is_no_text() -> None:
    assert bare('\n\u00a0{"Noise": {"score": " n/a "}}\n')


def test_an_alias_of_the_official_judge_is_a_name() -> None:
    assert bare('{"Feature Mapping": {"Feature Mapping": {"score": 1}}}', "Creative Generation")
    assert not bare('{"Feature Mapping": {"Feature Mapping": {"score": 1}}}', "Quality")
