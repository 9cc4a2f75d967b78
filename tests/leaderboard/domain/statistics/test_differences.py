"""Differences on shared prompts against scipy's paired t test, pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.differences import differences
from tests.leaderboard.domain.statistics.boards import board, verdict_boards


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_students_t_is_that_of_the_paired_test(missing: float) -> None:
    scores = board(5, models=4, prompts=30, missing=missing)[:, :, 0]
    found = differences(scores)
    for one, other in np.argwhere(~np.eye(4, dtype=bool)):
        both = ~np.isnan(scores[one] - scores[other])
        test = stats.ttest_rel(scores[one, both], scores[other, both])
        assert found.in_standard_errors[one, other] == pytest.approx(test.statistic)
        assert found.shared[one, other] == np.count_nonzero(both)
        assert found.difference[one, other] == pytest.approx(np.mean(scores[one, both] - scores[other, both]))


@given(verdict_boards)
def test_what_one_prompt_cannot_tell_is_unknown(scores: FloatArray) -> None:
    found = differences(scores[:, :, 0])
    np.testing.assert_array_equal(np.isnan(found.difference), found.shared < 1)
    np.testing.assert_array_equal(np.isnan(found.standard_error), found.shared < 2)
    np.testing.assert_array_equal(np.isnan(found.in_standard_errors), found.shared < 2)
    np.testing.assert_array_equal(found.difference, -found.difference.T)


@given(verdict_boards)
def test_a_model_never_differs_from_its_copy(scores: FloatArray) -> None:
    found = differences(np.concatenate([scores, scores])[:, :, 0])
    copies = np.arange(len(scores)), np.arange(len(scores)) + len(scores)
    assert not found.difference[copies][found.shared[copies] > 0].any()
    assert not found.in_standard_errors[copies][found.shared[copies] > 1].any()


def test_the_same_difference_on_each_of_a_few_prompts_is_no_certainty() -> None:
    scores = np.array([[60.0, 100.0, 60.0, 60.0], [20.0, 60.0, 20.0, 20.0]])
    found = differences(scores)
    assert found.difference[0, 1] == 40
    assert found.standard_error[0, 1] == 40 / 4
    assert found.in_standard_errors[0, 1] == 4
