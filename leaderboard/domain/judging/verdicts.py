"""The result of a judge call: verdicts by facet, or the status that says why there are none."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.text_enum import StrEnum

Verdict = int | None
"""0 (fail), 1 (pass), 2 (excellent), or None: not applicable."""


class JudgementStatus(StrEnum):
    """The outcome of one judge call."""

    OK = "ok"
    REPAIRED = "repaired"
    RESCUED = "rescued"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNKNOWN_FACET = "unknown_facet"
    ALL_NOT_APPLICABLE = "all_not_applicable"
    REFUSED = "refused"
    TRANSPORT_FAILURE = "transport_failure"

    @property
    def has_verdicts(self) -> bool:
        return self in _WITH_VERDICTS


_WITH_VERDICTS = frozenset(
    {JudgementStatus.OK, JudgementStatus.REPAIRED, JudgementStatus.RESCUED, JudgementStatus.ALL_NOT_APPLICABLE}
)


class Flaw(StrEnum):
    """Why a reply gives no verdicts, for counting; the reason explains it."""

    NO_JSON = "no_json"
    BROKEN_JSON = "broken_json"
    CUT_OFF = "cut_off"
    JSON_LIST = "json_list"
    OPEN_REASONING = "open_reasoning"
    TWO_ANSWERS = "two_answers"
    ANSWERED_TWICE = "answered_twice"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_VALUE = "unknown_value"
    NO_FACETS = "no_facets"
    NO_VERDICT = "no_verdict"


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """Status, verdicts by facet (empty unless the status has verdicts), the reason in words, and the flaw if any."""

    status: JudgementStatus
    verdicts: dict[FacetPath, Verdict]
    reason: str
    flaw: Flaw | None = None
