"""Pairs of models: intervals against scipy, shares by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.pairwise import pairwise
from tests.leaderboard.domain.statistics.boards import board, boards, verdict_boards


def test_the_plain_interval_is_that_of_the_paired_test_and_the_simultaneous_one_is_wider() -> None:
    scores = board(14, models=5, prompts=40, missing=0.1)[:, :, 0]
    found = pairwise(scores, 1)
    both = ~np.isnan(scores[0] - scores[3])
    expected = stats.ttest_rel(scores[0, both], scores[3, both]).confidence_interval(0.95)
    assert found.plain.low[0, 3] == pytest.approx(expected.low)
    assert found.plain.high[0, 3] == pytest.approx(expected.high)
    assert found.simultaneous.low[0, 3] < expected.low
    assert found.simultaneous.high[0, 3] > expected.high
    assert found.shared[0, 3] == np.count_nonzero(both)


def test_ties_count_half_and_what_is_not_shared_not_at_all() -> None:
    scores = np.array([[100.0, 60.0, 0.0, 60.0, np.nan], [60.0, 60.0, 60.0, 0.0, 60.0]])
    found = pairwise(scores, 1)
    assert found.superiority[0, 1] == (2 + 0.5) / 4
    assert found.superiority[1, 0] == (1 + 0.5) / 4
    assert found.superiority[0, 0] == 0.5


def test_the_interval_of_a_share_is_wilsons() -> None:
    scores = np.stack([np.full(20, 60.0), np.repeat([0.0, 100.0], [13, 7])])
    found = pairwise(scores, 1)
    expected = stats.binomtest(13, 20).proportion_ci(0.95, method="wilson")
    assert found.superiority_interval.low[0, 1] == pytest.approx(expected.low)
    assert found.superiority_interval.high[0, 1] == pytest.approx(expected.high)


@given(boards | verdict_boards)
def test_it_is_the_same_from_both_sides(scores: FloatArray) -> None:
    found = pairwise(scores[:, :, 0], 1, resamples=100)
    np.testing.assert_allclose(found.difference, -found.difference.T)
    np.testing.assert_allclose(found.simultaneous.low, -found.simultaneous.high.T)
    np.testing.assert_allclose(found.superiority, 1 - found.superiority.T)
    known = found.shared > 0
    assert ((found.superiority[known] >= 0) & (found.superiority[known] <= 1)).all()


@given(boards | verdict_boards)
def test_one_prompt_tells_no_interval(scores: FloatArray) -> None:
    found = pairwise(scores[:, :1, 0], 1, resamples=100)
    assert np.isnan(found.plain.low).all()
    assert np.isnan(found.simultaneous.high).all()
    assert np.isnan(found.superiority_interval.low).all()


@given(verdict_boards)
def test_a_model_never_differs_from_its_copy(scores: FloatArray) -> None:
    found = pairwise(np.concatenate([scores[:1], scores[:1]])[:, :, 0], 1, resamples=100)
    if found.shared[0, 1] > 1:
        assert found.simultaneous.low[0, 1] == found.simultaneous.high[0, 1] == 0
        assert found.superiority[0, 1] == 0.5
