"""The tails are those of ``scipy.stats``, to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leaderboard.domain.statistics.quantiles import normal_isf, normal_sf, t_isf

TAILS = [0.0, 5e-324, 1e-300, 1e-9, 0.0005, 0.005, 0.025, 0.05, 0.1, 0.3, 0.7, 0.999]


@pytest.mark.parametrize("tail", TAILS)
def test_values_that_are_exceeded_with_a_probability(tail: float) -> None:
    degrees = np.arange(1, 2000)
    assert normal_isf(tail) == stats.norm.isf(tail)
    np.testing.assert_array_equal(t_isf(tail, degrees), stats.t.isf(tail, degrees), strict=True)


@pytest.mark.parametrize("value", [-3.0, 0.0, 1.0, 1.959963984540054, 8.3, 37.9, 38.6, 40.0, math.inf])
def test_probabilities_of_larger_values(value: float) -> None:
    assert normal_sf(value) == stats.norm.sf(value)


def test_unknown_stays_unknown() -> None:
    assert math.isnan(normal_sf(math.nan))
    assert np.isnan(t_isf(math.nan, np.array([1, 30]))).all()
