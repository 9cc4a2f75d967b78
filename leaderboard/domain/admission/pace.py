"""How many calls an hour a judge answers: measured while it is busy, assumed until then."""

from __future__ import annotations

from collections.abc import Iterable

ASSUMED_CALLS_AN_HOUR = 2500.0
"""The assumed pace of one judge until it is measured: the shipped judge on one GPU, from published figures of its
engine (1 to 1.8 hours for about 4,100 calls)."""


LATE = 2.5
"""In simulations about 95% of waiting submissions are judged within so many times the estimate, because others can get
ahead of them (docs/judging.md#who-is-judged-first)."""


def next_pace(before: float | None, measured: float, *, is_busy: bool) -> float | None:
    """The pace to use from now on, in calls per hour and judge; None while it is unknown.

    Args:
        before: the pace known so far.
        measured: calls per hour and judge in the last minutes.
        is_busy: whether submissions were waiting all the time. If not, the judges may have had too little to do, and
            the measured pace is a lower bound.
    """
    if measured <= 0:
        return before  # no judge was at work, so its pace is unknown
    if is_busy:
        return measured if before is None else (before + measured) / 2
    return max(measured, before) if before is not None else (measured if measured > ASSUMED_CALLS_AN_HOUR else None)


def seconds_for(calls: float, limited: Iterable[tuple[float, float]], *, calls_an_hour: float) -> float | None:
    """Seconds that the judges need for these calls, including those limited by a slow endpoint; None without a judge.

    Args:
        calls: calls that only wait for the judges.
        limited: for each limited run its calls, and how many of them it can request per hour (may be infinite).
    """
    if calls_an_hour <= 0:
        return None
    runs = list(limited)
    at_most_h = (calls + sum(of_run for of_run, _ in runs)) / calls_an_hour
    asked = sum(min(of_run, an_hour * at_most_h) if of_run else 0.0 for of_run, an_hour in runs)
    return (calls + asked) / calls_an_hour * 3600
