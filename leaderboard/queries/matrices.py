"""The stored score matrices of submissions: a score per prompt and level."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import zstandard

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import ScoreMatrix

_KIND = np.dtype("<f8")


def stored_scores(submissions: Collection[int], language: str, levels: int) -> dict[int, FloatArray]:
    """By submission: a read-only array [prompts, levels] in the suite's order of prompts, NaN for missing.

    Publishing stores them. Submissions published before it did so are absent.
    """
    matrices = ScoreMatrix.objects.filter(submission__in=submissions, language=language)
    return {
        submission: np.frombuffer(zstandard.decompress(data), dtype=_KIND).reshape(-1, levels)
        for submission, data in matrices.values_list("submission_id", "data")
    }
