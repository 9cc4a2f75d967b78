"""Means with their standard errors: by hand, against scipy, and unknown where one score cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.summaries import summaries
from tests.leaderboard.domain.statistics.boards import board, boards


def test_by_hand() -> None:
    found = summaries(np.array([[[0.0], [60.0], [np.nan], [60.0]]]))
    assert (found.mean[0, 0], found.n[0, 0]) == (40.0, 3)
    assert found.standard_error[0, 0] == pytest.approx(20.0)  # squares 1600 + 400 + 400, over 3 × 2
    assert found.high[0, 0] - 40 == pytest.approx(4.302653 * 20)  # t with 2 degrees of freedom
    assert 40 - found.low[0, 0] == pytest.approx(4.302653 * 20)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_is_students(level: float) -> None:
    scores = board(1, models=3, prompts=20)
    found = summaries(scores, level)
    for model in range(3):
        expected = stats.ttest_1samp(scores[model, :, 0], 0).confidence_interval(level)
        assert found.low[model, 0] == pytest.approx(expected.low)
        assert found.high[model, 0] == pytest.approx(expected.high)


@pytest.mark.parametrize("prompts", [[], [70.0], [70.0, np.nan]])
def test_fewer_than_two_scores_leave_the_error_unknown(prompts: list[float]) -> None:
    found = summaries(np.array(prompts).reshape(1, -1, 1))
    assert found.n[0, 0] == min(len(prompts), 1)
    assert np.isnan([found.standard_error[0, 0], found.low[0, 0], found.high[0, 0]]).all()
    assert np.isnan(found.mean[0, 0]) == (not prompts)


@given(boards, boards)
def test_adding_a_model_changes_nobody_elses_numbers(scores: FloatArray, others: FloatArray) -> None:
    more = np.full((1, *scores.shape[1:]), 50.0)
    more[..., 0] = np.resize(others[0, :, 0], scores.shape[1])
    alone, together = summaries(scores), summaries(np.concatenate([scores, more]))
    np.testing.assert_array_equal(together.mean[:-1], alone.mean)
    np.testing.assert_array_equal(together.low[:-1], alone.low)


@given(boards)
def test_the_order_of_prompts_does_not_matter(scores: FloatArray) -> None:
    np.testing.assert_array_equal(summaries(scores[:, ::-1]).mean, summaries(scores).mean)
    np.testing.assert_allclose(summaries(scores[:, ::-1]).standard_error, summaries(scores).standard_error)
