"""Judge and people side by side: both scores of the same models, their ranks, and how well the two orders agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from leaderboard.domain.ranking import OVERALL
from leaderboard.domain.statistics.agreement import Agreement, spearman
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.ranks import ranks

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "overall": OVERALL,
        "quality": "Quality",
        "aesthetics": "Aesthetics",
        "alignment": "Alignment",
        "real-world-fidelity": "Real-world Fidelity",
        "creative-generation": "Creative Generation",
    }
)
"""The score columns, overall first: their names in files, and the dimension that each is (OVERALL for overall)."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One model with the judge's and people's scores by column of COLUMNS; what is missing is absent.

    The two may be on different scales; higher is better in both.
    """

    name: str
    judge: Mapping[str, float]
    human: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankPair:
    """One model's ranks by the judge and by people among those that have both scores; ties share a rank (1, 1, 3)."""

    name: str
    judge: int
    human: int


def human_columns(models: Iterable[Rated]) -> list[str]:
    """The columns in which people scored any model, in the order of COLUMNS."""
    scored = {column for model in models for column in model.human}
    return [column for column in COLUMNS if column in scored]


def agreements(models: Sequence[Rated]) -> dict[str, Agreement]:
    """Spearman's ρ of judge and people in every column in which people scored, over the models with both scores."""
    return {
        column: spearman(
            _scores((model.judge for model in models), column), _scores((model.human for model in models), column)
        )
        for column in human_columns(models)
    }


def rank_pairs(models: Iterable[Rated], column: str) -> list[RankPair]:
    """The ranks of the models that have both scores of a column, best by people first."""
    both = [model for model in models if column in model.judge and column in model.human]
    judge = ranks(_scores((model.judge for model in both), column))
    human = ranks(_scores((model.human for model in both), column))
    pairs = [
        RankPair(model.name, int(by_judge), int(by_people))
        for model, by_judge, by_people in zip(both, judge, human, strict=True)
    ]
    return sorted(pairs, key=lambda pair: (pair.human, pair.judge, pair.name))


def shared_ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Ranks by name, 1 for the highest score; ties share a rank (1, 1, 3)."""
    found = ranks(np.array(list(scores.values()), dtype=np.float64))
    return {name: int(rank) for name, rank in zip(scores, found, strict=True)}


def _scores(models: Iterable[Mapping[str, float]], column: str) -> FloatArray:
    """[models], NaN for missing."""
    return np.array([scores.get(column, np.nan) for scores in models], dtype=np.float64)
