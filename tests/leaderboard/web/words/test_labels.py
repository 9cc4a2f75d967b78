"""Every value that rows may hold has words on the pages."""

from __future__ import annotations

from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.models import Kind, Outcome
from leaderboard.web.words import labels


def test_no_value_is_without_words() -> None:
    assert set(JudgementStatus) <= set(labels.JUDGEMENT_STATUSES)
    assert set(Kind) == set(labels.KINDS)
    assert set(Outcome) == set(labels.OUTCOMES) == set(labels.OUTCOME_BADGES)
