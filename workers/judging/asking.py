"""Asking the judge about one picture (``workers.clients.judge.asking``), with the calls counted for monitoring."""

from __future__ import annotations

from functools import partial

from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.models import TallyName
from workers.clients.judge import asking
from workers.clients.judge.asking import Outcomes
from workers.process import counting


def _count(outcomes: Outcomes) -> None:
    """Count the calls: by status, or as aborted, broken or away."""
    for outcome in outcomes:
        if isinstance(outcome, JudgeOutcome):
            label = outcome.parsed.status.value
            if outcome.reply:
                counting.count(TallyName.JUDGE_SECONDS, label, outcome.reply.latency_s)
        else:
            label = "given_up" if outcome.given_up else "broken" if outcome.broke else "away"
        counting.count(TallyName.JUDGE_CALLS, label)


ask_all = partial(asking.ask_all, ended=_count)
"""Makes all calls of a picture if the judge matches its profile."""
