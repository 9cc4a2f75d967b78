"""What the intervals would be if no pair of models may be called different wrongly: step-down of Romano and Wolf.

Not used by the site: shown beside what it uses, for the price of the stronger statement.
"""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray
from leaderboard.domain.statistics.critical import for_shared, pair_critical
from leaderboard.domain.statistics.differences import differences
from leaderboard.domain.statistics.resampling import Resampled, resample_counts, resampled


def step_down(
    scores: FloatArray, seed: int, *, resamples: int = 1000, level: float = 0.95
) -> tuple[IntArray, IntArray]:
    """Best and worst ranks: pairs found to differ are left out of the maximum until no further one is found.

    Args:
        scores: [models, prompts].
    """
    found = differences(scores)
    board = resampled(scores, resample_counts(scores.shape[1], resamples, seed))
    differ = np.zeros(found.shared.shape, dtype=bool)
    while True:
        errors = np.where(differ, np.float32(np.inf), board.errors)
        critical = pair_critical(Resampled(board.deviations, errors), level)
        now = np.abs(found.in_standard_errors) > for_shared(critical, found.shared)
        if not (now & ~differ).any():
            break
        differ |= now
    above = differ & (found.difference > 0)
    return 1 + np.count_nonzero(above, axis=0), len(scores) - np.count_nonzero(above, axis=1)
