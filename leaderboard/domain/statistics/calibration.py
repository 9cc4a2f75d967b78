"""The critical value with which rank intervals cover all true ranks of a column."""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import Float32Array, FloatArray, IntArray
from leaderboard.domain.statistics.critical import quantile, single_critical
from leaderboard.domain.statistics.differences import Differences
from leaderboard.domain.statistics.resampling import Resampled

_SURROUNDINGS = 2.0


def rank_critical(means: FloatArray, pairs: Differences, board: Resampled, level: float) -> float:
    """The size with which, in ``level`` of boards, the rank intervals cover all true ranks.

    A calibrated bootstrap (Beran, JASA 83 (1988)): boards with known true ranks are resampled, and for each the
    smallest size is computed whose intervals cover them. The known true means are the observed ones, drawn together
    where they do not differ significantly, because observed means are further apart than true ones.

    Args:
        means: [models], without NaN.
    """
    centre = drawn_together(means, pairs.in_standard_errors)
    resampled = (centre - centre.mean()).astype(np.float32) + board.deviations
    above = np.array([np.count_nonzero(centre > mean) for mean in centre])
    below = np.array([np.count_nonzero(centre < mean) for mean in centre])
    return _covering(resampled, board.errors, above + 1, below + 1, level)


def drawn_together(means: FloatArray, studentised: FloatArray) -> FloatArray:
    """Each mean replaced by the weighted mean of its surroundings, about two standard errors of a difference wide.

    A local form of shrinkage (compare Tweedie's formula, Efron, JASA 106 (2011)): models far from others hardly move,
    and a group within its own noise is drawn nearly together. The width was chosen by simulation (``make
    bench-ranking``): the share of boards covered is near its level if all models differ, and about 0.9 if groups of
    them are equal.

    Args:
        means: [models].
        studentised: [models, models], NaN where unknown.
    """
    weights = np.nan_to_num(np.exp(-0.5 * (studentised / _SURROUNDINGS) ** 2))
    np.fill_diagonal(weights, 1.0)
    drawn: FloatArray = weights @ means / weights.sum(axis=1)
    return drawn


def _covering(x: Float32Array, errors: Float32Array, first: IntArray, last: IntArray, level: float) -> float:
    """The smallest size that covers in ``level`` of the resampled boards.

    It is exact: the first guess is a lower bound, and every case that might exceed it is computed.

    Args:
        x: [resamples, models], the resampled means.
        first: [models], how many models have to be above for the interval to miss the model's best true rank.
        last: [models], how many models have to be below for it to miss the worst true rank.
    """
    sides = [_Side(x, errors, first), _Side(-x, errors, last)]
    needed = np.maximum(*(side.of_worst_rows() for side in sides))
    floor = max(single_critical(level), quantile(needed, level))
    for side in sides:
        np.maximum(needed, side.beyond(floor), out=needed)
    return max(floor, quantile(needed, level))


class _Side:
    """One end of the intervals: model i's interval misses its rank if ``count[i]`` models are significantly above it.

    That is so with any size below the ``count[i]``-th largest of (x_j − x_i) / error_ij. Dividing by the smallest error
    of i instead gives an upper bound that takes only a sort.
    """

    def __init__(self, x: Float32Array, errors: Float32Array, count: IntArray) -> None:
        self.x, self.errors = x, errors
        self.place = x.shape[1] - count
        self.bound = np.sort(x, axis=1)[:, self.place] - x
        self.bound /= errors.min(axis=1)

    def of_worst_rows(self) -> Float32Array:
        """[resamples]: the size of the model with the largest bound, a lower bound of the board's."""
        rows = np.arange(len(self.x))
        model = self.bound.argmax(axis=1)
        apart = (self.x - self.x[rows, model][:, None]) / self.errors[model]
        apart.sort(axis=1)
        worst: Float32Array = apart[rows, self.place[model]]
        return worst

    def beyond(self, size: float) -> Float32Array:
        """[resamples]: the board's size where it is above ``size``, else zero."""
        sizes = np.zeros(len(self.x), dtype=np.float32)
        candidates = self.bound > size
        for model in np.flatnonzero(candidates.any(axis=0)):
            rows = np.flatnonzero(candidates[:, model])
            apart = (self.x[rows] - self.x[rows, [model]][:, None]) / self.errors[model]
            missed = np.count_nonzero(apart > size, axis=1) >= len(self.errors) - self.place[model]
            exact = np.partition(apart[missed], self.place[model], axis=1)[:, self.place[model]]
            rows = rows[missed]
            sizes[rows] = np.maximum(sizes[rows], exact)
        return sizes
