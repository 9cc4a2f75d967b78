"""The joint bootstrap: seeded, one resampling for all models, with the variances that the formulas give."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.resampling import resample_counts, resampled
from tests.leaderboard.domain.statistics.boards import board


def test_as_many_prompts_are_drawn_as_there_are() -> None:
    counts = resample_counts(7, 50, seed=1)
    assert counts.shape == (50, 7)
    assert (counts.sum(axis=1) == 7).all()
    assert resample_counts(0, 5, seed=1).shape == (5, 0)


def test_a_seed_is_a_result() -> None:
    # As PCG64 draws integers: the same on every machine.
    np.testing.assert_array_equal(resample_counts(4, 2, seed=1), [[0, 1, 1, 2], [2, 0, 0, 2]])


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_deviations_vary_as_the_errors_say(missing: float) -> None:
    scores = board(6, models=4, prompts=60, missing=missing)[:, :, 0]
    found = resampled(scores, resample_counts(60, 20_000, seed=2))
    apart = found.deviations[:, :, None] - found.deviations[:, None, :]
    off = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(apart.std(axis=0)[off], found.errors[off], rtol=0.03)
    # Missing scores widen a difference; that is the part of ``differences``, here they are only guessed.
    np.testing.assert_allclose(found.errors[off], differences(scores).standard_error[off], rtol=1e-5 + missing)


def test_models_that_never_differ_or_share_no_prompts_count_in_no_maximum() -> None:
    scores = np.array([[60.0, 0.0, 100.0, 60.0], [60.0, 0.0, 100.0, 60.0], [np.nan, np.nan, np.nan, 0.0]])
    found = resampled(scores, resample_counts(4, 10, seed=3))
    assert np.isinf(found.errors).all()
    assert np.isfinite(found.deviations).all()
