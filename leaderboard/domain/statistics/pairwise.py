"""Every pair of models of one column: the difference, its intervals, and how often the first is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, canonical_order, ratio
from leaderboard.domain.statistics.critical import for_shared, pair_critical, single_critical
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.quantiles import normal_isf
from leaderboard.domain.statistics.resampling import resample_counts, resampled


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends of an interval for each pair; NaN: unknown."""

    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Pairs:
    """Row compared with column, on the prompts that both have; all [models, models].

    ``difference``: of the means, in points of 100. ``plain``: its interval for this pair alone.
    ``simultaneous``: intervals that hold for all pairs together. ``superiority``: the share of prompts on which the row
    scores higher, plus half of the ties. ``shared``: the number of prompts.
    """

    difference: FloatArray
    plain: Interval
    simultaneous: Interval
    superiority: FloatArray
    superiority_interval: Interval
    shared: IntArray


def pairwise(scores: FloatArray, seed: int, *, resamples: int = 2000, level: float = 0.95) -> Pairs:
    """Compare all models of one column with one another.

    Args:
        scores: [models, prompts], NaN for missing.
    """
    pairs = differences(scores)
    half_plain = pairs.standard_error * for_shared(single_critical(level), pairs.shared)
    half_simultaneous = pairs.standard_error * for_shared(_critical(scores, seed, resamples, level), pairs.shared)
    better = superiority(scores, pairs.shared)
    return Pairs(
        pairs.difference,
        Interval(pairs.difference - half_plain, pairs.difference + half_plain),
        Interval(pairs.difference - half_simultaneous, pairs.difference + half_simultaneous),
        better,
        wilson(better, pairs.shared, level),
        pairs.shared,
    )


def superiority(scores: FloatArray, shared: IntArray) -> FloatArray:
    """[models, models]: share of shared prompts on which the row is above the column, ties counting half.

    Args:
        scores: [models, prompts].
        shared: [models, models].
    """
    # A missing score is neither above nor below another one, so the rest of the shared prompts are ties.
    above = np.array([np.count_nonzero(row > scores, axis=1) for row in scores]).reshape(shared.shape)
    return ratio((above + shared - above.T) / 2, shared)


def wilson(share: FloatArray, n: IntArray, level: float) -> Interval:
    """Wilson's interval for a share (JASA 22 (1927)), unknown for n < 2.

    With ties it is a little too wide, because half ties vary less than the yes or no that it assumes.
    """
    known = np.where(n >= 2, n, np.nan)
    z_squared = normal_isf((1 - level) / 2) ** 2
    centre = (share + z_squared / (2 * known)) / (1 + z_squared / known)
    spread = np.sqrt(z_squared * (share * (1 - share) + z_squared / (4 * known)) / known) / (1 + z_squared / known)
    return Interval(np.maximum(centre - spread, 0.0), np.minimum(centre + spread, 1.0))


def _critical(scores: FloatArray, seed: int, resamples: int, level: float) -> float:
    models, prompts = canonical_order(scores[:, :, None])
    counts = resample_counts(len(prompts), resamples, seed)
    return pair_critical(resampled(scores[models][:, prompts], counts), level)
