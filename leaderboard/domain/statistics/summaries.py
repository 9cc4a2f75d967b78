"""Mean, standard error and interval of each model, over prompts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, exact_mean, ratio
from leaderboard.domain.statistics.quantiles import t_isf


@dataclass(frozen=True, slots=True)
class Summary:
    """Per model and column (all [models, columns], points of 100); NaN: unknown.

    The mean is unknown without a score, the rest with fewer than two. The interval is not cut at 0 or 100.
    """

    mean: FloatArray
    n: IntArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray


def summaries(scores: FloatArray, level: float = 0.95) -> Summary:
    """Mean over the prompts that have a score, its standard error, and its interval by Student's t.

    The prompts are treated as a sample of possible prompts.

    Args:
        scores: [models, prompts, columns], NaN for missing.
        level: coverage of each interval on its own.
    """
    n = np.count_nonzero(~np.isnan(scores), axis=1)
    mean = means(scores)
    squares = np.nansum((scores - mean[:, None, :]) ** 2, axis=1)
    error = np.sqrt(ratio(squares, n * (n - 1)))
    half_width = error * t_isf((1 - level) / 2, np.maximum(n - 1, 1))
    return Summary(mean, n, error, mean - half_width, mean + half_width)


def means(scores: FloatArray) -> FloatArray:
    """[models, columns]: exact means over the prompts that have a score, NaN where none has.

    Args:
        scores: [models, prompts, columns].
    """
    models, _, columns = scores.shape
    of_each = [exact_mean(scores[model, :, column]) for model in range(models) for column in range(columns)]
    return np.array(of_each, dtype=np.float64).reshape(models, columns)
