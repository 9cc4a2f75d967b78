"""Judge and people side by side: ranks with ties, ρ per column over the models that have both, and the columns."""

from __future__ import annotations

import math

import pytest

from leaderboard.domain.agreement.agreement import (
    COLUMNS,
    HUMAN,
    JUDGE,
    RankPair,
    Rated,
    agreements,
    human_columns,
    rank_pairs,
    side_ranks,
)
from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from tests.leaderboard.domain import shipped


def rated(name: str, judge: float | None, human: float | None, column: str = "overall") -> Rated:
    return Rated(name, {} if judge is None else {column: judge}, {} if human is None else {column: human})


MODELS = [rated("a", 90, 5), rated("b", 80, 4), rated("c", 80, 4), rated("d", 70, 3), rated("e", 95, None)]


def test_the_columns_are_the_rubrics_dimensions_with_the_overall_first() -> None:
    assert list(COLUMNS.values()) == [OVERALL_COLUMN, *shipped.rubric().dimensions]


def test_ties_share_a_rank_and_who_has_no_score_has_none() -> None:
    assert side_ranks(MODELS, JUDGE, "overall") == {"e": 1, "a": 2, "b": 3, "c": 3, "d": 5}
    assert side_ranks(MODELS, HUMAN, "overall") == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert side_ranks(MODELS, HUMAN, "quality") == {}


def test_pairs_are_ranked_among_the_models_with_both_scores() -> None:
    assert rank_pairs(MODELS, "overall") == [
        RankPair("a", 1, 1),
        RankPair("b", 2, 2),
        RankPair("c", 2, 2),
        RankPair("d", 4, 4),
    ]


def test_rho_is_over_the_models_with_both_scores() -> None:
    (found,) = agreements(MODELS).values()
    assert found.rho == pytest.approx(1.0)
    assert found.n == 4
    assert found.low < 1.0 == pytest.approx(found.high)


def test_only_columns_that_people_scored_are_compared() -> None:
    models = [Rated("a", {"overall": 1, "quality": 2, "alignment": 1}, {"alignment": 3, "quality": 1})]
    assert human_columns(models) == ["quality", "alignment"]
    assert list(agreements(models)) == ["quality", "alignment"]


def test_a_column_that_the_judge_lacks_has_no_rho() -> None:
    found = agreements([rated("a", None, 1), rated("b", None, 2)])["overall"]
    assert (math.isnan(found.rho), found.n) == (True, 0)


def test_nothing_is_nothing() -> None:
    assert (agreements([]), rank_pairs([], "overall"), human_columns([])) == ({}, [], [])
