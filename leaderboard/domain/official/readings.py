"""Reads the replies about one picture strictly, and notes where the official toolkit may read differently.

Both readings agree on every reply in a form that both tolerate. They differ if the official one accepts something that
is not a verdict (an unknown value counts as "not applicable", an unknown name is averaged in), or cannot read a reply
that ours can: it takes the text from the first "{" to the last "}", ours takes the last object.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.reply_parser import ReplyReader, answer_of
from leaderboard.domain.judging.verdicts import Flaw, JudgementStatus, ParsedReply, Verdict
from leaderboard.domain.official.dump import Replies
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Scope, image_scores

SEVERAL_OBJECTS = "several_objects"
"""In addition to the parser's flaws: our parser reads the last object, the official toolkit none."""

_COUNTED = frozenset({JudgementStatus.OK, JudgementStatus.REPAIRED})
_NEITHER_READS = frozenset({Flaw.NO_JSON, Flaw.NO_VERDICT})


@dataclass(frozen=True, slots=True)
class ReadReply:
    """One reply as it was read. ``may_differ``: whether the official toolkit may score it differently."""

    dimension: str
    text: str
    parsed: ParsedReply
    may_differ: bool

    @property
    def deviation(self) -> str | None:
        """The reply's flaw, for counting; None if both read it the same way."""
        if self.parsed.flaw is not None:
            return self.parsed.flaw.value
        return SEVERAL_OBJECTS if self.may_differ else None


@dataclass(frozen=True, slots=True)
class PictureReading:
    """All replies about one picture in the rubric's order, their verdicts, and its scores in both scopes."""

    replies: tuple[ReadReply, ...]
    verdicts: Mapping[FacetPath, Verdict]
    scores: Mapping[Scope, Mapping[ScorePath, float]]


class PictureReader:
    """Reads the replies about pictures, by one rubric."""

    def __init__(self, rubric: Rubric) -> None:
        self._readers = {dimension: ReplyReader(rubric, dimension) for dimension in rubric.dimensions}

    def read(self, replies: Replies, targets: Collection[FacetPath]) -> PictureReading:
        """Parse every reply and score the picture. Every dimension with a reply counts, a target's or not."""
        read = tuple(self._read(dimension, replies[dimension]) for dimension in self._readers if dimension in replies)
        verdicts = {path: verdict for reply in read for path, verdict in reply.parsed.verdicts.items()}
        return PictureReading(
            read,
            verdicts,
            {Scope.JUDGED: image_scores(verdicts), Scope.TARGET: image_scores(verdicts, only=frozenset(targets))},
        )

    def _read(self, dimension: str, text: str) -> ReadReply:
        # A dump has neither the engine's finish reason nor its tokens and times.
        parsed = self._readers[dimension].read(ChatReply(text, None, None, None, None, None, 0.0))
        return ReadReply(dimension, text, parsed, _may_differ(text, parsed))


def _may_differ(text: str, parsed: ParsedReply) -> bool:
    if parsed.status is JudgementStatus.OK:
        return False  # the answer is nothing but the object
    if parsed.status in _COUNTED:
        return not _officially_readable(text)
    if parsed.status.has_verdicts or parsed.flaw in _NEITHER_READS:
        return False  # neither reading gives a score
    return parsed.flaw is Flaw.JSON_LIST or _officially_readable(text)


def _officially_readable(text: str) -> bool:
    """Whether the text from the first "{" to the last "}" of the answer is JSON."""
    answer = answer_of(text)
    start, end = answer.find("{"), answer.rfind("}")
    try:
        json.loads(answer[start : end + 1])
    except (ValueError, RecursionError):
        return False
    return True
