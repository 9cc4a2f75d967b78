"""95% intervals of means. Apart from ``scores``, so that evidence is verified without scipy."""

from __future__ import annotations

from scipy.special import stdtrit

from leaderboard.domain.scoring.scores import Mean


def half_width(mean: Mean) -> float | None:
    """Half the width of the 95% interval, by Student's t; None if the error is unknown."""
    if mean.standard_error is None:
        return None
    return float(stdtrit(mean.images - 1, 0.975)) * mean.standard_error
