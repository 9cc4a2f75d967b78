"""Small boards for the tests of the statistics."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from leaderboard.domain.statistics.arrays import FloatArray


def board(seed: int, models: int, prompts: int, columns: int = 1, *, missing: float = 0.0) -> FloatArray:
    """[models, prompts, columns]: contested models, prompts that differ, some scores missing."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(55, 6, (models, 1, columns)) + rng.normal(0, 12, (prompts, columns))
    scores = scores + rng.normal(0, 9, scores.shape)
    scores[rng.random(scores.shape) < missing] = np.nan
    return scores


boards = st.builds(
    board,
    st.integers(0, 2**32),
    st.integers(1, 7),
    st.integers(1, 12),
    st.integers(1, 3),
    missing=st.sampled_from([0.0, 0.1, 0.6]),
)

verdict_boards = st.builds(
    lambda seed, models, prompts: np.random.default_rng(seed).choice([0.0, 60.0, 100.0, np.nan], (models, prompts, 1)),
    st.integers(0, 2**32),
    st.integers(1, 7),
    st.integers(1, 12),
)
"""Ties, models and prompts that nobody has, differences without any variance."""
