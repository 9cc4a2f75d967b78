"""Mean differences over prompts, with intervals that hold for several statements at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, ratio
from leaderboard.domain.statistics.critical import for_shared, single_critical
from leaderboard.domain.statistics.differences import floored_error


@dataclass(frozen=True, slots=True)
class PairedDifferences:
    """Means of prompt-by-prompt differences; all [rows, levels], points of 100, NaN: unknown.

    ``shared`` is the number of prompts behind each mean. The standard error is unknown for fewer than two.
    """

    difference: FloatArray
    standard_error: FloatArray
    shared: IntArray

    def interval(self, statements: int, alpha: float = 0.05) -> tuple[FloatArray, FloatArray]:
        """Low and high ends that hold for so many statements at once with confidence 1 − alpha (Bonferroni)."""
        critical = single_critical(1 - alpha / max(statements, 1))
        half_width = self.standard_error * for_shared(critical, self.shared)
        return self.difference - half_width, self.difference + half_width


def paired_differences(apart: FloatArray) -> PairedDifferences:
    """Summarise differences prompt by prompt.

    Args:
        apart: [rows, prompts, levels], NaN where one of the two scores is missing.
    """
    shared = np.count_nonzero(~np.isnan(apart), axis=1)
    difference = ratio(np.nansum(apart, axis=1), shared)
    squares = np.nansum((apart - difference[:, None, :]) ** 2, axis=1)
    error = np.sqrt(ratio(squares, shared * (shared - 1)))
    return PairedDifferences(difference, floored_error(error, difference, shared), shared)
