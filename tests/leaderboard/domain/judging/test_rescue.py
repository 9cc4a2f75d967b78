"""The rescue: a schema for exactly one dimension's checklist, and what two replies amount to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.rescue import RESCUABLE, rescue_fields, rescued, verdict_schema
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply
from tests.leaderboard.domain import shipped

DIMENSIONS = shipped.rubric().dimensions
UNREADABLE = ParsedReply(JudgementStatus.MALFORMED, {}, "no JSON object in the reply")


def smallest(schema: dict[str, Any], score: object) -> dict[str, Any]:
    """A document that the schema allows: everything that it requires, with the same score everywhere."""
    if "enum" in schema:
        raise AssertionError("scores stand inside an object")
    if "score" in schema["properties"]:
        assert score in schema["properties"]["score"]["enum"]
        return {"score": score}
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    return {name: smallest(inner, score) for name, inner in schema["properties"].items()}


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("score", [0, 1, 2, "N/A"])
def test_what_the_schema_allows_is_read_as_it_is_with_every_facet_once(dimension: str, score: object) -> None:
    document = smallest(verdict_schema(shipped.rubric(), dimension), score)
    parsed = parse_reply(ChatReply(json.dumps(document), None, "stop", 1, 1, 0, 0.1), shipped.rubric(), dimension)
    assert parsed.status in {JudgementStatus.OK, JudgementStatus.ALL_NOT_APPLICABLE}
    assert set(parsed.verdicts) == {facet.path for facet in shipped.rubric().checklist(dimension)}


def test_the_fields_pin_the_budget_of_the_profile() -> None:
    fields = rescue_fields(shipped.profile(), "Alignment")
    assert fields["thinking_token_budget"] == shipped.profile().rescue.thinking_token_budget == 1024
    assert fields["response_format"]["json_schema"]["strict"] is True
    json.dumps(fields)


def test_a_second_reply_that_can_be_read_counts_and_is_marked() -> None:
    path = shipped.rubric().facets[0].path
    for status in (JudgementStatus.OK, JudgementStatus.REPAIRED, JudgementStatus.ALL_NOT_APPLICABLE):
        both = rescued(UNREADABLE, ParsedReply(status, {path: 1}, ""))
        assert (both.status, both.verdicts) == (JudgementStatus.RESCUED, {path: 1})
        assert "no JSON object in the reply" in both.reason


def test_two_unreadable_replies_give_no_verdict_and_both_reasons() -> None:
    both = rescued(UNREADABLE, ParsedReply(JudgementStatus.TRUNCATED, {}, "cut off"))
    assert (both.status, both.verdicts) == (JudgementStatus.TRUNCATED, {})
    assert both.reason == "cut off; the first reply: no JSON object in the reply"


def test_only_what_could_not_be_read_is_asked_again() -> None:
    final = {status for status in JudgementStatus if status.has_verdicts}
    final |= {JudgementStatus.REFUSED, JudgementStatus.TRANSPORT_FAILURE}
    assert final | RESCUABLE == set(JudgementStatus)
    assert not final & RESCUABLE
