"""How well two rankings of the same models agree, such as those of the judge and of human experts."""

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


def spearman(first: FloatArray, second: FloatArray, level: float = 0.95) -> Agreement:
    """Rank correlation over the models that have both scores; tied models get their average rank.

    The interval is Fisher's z with the standard error of Bonett and Wright (Psychometrika 65 (2000)). It treats the
    models as a sample of models. It is unknown for fewer than four models; ρ is unknown for fewer than two, or if all
    tie.

    Args:
        first, second: [models], NaN for missing.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    first, second = first[both], second[both]
    n = first.size
    if n < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return Agreement(math.nan, math.nan, math.nan, n)
    rho = float(np.corrcoef(_average_ranks(first), _average_ranks(second))[1, 0])
    return Agreement(rho, *_interval(rho, n, level), n)


def _average_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1; equal values share their average rank."""
    ordered = np.sort(values)
    ranks: FloatArray = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2
    return ranks


def _interval(rho: float, n: int, level: float) -> tuple[float, float]:
    if n < 4:
        return math.nan, math.nan
    # A perfect ρ would give an interval of width zero; the next value, with two neighbours swapped, is used instead.
    nearest = 1 - 12 / (n**3 - n)
    z = math.atanh(max(-nearest, min(nearest, rho)))
    half_width = normal_isf((1 - level) / 2) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return min(rho, math.tanh(z - half_width)), max(rho, math.tanh(z + half_width))
