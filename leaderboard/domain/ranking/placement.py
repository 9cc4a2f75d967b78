"""Where a score would stand among published ones, without ranking the board again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placement:
    """A score's rank among ``ranked`` entries, itself included, and the ranks that its own 95% interval covers.

    The interval of a release is wider or narrower: it compares the entries prompt by prompt, and allows for the
    uncertainty of all of them (leaderboard/domain/statistics/ranks.py).
    """

    rank: int
    best: int
    worst: int
    ranked: int


def placement(mean: float, half_width: float | None, others: Sequence[float]) -> Placement:
    """Place a mean among the means of the others; ties share a rank.

    Args:
        half_width: of the mean's 95% interval, in points; None if it is unknown: then only its own rank is covered.
    """
    margin = half_width or 0.0
    return Placement(
        rank=_rank(mean, others),
        best=_rank(mean + margin, others),
        worst=_rank(mean - margin, others),
        ranked=len(others) + 1,
    )


def _rank(mean: float, others: Sequence[float]) -> int:
    return 1 + sum(other > mean for other in others)
