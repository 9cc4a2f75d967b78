"""Two models of a board on the prompts that both have."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray
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


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
