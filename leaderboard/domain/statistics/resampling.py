"""The joint bootstrap over prompts: a resampled board keeps each prompt's scores of all models together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import Float32Array, FloatArray, ratio
from leaderboard.domain.statistics.differences import ROUNDING, without_prompt_effects


@dataclass(frozen=True, slots=True)
class Resampled:
    """By how much resampling the prompts moves the models' means of one column (points of 100).

    ``deviations`` [resamples, models]: from the models' own means. ``errors`` [models, models]: the standard deviation
    of the difference of two of them; infinite where two models never differ or share fewer than two prompts, so that
    these count in no maximum.
    """

    deviations: Float32Array
    errors: Float32Array


def resample_counts(prompts: int, resamples: int, seed: int) -> Float32Array:
    """How often each prompt is drawn: [resamples, prompts], each row summing to ``prompts``.

    Drawn as integers by PCG64, so the same on every machine with the same version of numpy.
    """
    if not prompts:
        return np.zeros((resamples, 0), dtype=np.float32)
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(0, prompts, (resamples, prompts), dtype=np.int32)
    drawn += np.arange(resamples, dtype=np.int32)[:, None] * prompts
    counts = np.bincount(drawn.ravel(), minlength=resamples * prompts)
    return counts.reshape(resamples, prompts).astype(np.float32)


def resampled(scores: FloatArray, counts: Float32Array) -> Resampled:
    """Resample one column, to first order: scores minus model and prompt effects, summed over the drawn prompts.

    A missing score is replaced by the sum of the two effects. This affects only how the models' deviations are
    correlated; differences and their standard errors come from shared prompts alone.

    Args:
        scores: [models, prompts], NaN for missing.
        counts: [resamples, prompts].
    """
    present = ~np.isnan(scores)
    n = np.count_nonzero(present, axis=1)
    values = without_prompt_effects(scores)
    residuals = np.where(present, values - ratio(values.sum(axis=1), n)[:, None], 0.0)
    # Resampling n prompts understates a variance by (n − 1) / n.
    influence = np.nan_to_num(residuals * np.sqrt(ratio(np.ones(n.shape), n * (n - 1)))[:, None])
    deviations = counts @ influence.T.astype(np.float32)
    shared = present.astype(np.float32) @ present.T.astype(np.float32)
    return Resampled(deviations, _errors(influence, shared))


def _errors(influence: FloatArray, shared: Float32Array) -> Float32Array:
    covariance = influence @ influence.T
    own = np.diag(covariance)
    both = own[:, None] + own
    variance = both - 2 * covariance
    comparable = (variance > ROUNDING * both) & (shared >= 2)
    errors = np.full(variance.shape, np.inf)
    np.sqrt(variance, out=errors, where=comparable)
    return errors.astype(np.float32)
