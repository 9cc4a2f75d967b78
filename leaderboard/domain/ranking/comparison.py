"""Comparing models on the prompts that both have: a pair in one column, or one with several others at all levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, known
from leaderboard.domain.statistics.critical import for_shared, single_critical
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.paired import paired_differences
from leaderboard.domain.statistics.pairwise import superiority


@dataclass(frozen=True, slots=True)
class PairComparison:
    """The first model minus the second in one column, in points; None where unknown.

    ``low`` to ``high`` is the 95% interval of this difference alone. ``superiority`` is the share of the ``shared``
    prompts on which the first scores higher, ties counting half.
    """

    difference: float | None
    low: float | None
    high: float | None
    superiority: float | None
    shared: int


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """The first model minus each of the others; all [others, levels], points, NaN: unknown.

    The intervals ``low`` to ``high`` hold for all ``statements`` at once with 95% confidence (Bonferroni). A statement
    is a pair of model and level with at least two ``shared`` prompts.
    """

    difference: FloatArray
    low: FloatArray
    high: FloatArray
    shared: IntArray
    statements: int


def compare_pair(first: FloatArray, second: FloatArray) -> PairComparison:
    """Compare two models in one column.

    Args:
        first, second: [prompts], NaN for missing.
    """
    scores = np.stack([first, second])
    pairs = differences(scores)
    half_width = float((pairs.standard_error * for_shared(single_critical(0.95), pairs.shared))[0, 1])
    difference = float(pairs.difference[0, 1])
    return PairComparison(
        difference=known(difference),
        low=known(difference - half_width),
        high=known(difference + half_width),
        superiority=known(superiority(scores, pairs.shared)[0, 1]),
        shared=int(pairs.shared[0, 1]),
    )


def compare_levels(first: FloatArray, others: FloatArray) -> LevelComparison:
    """Compare one model with others, prompt by prompt, at levels that are read together.

    Args:
        first: [prompts, levels], NaN for missing.
        others: [others, prompts, levels].
    """
    apart = paired_differences(first - others)
    statements = int(np.count_nonzero(apart.shared >= 2))
    return LevelComparison(apart.difference, *apart.interval(statements), apart.shared, statements)


def differ_most(scores: FloatArray) -> list[int]:
    """The prompts by how far apart the models' scores are, the farthest first, ties in their order.

    Prompts on which fewer than two models have a score come last.

    Args:
        scores: [models, prompts], NaN for missing.
    """
    known = np.count_nonzero(~np.isnan(scores), axis=0) >= 2
    span = np.full(scores.shape[1], -1.0)
    span[known] = np.nanmax(scores[:, known], axis=0) - np.nanmin(scores[:, known], axis=0)
    return [int(prompt) for prompt in np.argsort(-span, kind="stable")]
