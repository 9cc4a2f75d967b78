"""The sizes for all pairs, against the distribution that is known for independent models."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leaderboard.domain.statistics.critical import for_shared, pair_critical, single_critical
from leaderboard.domain.statistics.resampling import resample_counts, resampled


def test_independent_models_need_the_studentised_range() -> None:
    scores = np.random.default_rng(7).normal(50, 10, (10, 2000))
    critical = pair_critical(resampled(scores, resample_counts(2000, 4000, seed=7)), 0.95)
    assert critical == pytest.approx(stats.studentized_range.ppf(0.95, 10, 10_000) / math.sqrt(2), rel=0.03)


def test_two_models_need_what_one_comparison_does() -> None:
    scores = np.random.default_rng(8).normal(50, 10, (2, 500))
    critical = pair_critical(resampled(scores, resample_counts(500, 4000, seed=8)), 0.95)
    assert critical == pytest.approx(single_critical(0.95), rel=0.05)


def test_nothing_to_compare_asks_for_what_one_comparison_does() -> None:
    board = resampled(np.full((1, 3), 60.0), resample_counts(3, 10, seed=9))
    assert pair_critical(board, 0.95) == single_critical(0.95) == pytest.approx(1.959964)


def test_few_prompts_ask_for_more() -> None:
    sizes = for_shared(1.959964, np.array([[0, 1], [2, 10**4]]))
    assert np.isnan(sizes[0]).all()
    np.testing.assert_allclose(sizes[1], [12.7062, 1.9602], rtol=1e-4)
