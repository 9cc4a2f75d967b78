"""The first of some models against each of the others, on all levels of the rubric, grouped as they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.ranking.comparison import LevelComparison, compare_levels
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.domain.statistics.summaries import means


@dataclass(frozen=True, slots=True)
class Difference:
    """The first model minus another one at a level, in points; None where unknown.

    ``settled``: 1 if the first model scores reliably higher, -1 if the other one does, 0 if neither does.
    """

    difference: float | None
    low: float | None
    high: float | None
    shared: int
    settled: int


@dataclass(frozen=True, slots=True)
class ComparedLevel:
    """One level: every model's mean, and the first model's difference from each of the others."""

    path: ScorePath
    means: tuple[float | None, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Levels that are read together: the intervals of its ``statements`` hold at once with 95% confidence."""

    levels: tuple[ComparedLevel, ...]
    statements: int


def level_groups(
    levels: Sequence[ScorePath], scores: FloatArray, noise_floor: Mapping[str, float]
) -> tuple[LevelGroup, LevelGroup, LevelGroup]:
    """The overall with the dimensions, the sub-capabilities, and the facets.

    Args:
        levels: of the rubric, in the order of the scores' last axis.
        scores: [models, prompts, levels], the model that is compared with the others first; NaN for missing.
        noise_floor: the judge's, in points, by column; unknown below the dimensions.
    """
    of_models = means(scores)
    depths = np.array([path.depth for path in levels])
    columns, sub_capabilities, facets = (
        _group(levels, np.flatnonzero((depths >= first) & (depths <= last)).tolist(), scores, of_models, noise_floor)
        for first, last in ((0, 1), (2, 2), (3, 3))
    )
    return columns, sub_capabilities, facets


def _group(
    levels: Sequence[ScorePath],
    at: list[int],
    scores: FloatArray,
    of_models: FloatArray,
    noise_floor: Mapping[str, float],
) -> LevelGroup:
    """The levels at these places."""
    comparison = compare_levels(scores[0][:, at], scores[1:, :, at])
    compared = (
        ComparedLevel(
            levels[level],
            tuple(known(mean) for mean in of_models[:, level]),
            _differences(comparison, number, levels[level].noise_floor(noise_floor)),
        )
        for number, level in enumerate(at)
    )
    return LevelGroup(tuple(compared), comparison.statements)


def _differences(comparison: LevelComparison, level: int, noise: float) -> tuple[Difference, ...]:
    return tuple(
        Difference(known(difference), known(low), known(high), int(shared), _settled(difference, low, high, noise))
        for difference, low, high, shared in zip(
            comparison.difference[:, level],
            comparison.low[:, level],
            comparison.high[:, level],
            comparison.shared[:, level],
            strict=True,
        )
    )


def _settled(difference: float, low: float, high: float, noise: float) -> int:
    # Every comparison with NaN is false, so what is unknown is open.
    if abs(difference) < noise:
        return 0
    return int(low > 0) - int(high < 0)
