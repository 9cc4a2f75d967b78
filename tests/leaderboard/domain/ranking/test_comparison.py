"""Comparing models at many levels at once: the same numbers as one pair at one level, and honest about how many."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from leaderboard.domain.ranking.comparison import compare_levels, compare_pair, differ_most
from leaderboard.domain.statistics.arrays import FloatArray


def scores(models: int, prompts: int, levels: int, *, missing: float = 0.3, seed: int = 1) -> FloatArray:
    """[models, prompts, levels]."""
    generator = np.random.default_rng(seed)
    found = generator.uniform(0, 100, (models, prompts, levels))
    found[generator.random(found.shape) < missing] = np.nan
    return found


def test_one_pair_at_one_level_is_what_compare_says() -> None:
    given = scores(2, 40, 6)
    for level in range(6):
        found = compare_levels(given[0][:, [level]], given[1:, :, [level]])
        single = compare_pair(given[0, :, level], given[1, :, level])
        assert found.statements == 1
        assert found.shared[0, 0] == single.shared
        assert (found.difference[0, 0], found.low[0, 0], found.high[0, 0]) == pytest.approx(
            (single.difference, single.low, single.high)
        )


def test_many_levels_and_models_are_each_pair_by_itself_with_wider_intervals() -> None:
    given = scores(4, 60, 7)
    found = compare_levels(given[0], given[1:])
    assert found.statements == 3 * 7
    for other in range(3):
        for level in range(7):
            pairs = [(a, b) for a, b in given[[0, other + 1], :, level].T.tolist() if a == a and b == b]
            apart = [a - b for a, b in pairs]
            mean = math.fsum(apart) / len(apart)
            error = math.sqrt(math.fsum((one - mean) ** 2 for one in apart) / (len(apart) * (len(apart) - 1)))
            half = stats.t.isf(0.05 / 21 / 2, len(apart) - 1) * error
            assert found.shared[other, level] == len(apart)
            assert found.difference[other, level] == pytest.approx(mean)
            assert found.low[other, level] == pytest.approx(mean - half)
            assert found.high[other, level] == pytest.approx(mean + half)


def test_what_shares_no_or_one_prompt_is_unknown_and_no_statement() -> None:
    first = np.array([[1.0, 1.0, 1.0], [2.0, np.nan, 5.0], [3.0, np.nan, 9.0]])
    others = np.array([[[np.nan, 4.0, 0.0], [np.nan, 1.0, 2.0], [np.nan, 1.0, 1.0]]])
    found = compare_levels(first, others)
    assert found.shared.tolist() == [[0, 1, 3]]
    assert found.statements == 1
    assert np.isnan(found.difference[0, 0])
    assert found.difference[0, 1] == -3
    assert np.isnan(found.low[0, :2]).all()
    assert found.low[0, 2] < found.difference[0, 2] == 4 < found.high[0, 2]


def test_the_same_difference_on_few_prompts_is_no_certainty_and_no_difference_is_none() -> None:
    first = np.full((3, 2), 60.0)
    others = np.stack([np.tile([0.0, 60.0], (3, 1))])
    found = compare_levels(first, others)
    assert found.low[0, 0] < 0 < found.difference[0, 0] == 60
    assert (found.low[0, 1], found.difference[0, 1], found.high[0, 1]) == (0, 0, 0)


def test_intervals_hold_all_true_differences_at_once_in_about_95_of_100_comparisons() -> None:
    generator = np.random.default_rng(5)
    true = generator.uniform(-5, 5, (3, 10))
    held = 0
    for _ in range(400):
        first = generator.normal(60, 15, (50, 10))
        found = compare_levels(first, first - true[:, None, :] - generator.normal(0, 20, (3, 50, 10)))
        held += bool(((found.low <= true) & (true <= found.high)).all())
    assert 0.93 <= held / 400 <= 0.99


def test_prompts_on_which_models_differ_most_come_first_and_unknown_ones_last() -> None:
    nan = np.nan
    given = np.array([[10, 50, nan, 90, 20], [20, 50, 30, nan, 60], [40, 50, nan, nan, 30]], dtype=np.float64)
    assert differ_most(given) == [4, 0, 1, 2, 3]
    assert differ_most(np.full((2, 3), nan)) == [0, 1, 2]
