"""Each model against the field: the other ranked models of its board, on the prompts that it shares with them.

This decides where a model leads or trails; ranks do not, because on a level with few prompts they change by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, ratio
from leaderboard.domain.statistics.paired import paired_differences


@dataclass(frozen=True, slots=True)
class AgainstField:
    """Points by which each model differs from the mean of the others; all [models, levels], NaN: unknown.

    The intervals ``low`` to ``high`` hold for all levels of a model at once with 95% confidence (Bonferroni).
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
    # A model minus the mean of the others is n / (n − 1) times the model minus the mean of all.
    factor = ratio(present.astype(np.float64), present - 1)
    apart = paired_differences((scores - ratio(np.nansum(scores, axis=0), present)) * factor)
    return AgainstField(apart.difference, *apart.interval(scores.shape[2]))


@dataclass(frozen=True, slots=True)
class FieldLevel:
    """The ranked models' scores on one level, in points of 100: None where no model has a score."""

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
