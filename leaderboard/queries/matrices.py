"""The stored scores of submissions, prompt by prompt and level by level."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import zstandard

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import ScoreMatrix

_KIND = np.dtype("<f8")


def stored_scores(submissions: Collection[int], language: str, levels: int) -> dict[int, FloatArray]:
    """By submission: [prompts, levels], the prompts in the suite's order, NaN for missing; read-only.

    Publishing writes them; of what was published before they were kept there may be none.
    """
    found = ScoreMatrix.objects.filter(submission__in=submissions, language=language)
    return {
        submission: np.frombuffer(zstandard.decompress(data), dtype=_KIND).reshape(-1, levels)
        for submission, data in found.values_list("submission_id", "data")
    }
