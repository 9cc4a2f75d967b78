"""Ranks and their intervals: what they must never do, and that they hold where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.ranks import RankIntervals, rank_intervals, ranks
from leaderboard.domain.statistics.summaries import means
from tests.leaderboard.domain.statistics.boards import board, boards, verdict_boards

any_board = boards | verdict_boards


def intervals(scores: FloatArray, **options: float) -> RankIntervals:
    return rank_intervals(scores, 1, resamples=200, **options)


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert ranks(np.array([50.0, 80.0, 80.0, 50.0, 1.0])).tolist() == [3, 1, 1, 3, 5]


def test_the_same_verdicts_on_other_prompts_tie() -> None:
    scores = np.array([[53.1, 46.7, 99.9], [99.9, 53.1, 46.7], [46.7, 99.9, 53.1]])[:, :, None]
    assert intervals(scores).rank.tolist() == [[1], [1], [1]]


def test_models_far_apart_are_settled_and_close_ones_are_not() -> None:
    scores = board(11, models=3, prompts=100)
    scores[0] += 60
    scores[2] = scores[1] + np.random.default_rng(1).normal(0, 5, (100, 1))
    found = intervals(scores)
    assert (found.best[0, 0], found.worst[0, 0]) == (1, 1)
    assert found.best[1:, 0].tolist() == [2, 2]
    assert found.worst[1:, 0].tolist() == [3, 3]


def test_always_against_never_is_settled_by_a_dozen_prompts_and_not_by_three() -> None:
    scores = np.repeat([[[100.0]], [[0.0]]], 12, axis=1)
    assert intervals(scores).worst.tolist() == [[1], [2]]
    assert intervals(scores[:, :3]).worst.tolist() == [[2], [2]]


@given(any_board)
def test_the_interval_holds_the_rank_among_the_ranked(scores: FloatArray) -> None:
    found = intervals(scores)
    ranked = ~np.isnan(means(scores))
    assert (found.rank[~ranked] == 0).all()
    assert (found.worst[~ranked] == 0).all()
    assert (found.best <= found.rank).all()
    assert (found.rank <= found.worst).all()
    assert (found.best[ranked] >= 1).all()
    assert (found.worst <= ranked.sum(axis=0)).all()


@given(boards, st.integers(0, 2**32))
def test_the_order_of_models_and_prompts_does_not_matter(scores: FloatArray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    models, prompts = rng.permutation(len(scores)), rng.permutation(scores.shape[1])
    found, shuffled = intervals(scores), intervals(scores[models][:, prompts])
    np.testing.assert_array_equal(shuffled.rank, found.rank[models])
    np.testing.assert_array_equal(shuffled.best, found.best[models])
    np.testing.assert_array_equal(shuffled.worst, found.worst[models])
    np.testing.assert_array_equal(shuffled.critical, found.critical)


@given(boards)
def test_a_model_without_scores_changes_nothing_for_the_others(scores: FloatArray) -> None:
    more = intervals(np.concatenate([np.full_like(scores[:1], np.nan), scores]))
    found = intervals(scores)
    assert not more.rank[0].any()
    np.testing.assert_array_equal(more.rank[1:], found.rank)
    np.testing.assert_array_equal(more.best[1:], found.best)
    np.testing.assert_array_equal(more.worst[1:], found.worst)


@given(any_board)
def test_ranks_follow_the_means(scores: FloatArray) -> None:
    of_models, found = means(scores), intervals(scores)
    for column in range(scores.shape[2]):
        ranked = np.flatnonzero(~np.isnan(of_models[:, column]))
        assert found.rank[ranked, column].tolist() == [
            1 + np.count_nonzero(of_models[ranked, column] > of_models[model, column]) for model in ranked
        ]


@given(any_board)
def test_a_model_and_its_copy_share_the_rank_and_are_never_told_apart(scores: FloatArray) -> None:
    found = intervals(np.concatenate([scores, scores[:1]]))
    assert (found.rank[-1] == found.rank[0]).all()
    there = found.rank[0] > 0
    assert (found.worst[0] - found.best[0] >= there).all()
    assert (found.worst[-1] - found.best[-1] >= there).all()


@pytest.mark.parametrize("seed", range(20))
def test_the_rounding_of_sums_tells_no_copy_apart(seed: int) -> None:
    """Sums of the same numbers can differ in the last digit, by where their row lies in a matrix."""
    scores = np.random.default_rng(seed).uniform(0, 100, (37, 240, 1))
    found = intervals(np.concatenate([scores, scores]))
    np.testing.assert_array_equal(found.best[:37], found.best[37:])
    np.testing.assert_array_equal(found.worst[:37], found.worst[37:])
    assert (found.worst > found.best).all()


@given(verdict_boards)
def test_one_prompt_settles_nothing(scores: FloatArray) -> None:
    found = intervals(scores[:, :1])
    ranked = found.rank > 0
    assert (found.best[ranked] == 1).all()
    assert (found.worst[ranked] == ranked.sum()).all()


def test_below_the_noise_floor_nothing_is_settled() -> None:
    scores = board(12, models=4, prompts=100, columns=2)
    scores[0] += 40
    floors = np.array([0.0, 1000.0])
    found = rank_intervals(scores, 1, resamples=200, noise_floor=floors)
    assert found.worst[0].tolist() == [1, 4]
    assert found.best[:, 1].tolist() == [1, 1, 1, 1]


def test_a_seed_is_a_result_and_another_seed_nearly_the_same() -> None:
    scores = board(13, models=12, prompts=80, columns=2, missing=0.02)
    first, again = rank_intervals(scores, 5), rank_intervals(scores, 5)
    np.testing.assert_array_equal(first.critical, again.critical)
    np.testing.assert_array_equal(first.best, again.best)
    np.testing.assert_allclose(rank_intervals(scores, 6).critical, first.critical, rtol=0.05)


@pytest.mark.parametrize("shape", [(0, 5, 1), (1, 5, 1), (3, 0, 2), (3, 5, 0)])
def test_a_board_with_nothing_to_compare(shape: tuple[int, int, int]) -> None:
    found = intervals(np.full(shape, 60.0))
    assert found.rank.shape == (shape[0], shape[2])
    assert (found.rank == (1 if shape[1] else 0)).all()


def test_two_models_that_no_prompt_joins_are_not_told_apart() -> None:
    scores = np.full((2, 40, 1), np.nan)
    scores[0, :20] = 100
    scores[1, 20:] = 0
    assert intervals(scores).worst.tolist() == [[2], [2]]


def test_true_ranks_are_held_in_about_as_many_boards_as_promised() -> None:
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        truth = rng.normal(55, 3, 10)
        scores = truth[:, None] + rng.normal(0, 12, 60) + rng.normal(0, 8, (10, 60))
        found = rank_intervals(scores[:, :, None], seed, resamples=300)
        true = ranks(truth)
        held += bool(((found.best[:, 0] <= true) & (true <= found.worst[:, 0])).all())
    assert 88 <= held <= 100
