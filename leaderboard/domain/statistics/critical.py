"""How many standard errors a difference has to have for all statements on a column to hold together.

There are two kinds of statement, with two critical sizes. *Every pair*: no two models are wrongly said to differ; the
largest |t| over all pairs decides (Romano and Wolf, Econometrica 73 (2005); studentised, single step). *Every rank*:
all rank intervals cover the true ranks. A wrong pair rarely makes a wrong rank, because an interval only counts how
many models are significantly above; with the size for all pairs, 95% intervals would cover in almost 100% of boards.
``calibration`` computes the size for ranks.
"""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import Float32Array, FloatArray, IntArray
from leaderboard.domain.statistics.quantiles import normal_isf, normal_sf, t_isf
from leaderboard.domain.statistics.resampling import Resampled


def single_critical(level: float) -> float:
    """The size for a single comparison, two-sided; other sizes are never below it."""
    return normal_isf((1 - level) / 2)


def pair_critical(board: Resampled, level: float) -> float:
    """The size that in ``level`` of boards no pair of models with equal true means exceeds."""
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
    """The smallest of the sizes that at least ``level`` of them do not exceed."""
    return float(np.quantile(sizes, level, method="higher"))
