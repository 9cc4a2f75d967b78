"""The made-up judge's replies are read by the real parser as they are meant."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from leaderboard.demo.showcase.replies import WITHOUT_VERDICTS, Manner, SampleJudge, Scores, draw_manners
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.rescue import rescued
from leaderboard.domain.judging.verdicts import JudgementStatus, parse_reply
from tests.leaderboard.domain import shipped

RUBRIC = shipped.rubric()
DIMENSION = "Aesthetics"
STATUSES = {
    Manner.PLAIN: JudgementStatus.OK,
    Manner.FENCED: JudgementStatus.REPAIRED,
    Manner.AS_TEXT: JudgementStatus.REPAIRED,
    Manner.FLAT: JudgementStatus.REPAIRED,
    Manner.RESCUED: JudgementStatus.RESCUED,
    Manner.NOTHING_APPLIES: JudgementStatus.ALL_NOT_APPLICABLE,
    Manner.TRUNCATED: JudgementStatus.TRUNCATED,
    Manner.MALFORMED: JudgementStatus.MALFORMED,
    Manner.UNKNOWN_FACET: JudgementStatus.UNKNOWN_FACET,
    Manner.REFUSED: JudgementStatus.REFUSED,
    Manner.LOST: JudgementStatus.TRANSPORT_FAILURE,
}


def scores() -> Scores:
    return {facet: (0, 1, 2, None)[at % 4] for at, facet in enumerate(RUBRIC.checklist(DIMENSION))}


def outcome(manner: Manner) -> JudgeOutcome:
    return SampleJudge(RUBRIC, DIMENSION).outcome(scores(), manner, np.random.default_rng(1))


def test_every_status_has_its_manner() -> None:
    assert set(STATUSES) == set(Manner)
    assert set(STATUSES.values()) == set(JudgementStatus)


@pytest.mark.parametrize("manner", Manner)
def test_a_reply_is_read_as_it_is_meant(manner: Manner) -> None:
    found = outcome(manner)
    assert found.parsed.status == STATUSES[manner]
    assert found.parsed.status.has_verdicts == (manner not in WITHOUT_VERDICTS)
    if manner not in {Manner.NOTHING_APPLIES, *WITHOUT_VERDICTS}:
        assert found.parsed.verdicts == {facet.path: score for facet, score in scores().items()}


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner not in {Manner.REFUSED, Manner.LOST}])
def test_the_raw_texts_alone_give_the_same_outcome(manner: Manner) -> None:
    found = outcome(manner)
    assert found.reply is not None
    read = parse_reply(found.reply, RUBRIC, DIMENSION)
    if found.first is not None:
        read = rescued(parse_reply(found.first.reply, RUBRIC, DIMENSION), read)
    assert (read.status, read.verdicts, read.reason) == (
        found.parsed.status,
        found.parsed.verdicts,
        found.parsed.reason,
    )


def test_the_reasoning_says_that_nobody_looked() -> None:
    reply = outcome(Manner.PLAIN).reply
    assert reply is not None
    assert reply.reasoning is not None
    assert reply.reasoning.startswith("Sample data:")


def test_as_many_calls_as_asked_for_leave_no_verdicts() -> None:
    manners = Counter(draw_manners(200, 10, np.random.default_rng(1)))
    assert {manner: manners[manner] for manner in WITHOUT_VERDICTS} == dict.fromkeys(WITHOUT_VERDICTS, 2)
    assert manners[Manner.PLAIN] > 170
