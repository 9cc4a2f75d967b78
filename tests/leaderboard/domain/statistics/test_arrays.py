"""Unknown stays unknown, sums are exact, and the order in which a board is given can be undone."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.statistics.arrays import FloatArray, canonical_order, exact_mean, ratio
from tests.leaderboard.domain.statistics.boards import boards


def test_a_quotient_by_nothing_is_unknown() -> None:
    np.testing.assert_array_equal(ratio(np.array([1.0, 1.0, 0.0]), np.array([2, 0, 0])), [0.5, np.nan, np.nan])


def test_a_mean_skips_what_is_missing_and_is_unknown_without_anything() -> None:
    assert exact_mean(np.array([60.0, np.nan, 100.0])) == 80.0
    assert math.isnan(exact_mean(np.array([np.nan])))
    assert math.isnan(exact_mean(np.array([])))


@given(st.permutations([0.1, 1e16, 0.2, -1e16, 0.3, 60.0]))
def test_a_mean_is_the_same_in_every_order(values: list[float]) -> None:
    assert exact_mean(np.array(values)) == math.fsum(values) / 6


@given(boards, st.integers(0, 2**32))
def test_a_shuffled_board_is_put_into_the_same_order(scores: FloatArray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = scores[rng.permutation(len(scores))][:, rng.permutation(scores.shape[1])]
    np.testing.assert_array_equal(_ordered(shuffled), _ordered(scores))


def test_an_empty_board_has_an_order() -> None:
    models, prompts = canonical_order(np.empty((3, 0, 1)))
    assert (models.size, prompts.size) == (3, 0)


def _ordered(scores: FloatArray) -> FloatArray:
    models, prompts = canonical_order(scores)
    return scores[models][:, prompts]
