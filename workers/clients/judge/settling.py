"""After a picture's calls: what is recorded, what stays owed, and when it is tried again."""

from __future__ import annotations

import random
from collections.abc import Sequence

from leaderboard.domain.judging.outcome import JudgeOutcome, lost_reply
from leaderboard.domain.retry import RetryPolicy
from workers.clients.judge.asking import Away

RETRIES = RetryPolicy(max_attempts=6, base_s=10.0, cap_s=80.0)
"""Per picture: how long its owed calls wait, and at how many attempts a healthy judge may break on one of them. A judge
that is away or busy uses up no attempt."""


def settled(outcomes: Sequence[JudgeOutcome | Away], tries: int) -> tuple[list[JudgeOutcome], list[Away]]:
    """What is recorded and what stays owed. A call on which a healthy judge breaks again and again is abandoned.

    Args:
        tries: at how many attempts, with this one, a healthy judge has broken on the picture's calls.
    """
    recorded, away = [], []
    for outcome in outcomes:
        if isinstance(outcome, JudgeOutcome):
            recorded.append(outcome)
        elif outcome.judge_is_well and RETRIES.exhausted(tries):
            recorded.append(
                JudgeOutcome(outcome.dimension, None, lost_reply(outcome.reason, tries), prompt_neutralised=False)
            )
        else:
            away.append(outcome)
    return recorded, away


def retry_delay_s(retry_after_s: float | None, attempt: int) -> float:
    """Seconds that owed calls wait after the ``attempt`` (from 1): what RETRIES says, and at least half of its longest.

    ``retry_after_s`` is what the judge asked for: a lower bound, capped at an hour by the policy.
    """
    jitter = random.uniform(0.5, 0.999)  # noqa: S311  # spreads load, guards nothing
    return RETRIES.delay_s(attempt, jitter=jitter, retry_after_s=retry_after_s)


def delay_s(fault: Away, attempt: int) -> float:
    """Seconds until a call that got no reply is made again; another judge takes one that is passed on at once."""
    return 0.0 if fault.is_passed_on else retry_delay_s(fault.retry_after_s, attempt)
