"""The made-up judge's replies are read by the real parser as they are meant."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from leaderboard.demo.showcase.replies import WITHOUT_VERDICTS, ReplyKind, SampleJudge, Scores, draw_reply_kinds
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.reply_parser import parse_reply
from leaderboard.domain.judging.rescue import rescued
from leaderboard.domain.judging.verdicts import JudgementStatus
from tests.leaderboard.domain import shipped

RUBRIC = shipped.rubric()
DIMENSION = "Aesthetics"
STATUSES = {
    ReplyKind.PLAIN: JudgementStatus.OK,
    ReplyKind.FENCED: JudgementStatus.REPAIRED,
    ReplyKind.AS_TEXT: JudgementStatus.REPAIRED,
    ReplyKind.FLAT: JudgementStatus.REPAIRED,
    ReplyKind.RESCUED: JudgementStatus.RESCUED,
    ReplyKind.NOTHING_APPLIES: JudgementStatus.ALL_NOT_APPLICABLE,
    ReplyKind.TRUNCATED: JudgementStatus.TRUNCATED,
    ReplyKind.MALFORMED: JudgementStatus.MALFORMED,
    ReplyKind.UNKNOWN_FACET: JudgementStatus.UNKNOWN_FACET,
    ReplyKind.REFUSED: JudgementStatus.REFUSED,
    ReplyKind.LOST: JudgementStatus.TRANSPORT_FAILURE,
}


def scores() -> Scores:
    return {facet: (0, 1, 2, None)[at % 4] for at, facet in enumerate(RUBRIC.checklist(DIMENSION))}


def outcome(kind: ReplyKind) -> JudgeOutcome:
    return SampleJudge(RUBRIC, DIMENSION).outcome(scores(), kind, np.random.default_rng(1))


def test_every_status_has_its_manner() -> None:
    assert set(STATUSES) == set(ReplyKind)
    assert set(STATUSES.values()) == set(JudgementStatus)


@pytest.mark.parametrize("kind", ReplyKind)
def test_a_reply_is_read_as_it_is_meant(kind: ReplyKind) -> None:
    judged = outcome(kind)
    assert judged.parsed.status == STATUSES[kind]
    assert judged.parsed.status.has_verdicts == (kind not in WITHOUT_VERDICTS)
    if kind not in {ReplyKind.NOTHING_APPLIES, *WITHOUT_VERDICTS}:
        assert judged.parsed.verdicts == {facet.path: score for facet, score in scores().items()}


@pytest.mark.parametrize("kind", [kind for kind in ReplyKind if kind not in {ReplyKind.REFUSED, ReplyKind.LOST}])
def test_the_raw_texts_alone_give_the_same_outcome(kind: ReplyKind) -> None:
    judged = outcome(kind)
    assert judged.reply is not None
    read = parse_reply(judged.reply, RUBRIC, DIMENSION)
    if judged.first is not None:
        read = rescued(parse_reply(judged.first.reply, RUBRIC, DIMENSION), read)
    assert (read.status, read.verdicts, read.reason) == (
        judged.parsed.status,
        judged.parsed.verdicts,
        judged.parsed.reason,
    )


def test_the_reasoning_says_that_nobody_looked() -> None:
    reply = outcome(ReplyKind.PLAIN).reply
    assert reply is not None
    assert reply.reasoning is not None
    assert reply.reasoning.startswith("Sample data:")


def test_as_many_calls_as_asked_for_leave_no_verdicts() -> None:
    kinds = Counter(draw_reply_kinds(200, 10, np.random.default_rng(1)))
    assert {kind: kinds[kind] for kind in WITHOUT_VERDICTS} == dict.fromkeys(WITHOUT_VERDICTS, 2)
    assert kinds[ReplyKind.PLAIN] > 170
