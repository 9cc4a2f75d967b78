"""Judge and people side by side: scores of the same models, their ranks, and how well the two orders agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.statistics.agreement import Agreement, spearman
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.ranks import ranks

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "overall": OVERALL_COLUMN,
        "quality": "Quality",
        "aesthetics": "Aesthetics",
        "alignment": "Alignment",
        "real-world-fidelity": "Real-world Fidelity",
        "creative-generation": "Creative Generation",
    }
)
"""The score columns, overall first: their names in files, and the board's column that each is."""


JUDGE, HUMAN = SIDES = ("judge", "human")


@dataclass(frozen=True, slots=True)
class Rated:
    """One model with the judge's and people's scores, by column of COLUMNS; a missing score is absent.

    The two sides may use different scales; higher is better in both. Names are unique among the models of one table.
    """

    name: str
    judge: Mapping[str, float]
    human: Mapping[str, float]

    def scores(self, side: str) -> Mapping[str, float]:
        """One side's scores; ``side`` is one of SIDES."""
        return self.judge if side == JUDGE else self.human


@dataclass(frozen=True, slots=True)
class RankPair:
    """One model's ranks by the judge and by people, among models with both scores; ties share a rank (1, 1, 3)."""

    name: str
    judge: int
    human: int


def human_columns(models: Iterable[Rated]) -> list[str]:
    """The columns in which people scored any model, in the order of COLUMNS."""
    scored = {column for model in models for column in model.human}
    return [column for column in COLUMNS if column in scored]


def agreements(models: Sequence[Rated]) -> dict[str, Agreement]:
    """Spearman's ρ of judge and people in every column that people scored, over the models with both scores."""
    return {
        column: spearman(_scores(models, JUDGE, column), _scores(models, HUMAN, column))
        for column in human_columns(models)
    }


def side_ranks(models: Iterable[Rated], side: str, column: str) -> dict[str, int]:
    """Ranks of the models that one side scored, by name; 1 is the highest score, and ties share a rank (1, 1, 3)."""
    scored = [model for model in models if column in model.scores(side)]
    of_models = ranks(_scores(scored, side, column))
    return {model.name: int(rank) for model, rank in zip(scored, of_models, strict=True)}


def rank_pairs(models: Iterable[Rated], column: str) -> list[RankPair]:
    """The ranks of the models that have both scores of a column, best by people first."""
    both = [model for model in models if column in model.judge and column in model.human]
    judge, human = (side_ranks(both, side, column) for side in SIDES)
    pairs = [RankPair(model.name, judge[model.name], human[model.name]) for model in both]
    return sorted(pairs, key=lambda pair: (pair.human, pair.judge, pair.name))


def _scores(models: Iterable[Rated], side: str, column: str) -> FloatArray:
    """[models], NaN for missing."""
    return np.array([model.scores(side).get(column, np.nan) for model in models], dtype=np.float64)
