"""The rescue of a call with an unreadable reply: the same call again, constrained to a schema.

The profile's own call is unconstrained, like the publishers'; only if its reply cannot be read does a second call force
the form. With a token budget for the reasoning and a schema, the reply is valid JSON for exactly the dimension's
checklist.
"""

from __future__ import annotations

from typing import Any

from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply
from leaderboard.domain.rubric import Rubric

RESCUABLE = frozenset({JudgementStatus.TRUNCATED, JudgementStatus.MALFORMED, JudgementStatus.UNKNOWN_FACET})
"""The outcomes that a second call may improve. A refusal is final, and a readable reply is not repeated."""

_VERDICT = {
    "type": "object",
    "properties": {"score": {"enum": [0, 1, 2, "N/A"]}},
    "required": ["score"],
    "additionalProperties": False,
}


def verdict_schema(rubric: Rubric, dimension: str) -> dict[str, Any]:
    """The JSON schema of a reply: every sub-capability and facet of the dimension, and nothing else."""
    facets = {
        sub_capability: _closed(
            {f.path.facet: _VERDICT for f in rubric.checklist(dimension) if f.path.sub_capability == sub_capability}
        )
        for sub_capability in rubric.sub_capabilities(dimension)
    }
    return _closed(facets)


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def rescue_fields(profile: JudgeProfile, dimension: str) -> dict[str, Any]:
    """The fields of the second call that the first one does not have (names of vLLM's chat API)."""
    schema = verdict_schema(profile.protocol.rubric, dimension)
    return {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "verdicts", "schema": schema, "strict": True},
        },
        "thinking_token_budget": profile.rescue.thinking_token_budget,
    }


def rescued(first: ParsedReply, second: ParsedReply) -> ParsedReply:
    """The outcome of both calls: the second one's verdicts, marked as rescued, or why it was also unreadable."""
    if second.status.has_verdicts:
        return ParsedReply(
            JudgementStatus.RESCUED, second.verdicts, f"the first reply could not be read: {first.reason}"
        )
    return ParsedReply(second.status, {}, f"{second.reason}; the first reply: {first.reason}")
