"""The prompts whose scores changed most between baseline and candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.gate.gate import GateResult
from leaderboard.domain.statistics.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Change:
    """A prompt, by its place in the suite counted from 0, and both scores at one level (0 to 100)."""

    place: int
    baseline: float
    candidate: float

    @property
    def difference(self) -> float:
        """Candidate minus baseline, in points."""
        return self.candidate - self.baseline


def deciding_level(result: GateResult) -> int:
    """The place of the first level that has the gate's verdict: the one that a reader wants to see explained."""
    return next(at for at, level in enumerate(result.levels) if level.verdict is result.verdict)


def changes(baseline: FloatArray, candidate: FloatArray) -> Sequence[Change]:
    """The prompts whose scores differ, the largest change first; of equal changes drops first, then the suite's order.

    Args:
        baseline, candidate: [prompts] at one level, NaN for missing.
    """
    apart = candidate - baseline
    differ = [int(place) for place in np.flatnonzero(~np.isnan(apart) & (apart != 0))]
    differ.sort(key=lambda place: (-abs(apart[place]), apart[place] > 0, place))
    return [Change(place, float(baseline[place]), float(candidate[place])) for place in differ]
