"""Stage 4: recomputes scores when an operator excludes a picture or includes it again.

Values derived from scores (matrices, evidence) are computed without a lock. Before they are stored, the *edition* of
the scores they were read from is compared with the current one, so that nothing outdated is stored.
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
    """Invalidate what is being computed from the current scores."""
    Submission.objects.filter(pk=submission.pk).update(rescored=F("rescored") + 1)


def edition(submission_id: int) -> int:
    """The edition of a submission's scores, which changes with each ``rescore``."""
    return Submission.objects.values_list("rescored", flat=True).get(pk=submission_id)


def is_still(submission_id: int, known: int) -> bool:
    """Whether the scores have this edition; they keep it until the caller's transaction ends."""
    held = Submission.objects.select_for_update(no_key=True).filter(pk=submission_id)
    return held.values_list("rescored", flat=True).get() == known
