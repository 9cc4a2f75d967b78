"""Stage 4: scores that are computed again, because an operator excludes a picture or counts it again.

What follows from scores is computed without a lock (matrices, evidence). Whoever stores it compares the *edition* of
the scores that it read with the present one, so that nothing outdated is stored.
"""

from __future__ import annotations

from django.db.models import F

from leaderboard.models import ScoreMatrix, Submission
from leaderboard.pipeline.scoring.scoring import store_scores


def rescore(submission: Submission) -> None:
    """Compute all scores again, in the caller's transaction, which holds the submission's row."""
    begin_edition(submission)
    store_scores(submission)
    ScoreMatrix.objects.filter(submission=submission).delete()


def begin_edition(submission: Submission) -> None:
    """Have dropped what is being computed from the present scores."""
    Submission.objects.filter(pk=submission.pk).update(rescored=F("rescored") + 1)


def edition(submission_id: int) -> int:
    """Of a submission's scores: another value after each ``rescore``."""
    return Submission.objects.values_list("rescored", flat=True).get(pk=submission_id)


def is_still(submission_id: int, known: int) -> bool:
    """Whether the scores have this edition; they keep it until the caller's transaction ends."""
    held = Submission.objects.select_for_update(no_key=True).filter(pk=submission_id)
    return held.values_list("rescored", flat=True).get() == known
