"""The sweeper's task, sent by Celery beat every few seconds."""

from __future__ import annotations

import logging

from celery import shared_task

from leaderboard.pipeline import sweeper
from leaderboard.pipeline.work import queue

log = logging.getLogger(__name__)


@shared_task(name=queue.SWEEP)
def sweep() -> None:
    """Offer all due work to the queue again, and act on deadlines."""
    counts = {kind: count for kind, count in sweeper.sweep().items() if count}
    if counts:
        log.info("sweep: %s", ", ".join(f"{count} {kind}" for kind, count in counts.items()))
