"""The array types of this package, and arithmetic with unknown values (NaN)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def ratio(numerator: FloatArray, denominator: FloatArray | IntArray) -> FloatArray:
    """The quotient; NaN (unknown) where the denominator is not above zero."""
    unknown = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=unknown, where=denominator > 0)
    return unknown


def known(value: float) -> float | None:
    """A number as a plain float; None where it is NaN (unknown)."""
    return None if math.isnan(value) else float(value)


def exact_mean(values: FloatArray) -> float:
    """The mean of the values that are not NaN, with an exact sum; NaN if there are none.

    It is the same sum as in ``domain.scoring.scores``, so equal scores tie in any order of the prompts.
    """
    present = values[~np.isnan(values)]
    return math.fsum(present.tolist()) / present.size if present.size else math.nan


def canonical_order(scores: FloatArray) -> tuple[IntArray, IntArray]:
    """Orders of the models and of the prompts that depend only on the scores, not on the given order.

    With the arrays in this order the same board gives the same result to the last bit. If two models have the same
    scores on different prompts, their order and that of those prompts do not change.

    Args:
        scores: [models, prompts, columns].
    """
    filled = np.where(np.isnan(scores), -np.inf, scores) + 0.0  # + 0.0: no negative zeros, whose bytes differ
    models = _order_of_rows(np.sort(filled, axis=1))
    return models, _order_of_rows(filled[models].swapaxes(0, 1))


def _order_of_rows(rows: FloatArray) -> IntArray:
    if not rows.size:
        return np.arange(len(rows))
    # By their bytes in a fixed byte order: any order is fine if it is the same everywhere.
    flat = np.ascontiguousarray(rows.reshape(len(rows), -1), dtype=">f8")
    return np.argsort(flat.view(f"V{flat.shape[1] * flat.itemsize}").ravel(), kind="stable")
