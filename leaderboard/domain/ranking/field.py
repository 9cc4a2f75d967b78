"""Each model against the field: the other ranked models of its board, on the prompts that it shares with them.

Where a model leads or trails is told from this, not from ranks: on a level with few prompts ranks move by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, ratio
from leaderboard.domain.statistics.critical import for_shared, single_critical


@dataclass(frozen=True, slots=True)
class AgainstField:
    """Points by which models differ from the mean of the others; all [models, levels], NaN: unknown.

    ``low`` to ``high`` holds the true difference of *all* levels of a model at once with 95 % confidence (Bonferroni).
    """

    difference: FloatArray
    low: FloatArray
    high: FloatArray


def against_field(scores: FloatArray) -> AgainstField:
    """Compare every model with the mean of all others, prompt by prompt.

    Args:
        scores: [models, prompts, levels] of the ranked models, NaN for missing.
    """
    present = np.count_nonzero(~np.isnan(scores), axis=0)
    # A model less the mean of the others is n / (n − 1) times itself less the mean of all.
    factor = ratio(present.astype(np.float64), present - 1)
    apart = (scores - ratio(np.nansum(scores, axis=0), present)) * factor
    shared = np.count_nonzero(~np.isnan(apart), axis=1)
    difference = ratio(np.nansum(apart, axis=1), shared)
    squares = np.nansum((apart - difference[:, None, :]) ** 2, axis=1)
    error = np.sqrt(ratio(squares, shared * (shared - 1)))
    # The same on each of a few prompts is no certainty (leaderboard/domain/statistics/differences.py).
    error = np.maximum(error, ratio(np.abs(difference), shared))
    half_width = error * for_shared(single_critical(1 - 0.05 / scores.shape[2]), shared)
    return AgainstField(difference, difference - half_width, difference + half_width)


@dataclass(frozen=True, slots=True)
class FieldLevel:
    """What the ranked models of a board reach on one level: points of 100, None where no model has a score."""

    median: float | None
    best: float | None
    models: int


def field_levels(means: FloatArray) -> list[FieldLevel]:
    """The field's median and best mean per level.

    Args:
        means: [models, levels] of the ranked models, NaN for missing.
    """
    return [_field_level(column[~np.isnan(column)]) for column in means.T]


def _field_level(means: FloatArray) -> FieldLevel:
    if not means.size:
        return FieldLevel(None, None, 0)
    return FieldLevel(float(np.median(means)), float(means.max()), int(means.size))
