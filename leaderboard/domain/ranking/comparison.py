"""Models of a board compared on the prompts that both have: two of them, or one with several at many levels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray, ratio
from leaderboard.domain.statistics.critical import for_shared, single_critical
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.pairwise import superiority


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first model less the second: points, the difference's own 95 % interval (None where unknown), and in what
    share of the ``shared`` prompts the first scores higher, ties counting half."""

    difference: float | None
    low: float | None
    high: float | None
    superiority: float | None
    shared: int


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """The first model less each of the others; all [others, levels], NaN: unknown.

    ``low`` to ``high`` holds the true difference of all ``statements`` at once with 95 % confidence (Bonferroni). These
    are the pairs of model and level that share two prompts or more.
    """

    difference: FloatArray
    low: FloatArray
    high: FloatArray
    shared: IntArray
    statements: int


def compare(first: FloatArray, second: FloatArray) -> Comparison:
    """Compare two models of one column.

    Args:
        first, second: [prompts], NaN for missing.
    """
    scores = np.stack([first, second])
    found = differences(scores)
    half_width = found.standard_error * for_shared(single_critical(0.95), found.shared)
    difference = float(found.difference[0, 1])
    return Comparison(
        _known(difference),
        _known(difference - float(half_width[0, 1])),
        _known(difference + float(half_width[0, 1])),
        _known(float(superiority(scores, found.shared)[0, 1])),
        int(found.shared[0, 1]),
    )


def compare_levels(first: FloatArray, others: FloatArray) -> LevelComparison:
    """Compare one model with others, prompt by prompt, at levels that are read together.

    Args:
        first: [prompts, levels], NaN for missing.
        others: [others, prompts, levels].
    """
    apart = first - others
    shared = np.count_nonzero(~np.isnan(apart), axis=1)
    difference = ratio(np.nansum(apart, axis=1), shared)
    squares = np.nansum((apart - difference[:, None, :]) ** 2, axis=1)
    error = np.sqrt(ratio(squares, shared * (shared - 1)))
    # The same on each of a few prompts is no certainty (leaderboard/domain/statistics/differences.py).
    error = np.maximum(error, ratio(np.abs(difference), shared))
    statements = int(np.count_nonzero(shared >= 2))
    half_width = error * for_shared(single_critical(1 - 0.05 / max(statements, 1)), shared)
    return LevelComparison(difference, difference - half_width, difference + half_width, shared, statements)


def differ_most(scores: FloatArray) -> list[int]:
    """The prompts by how far apart the models' scores are, the farthest first, ties in their order.

    Where fewer than two models have a score nothing is known of that, and such prompts come last.

    Args:
        scores: [models, prompts], NaN for missing.
    """
    known = np.count_nonzero(~np.isnan(scores), axis=0) >= 2
    span = np.full(scores.shape[1], -1.0)
    span[known] = np.nanmax(scores[:, known], axis=0) - np.nanmin(scores[:, known], axis=0)
    return [int(prompt) for prompt in np.argsort(-span, kind="stable")]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
