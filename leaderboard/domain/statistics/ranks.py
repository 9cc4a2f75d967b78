"""Ranks of a board and how far they are settled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import BoolArray, Float32Array, FloatArray, IntArray, canonical_order
from leaderboard.domain.statistics.calibration import rank_critical
from leaderboard.domain.statistics.critical import for_shared
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.resampling import resample_counts, resampled
from leaderboard.domain.statistics.summaries import means


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Per model and column (all [models, columns]): rank, best and worst; 0: not ranked for want of a score.

    Ties share a rank (1, 1, 3). ``critical`` [columns]: from how many standard errors on a difference counted, before
    the small correction for few shared prompts.
    """

    rank: IntArray
    best: IntArray
    worst: IntArray
    critical: FloatArray


def rank_intervals(
    scores: FloatArray,
    seed: int,
    *,
    resamples: int = 2000,
    level: float = 0.95,
    noise_floor: float | FloatArray = 0.0,
) -> RankIntervals:
    """Ranks by mean with intervals that hold all true ranks of a column at once in ``level`` of boards.

    A model's best rank is one more than the number of models surely above it, its worst the number of ranked models
    less those surely below; how sure, see ``calibration.rank_critical``. The interval always holds the observed rank.
    Where many models are exactly equal in truth, an order of these that differs by a hair is held less often (in about
    nine of ten simulated boards). That two given models differ is a stronger statement, which ``pairwise`` makes.

    The same scores and seed give the same result, in whatever order the models and prompts are given, on machines with
    the same versions of numpy and of its matrix library; other ones may round the last bit of a sum differently, which
    matters only where a difference is within about 1e-5 of its critical size.

    Args:
        scores: [models, prompts, columns], NaN for missing.
        noise_floor: points, one or [columns]; a smaller difference never counts. The judge's own noise, as measured
            by ``leaderboard.domain.scoring.repeatability``.
    """
    models, prompts = canonical_order(scores)
    ordered = scores[models][:, prompts]
    of_models = means(ordered)
    counts = resample_counts(len(prompts), resamples, seed)
    floors = np.broadcast_to(noise_floor, scores.shape[2])
    ends = np.zeros((3, *of_models.shape), dtype=np.int64)
    critical = np.zeros(len(floors))
    for column, floor in enumerate(floors):
        ranked = ~np.isnan(of_models[:, column])
        found, critical[column] = _column(ordered[ranked, :, column], of_models[ranked, column], counts, level, floor)
        ends[:, models[ranked], column] = found
    return RankIntervals(ends[0], ends[1], ends[2], critical)


def ranks(of_models: FloatArray) -> IntArray:
    """[models]: one more than the number of models with a larger mean; NaN is not allowed."""
    return np.searchsorted(np.sort(-of_models), -of_models, side="left") + 1


def _column(
    scores: FloatArray, of_models: FloatArray, counts: Float32Array, level: float, floor: float
) -> tuple[IntArray, float]:
    """[rank, best and worst, models] of the ranked models of one column, and the critical size."""
    rank = ranks(of_models)
    if len(rank) < 2:
        return np.array([rank, rank, rank]), np.nan
    found = differences(scores)
    critical = rank_critical(of_models, found, resampled(scores, counts), level)
    t = found.in_standard_errors
    surely_above: BoolArray = (t > for_shared(critical, found.shared)) & (np.abs(found.difference) >= floor)
    best = 1 + np.count_nonzero(surely_above, axis=0)
    worst = len(rank) - np.count_nonzero(surely_above, axis=1)
    # With missing scores a mean may order two models otherwise than the prompts that they share.
    return np.array([rank, np.minimum(best, rank), np.maximum(worst, rank)]), critical
