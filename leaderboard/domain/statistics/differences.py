"""Differences of models on the prompts that they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, ratio

ROUNDING = 1e-11
"""Share of the sum of squares below which a sum of squared deviations counts as a rounding error of zero."""

EQUAL = 1e-9
"""Points below which a difference of two means counts as a rounding error of zero; real differences are far larger."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Row's mean minus column's mean over the prompts that both have; all [models, models], points of 100.

    The difference is unknown (NaN) with no shared prompt, the standard error with fewer than two.
    """

    difference: FloatArray
    standard_error: FloatArray
    shared: IntArray

    @property
    def in_standard_errors(self) -> FloatArray:
        """Student's t of each pair; 0 for models that never differ, NaN for unknown."""
        studentised = ratio(self.difference, self.standard_error)
        studentised[self.standard_error == 0] = 0.0
        return studentised


def differences(scores: FloatArray) -> Differences:
    """All pairs of models of one column, by matrix products.

    Args:
        scores: [models, prompts], NaN for missing.
    """
    present = (~np.isnan(scores)).astype(np.float64)
    values = without_prompt_effects(scores)
    shared = present @ present.T
    sums = values @ present.T
    squares = values**2 @ present.T
    difference = ratio(sums - sums.T, shared)
    difference[np.abs(difference) < EQUAL] = 0.0  # otherwise a model and its copy could differ "significantly"
    squares = squares + squares.T
    deviations = squares - 2 * (values @ values.T) - shared * np.nan_to_num(difference) ** 2
    deviations[deviations <= ROUNDING * squares] = 0.0
    error = np.sqrt(ratio(deviations, shared * (shared - 1)))
    return Differences(difference, floored_error(error, difference, shared), shared.astype(np.int64))


def floored_error(error: FloatArray, difference: FloatArray, shared: FloatArray | IntArray) -> FloatArray:
    """A standard error, raised to |difference| / shared where it is smaller.

    One more prompt without a difference would give this value. A difference that is the same on each of a few prompts
    has a standard error of zero, which would claim certainty.
    """
    return np.maximum(error, ratio(np.abs(difference), shared))


def without_prompt_effects(scores: FloatArray) -> FloatArray:
    """Scores minus each prompt's mean over the models that have it; 0 for missing. No difference changes by it.

    Squares of the remainders are small, so their sums keep the differences' digits.

    Args:
        scores: [models, prompts].
    """
    present = ~np.isnan(scores)
    centred = scores - ratio(np.nansum(scores, axis=1), np.count_nonzero(present, axis=1))[:, None]
    effects = ratio(np.nansum(centred, axis=0), np.count_nonzero(present, axis=0))
    return np.where(present, scores - effects, 0.0)
