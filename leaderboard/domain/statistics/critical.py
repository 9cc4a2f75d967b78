"""How many standard errors a difference needs, so that a whole column's statements hold together.

Two kinds of statement, two sizes. *Every pair*: no two models are wrongly said to differ; the largest |t| over all
pairs decides (Romano and Wolf, Econometrica 73 (2005); studentised, single step). *Every rank*: all intervals of ranks
hold the true ranks. A wrong pair rarely makes a wrong rank, as an interval counts only how many models are surely
above; with the size for all pairs 95 % intervals would cover in almost 100 % of boards. ``calibration`` finds the
size for ranks.
"""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import Float32Array, FloatArray, IntArray
from leaderboard.domain.statistics.quantiles import normal_isf, normal_sf, t_isf
from leaderboard.domain.statistics.resampling import Resampled


def single_critical(level: float) -> float:
    """The size for one comparison alone, two-sided; never is less asked for."""
    return normal_isf((1 - level) / 2)


def pair_critical(board: Resampled, level: float) -> float:
    """The size that no pair of models with equal true means exceeds, in ``level`` of boards."""
    largest = np.zeros(len(board.deviations), dtype=np.float32)
    for model in range(board.errors.shape[0] - 1):
        apart = board.deviations[:, model + 1 :] - board.deviations[:, [model]]
        apart /= board.errors[model, model + 1 :]
        np.maximum(largest, np.abs(apart, out=apart).max(axis=1), out=largest)
    return max(single_critical(level), quantile(largest, level))


def for_shared(critical: float, shared: IntArray) -> FloatArray:
    """The size in terms of Student's t, for each number of shared prompts: the same tail, fewer degrees of freedom.

    NaN for fewer than two.
    """
    table = np.full(shared.max(initial=1) + 1, np.nan)
    table[2:] = t_isf(normal_sf(critical), np.arange(1, len(table) - 1))
    return table[shared]


def quantile(sizes: Float32Array, level: float) -> float:
    """One of the sizes, which at least ``level`` of them do not exceed."""
    return float(np.quantile(sizes, level, method="higher"))
