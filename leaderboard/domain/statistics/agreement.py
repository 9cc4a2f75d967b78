"""How well two rankings of the same models agree, as of the judge and of human experts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.quantiles import normal_isf


@dataclass(frozen=True, slots=True)
class Agreement:
    """Spearman's ρ, its interval, and over how many models; NaN: unknown."""

    rho: float
    low: float
    high: float
    n: int


def spearman(one: FloatArray, other: FloatArray, level: float = 0.95) -> Agreement:
    """Rank correlation over the models that have both scores; tied models get their average rank.

    The interval is Fisher's z with the standard error of Bonett and Wright (Psychometrika 65 (2000)). It takes the
    models for a sample of models. For fewer than four it is unknown; ρ itself is for fewer than two, or if all tie.

    Args:
        one: [models], NaN for missing.
        other: [models].
    """
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    n = one.size
    if n < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return Agreement(math.nan, math.nan, math.nan, n)
    # Imported here because it takes most of a second, and few processes ever need it.
    from scipy.stats import spearmanr

    rho = float(spearmanr(one, other).statistic)
    return Agreement(rho, *_interval(rho, n, level), n)


def _interval(rho: float, n: int, level: float) -> tuple[float, float]:
    if n < 4:
        return math.nan, math.nan
    # A perfect ρ would leave no doubt at all; the nearest other value, two neighbours swapped, stands in for it.
    nearest = 1 - 12 / (n**3 - n)
    z = math.atanh(max(-nearest, min(nearest, rho)))
    half_width = normal_isf((1 - level) / 2) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return min(rho, math.tanh(z - half_width)), max(rho, math.tanh(z + half_width))
