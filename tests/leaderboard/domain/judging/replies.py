"""Replies of a judge, for tests of the parser."""

from __future__ import annotations

import json
from collections.abc import Mapping

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.verdicts import ParsedReply, Verdict
from leaderboard.domain.rubric import FacetPath
from tests.leaderboard.domain import shipped


def chat(content: str | None, *, finish_reason: str | None = "stop", reasoning: str | None = None) -> ChatReply:
    return ChatReply(content, reasoning, finish_reason, 100, 50, None, 0.1)


def parse(content: str | None, dimension: str = "Quality", *, finish_reason: str | None = "stop") -> ParsedReply:
    return parse_reply(chat(content, finish_reason=finish_reason), shipped.rubric(), dimension)


def score(verdict: Verdict) -> int | str:
    return "N/A" if verdict is None else verdict


def nested(verdicts: Mapping[FacetPath, Verdict]) -> dict[str, dict[str, dict[str, int | str]]]:
    """The reply as the protocol asks for it."""
    document: dict[str, dict[str, dict[str, int | str]]] = {}
    for path, verdict in verdicts.items():
        document.setdefault(path.sub_capability, {})[path.facet] = {"score": score(verdict)}
    return document


def nested_json(verdicts: Mapping[FacetPath, Verdict]) -> str:
    return json.dumps(nested(verdicts), indent=2)
