"""How many calls an hour a judge answers: measured while it is busy, assumed until then."""

from __future__ import annotations

from collections.abc import Iterable

ASSUMED_CALLS_AN_HOUR = 2500.0
"""Of one judge whose pace was not measured yet: the shipped judge on one GPU, computed from published figures of its
engine (1 to 1.8 hours for about 4,100 calls)."""


def next_pace(before: float | None, measured: float, *, is_busy: bool) -> float | None:
    """The pace to go on with, in calls an hour and judge; None while it is unknown.

    Args:
        before: what was known until now.
        measured: calls an hour and judge in the last minutes.
        is_busy: whether submissions were waiting all the time. If not, the judges may have had too little to do, and
            the measured pace is a lower bound.
    """
    if measured <= 0:
        return before  # no judge was at work, which says nothing about its pace
    if is_busy:
        return measured if before is None else (before + measured) / 2
    return max(measured, before) if before is not None else (measured if measured > ASSUMED_CALLS_AN_HOUR else None)


def seconds_for(calls: float, limited: Iterable[tuple[float, float]], *, calls_an_hour: float) -> float | None:
    """Seconds that the judges need for calls, and for those of runs that a slow endpoint limits; None without a judge.

    Args:
        calls: those that only wait for the judges.
        limited: for each limited run its calls, and how many of them it can ask for in an hour (perhaps infinite).
    """
    if calls_an_hour <= 0:
        return None
    runs = list(limited)
    at_most_h = (calls + sum(of_run for of_run, _ in runs)) / calls_an_hour
    asked = sum(min(of_run, an_hour * at_most_h) if of_run else 0.0 for of_run, an_hour in runs)
    return (calls + asked) / calls_an_hour * 3600
