"""The size for ranks: as counting models in every resampled board gives it, between that for one pair and for all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.calibration import drawn_together, rank_critical
from leaderboard.domain.statistics.critical import pair_critical, single_critical
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.resampling import Resampled, resample_counts, resampled
from tests.leaderboard.domain.statistics.boards import board

LEVEL = 0.9


@given(st.integers(0, 2**32), st.integers(2, 8), st.sampled_from([0.0, 0.2]))
def test_with_it_and_not_with_less_the_resampled_intervals_hold(seed: int, models: int, missing: float) -> None:
    scores = board(seed, models, 25, missing=missing)[:, :, 0]
    means = np.nanmean(scores, axis=1)
    found = differences(scores)
    drawn = resampled(scores, resample_counts(25, 200, seed))
    critical = rank_critical(means, found, drawn, LEVEL)
    centre = drawn_together(means, found.in_standard_errors)
    assert _share_held(centre, drawn, critical * 1.0001) >= LEVEL
    if critical > single_critical(LEVEL):
        assert _share_held(centre, drawn, critical * 0.9999) <= LEVEL


def _share_held(centre: FloatArray, drawn: Resampled, critical: float) -> float:
    """In what share of the resampled boards counting who is surely above and below holds all ranks of ``centre``."""
    x = centre + drawn.deviations
    surely_above = (x[:, :, None] - x[:, None, :]) / drawn.errors > critical
    truth = np.array([np.count_nonzero(centre > mean) for mean in centre]) + 1
    best = 1 + np.count_nonzero(surely_above, axis=1)
    worst = len(centre) - np.count_nonzero(surely_above, axis=2)
    return float(((best <= truth) & (truth <= worst)).all(axis=1).mean())


def test_ranks_need_less_than_pairs() -> None:
    scores = board(10, 20, 200)[:, :, 0]
    drawn = resampled(scores, resample_counts(200, 1000, seed=10))
    for_ranks = rank_critical(scores.mean(axis=1), differences(scores), drawn, 0.95)
    assert single_critical(0.95) < for_ranks < pair_critical(drawn, 0.95)


def test_models_apart_stay_and_models_within_their_noise_fall_together() -> None:
    means = np.array([90.0, 50.2, 50.0, 10.0])
    studentised = (means[:, None] - means) / 1.0
    drawn = drawn_together(means, studentised)
    assert drawn[0] == pytest.approx(90, abs=1e-9)
    assert 0 < drawn[1] - drawn[2] < 0.01


def test_a_model_that_shares_nothing_stays() -> None:
    unknown = np.array([[0.0, np.nan], [np.nan, 0.0]])
    np.testing.assert_array_equal(drawn_together(np.array([50.0, 51.0]), unknown), [50, 51])
