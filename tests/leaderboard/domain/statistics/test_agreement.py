"""Spearman's ρ by hand, with ties, and with an interval that is never certain."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from leaderboard.domain.statistics.agreement import spearman


def test_by_hand() -> None:
    found = spearman(np.arange(1.0, 6), np.array([2.0, 1, 4, 3, 5]))
    assert found.n == 5
    assert found.rho == pytest.approx(1 - 6 * 4 / 120)
    half_width = 1.959964 * math.sqrt((1 + 0.8**2 / 2) / 2)
    assert found.low == pytest.approx(math.tanh(math.atanh(0.8) - half_width))
    assert found.high == pytest.approx(math.tanh(math.atanh(0.8) + half_width))


def test_tied_models_get_their_average_rank() -> None:
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    assert spearman(np.array([1.0, 2, 2, 3]), np.array([10.0, 20, 30, 40])).rho == pytest.approx(4.5 / math.sqrt(22.5))


def test_a_model_with_one_score_only_is_left_out() -> None:
    found = spearman(np.array([1.0, 2, 3, np.nan, 9]), np.array([1.0, 2, 3, 4, np.nan]))
    assert found.n == 3
    assert found.rho == pytest.approx(1)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize("one", [[], [1.0], [5.0, 5.0, 5.0, 5.0]])
def test_nothing_to_compare_is_unknown_and_not_zero(one: list[float]) -> None:
    found = spearman(np.array(one), np.arange(float(len(one))))
    assert math.isnan(found.rho)
    assert math.isnan(found.low)
    assert found.n == len(one)


def test_perfect_agreement_of_few_models_is_no_certainty() -> None:
    few, many = np.arange(5.0), np.arange(30.0)
    assert spearman(few, few).high == pytest.approx(1)
    assert spearman(few, few).low < 0.5
    assert spearman(few, -few).low == pytest.approx(-1)
    assert 0.9 < spearman(many, many).low < 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=20))
def test_the_interval_holds_the_estimate(pairs: list[tuple[int, int]]) -> None:
    scores = np.array(pairs, dtype=np.float64)
    found = spearman(scores[:, 0], scores[:, 1])
    assert math.isnan(found.rho) or found.low <= found.rho <= found.high


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(-5, 5)), min_size=2, max_size=40))
def test_the_estimate_is_scipys_to_the_bit(pairs: list[tuple[int, float]]) -> None:
    """``scipy.stats`` itself is not in the image: it is most of SciPy, for this one number."""
    first, second = np.array(pairs, dtype=np.float64).T
    estimate = spearman(first, second).rho
    assert math.isnan(estimate) or estimate == float(spearmanr(first, second).statistic)
