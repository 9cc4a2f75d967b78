"""Stage 4: claim → compute → record."""

from __future__ import annotations

import logging

from celery import shared_task

from leaderboard.logs import context
from leaderboard.models import Submission
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.process.outages import outlasting

log = logging.getLogger(__name__)


@shared_task(name=queue.SCORE)
def score_submission(*, key: int) -> None:
    """Score one submission whose judgements are complete."""
    context.bind(submission=key, stage="scoring")
    claim = outlasting(scoring.claim_scoring, key)
    if claim is None:
        return
    submission, token = claim
    with extending_lease(Submission, token):
        scored = outlasting(scoring.score_submission, submission, token)
    log.info("submission %s %s", key, "scored" if scored else "was scored by another worker")
