"""Ranks of a board and their intervals."""

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
    """Rank, best and worst rank of each model in each column ([models, columns]); 0 without a score.

    Ties share a rank (1, 1, 3). ``critical`` [columns]: how many standard errors a difference had to have, before the
    small correction for few shared prompts.
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
    """Ranks by mean, with intervals that contain all true ranks of a column at once in ``level`` of boards.

    A model's best rank is one more than the number of models significantly above it, its worst the number of ranked
    models minus those significantly below it (``calibration.rank_critical``). The interval always contains the observed
    rank. If many models are exactly equal in truth, all true ranks are covered less often (in about nine of ten
    simulated boards). That two given models differ is a stronger statement, which ``pairwise`` makes.

    The same scores and seed give the same result, in whatever order the models and prompts are given, on machines with
    the same versions of numpy and of its matrix library. Other versions may round the last bit of a sum differently,
    which matters only if a difference is within about 1e-5 of its critical size.

    Args:
        scores: [models, prompts, columns], NaN for missing.
        noise_floor: points, for all columns or [columns]; a smaller difference never counts. It is the judge's own
            noise, as ``leaderboard.domain.scoring.repeatability`` measures it.
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
        intervals, critical[column] = _column(
            ordered[ranked, :, column], of_models[ranked, column], counts, level, floor
        )
        ends[:, models[ranked], column] = intervals
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
    pairs = differences(scores)
    critical = rank_critical(of_models, pairs, resampled(scores, counts), level)
    t = pairs.in_standard_errors
    is_above: BoolArray = (t > for_shared(critical, pairs.shared)) & (np.abs(pairs.difference) >= floor)
    best = 1 + np.count_nonzero(is_above, axis=0)
    worst = len(rank) - np.count_nonzero(is_above, axis=1)
    # With missing scores, means can order two models differently from the prompts that they share.
    return np.array([rank, np.minimum(best, rank), np.maximum(worst, rank)]), critical
