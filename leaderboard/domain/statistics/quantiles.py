"""Tails of the normal and of Student's t distribution, to the bit as ``scipy.stats`` computes them.

Importing ``scipy.stats`` itself takes most of a second of every process that starts; ``scipy.special`` does not.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from leaderboard.domain.statistics.arrays import FloatArray, IntArray


def normal_sf(value: float) -> float:
    """The probability of a value above this one."""
    return float(ndtr(-value))


def normal_isf(tail: float) -> float:
    """The value that is exceeded with this probability."""
    return float(-ndtri(tail))


def t_isf(tail: float, degrees: IntArray) -> FloatArray:
    """The value that is exceeded with this probability, for each number of degrees of freedom."""
    if tail == 0:
        return np.full(degrees.shape, np.inf)  # ``stdtrit`` has the wrong sign there
    values: FloatArray = -stdtrit(degrees, tail)
    return values
