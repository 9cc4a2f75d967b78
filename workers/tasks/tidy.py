"""The task of housekeeping, sent by Celery beat every hour."""

from __future__ import annotations

from celery import shared_task

from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.work import queue


@shared_task(name=queue.TIDY)
def tidy() -> None:
    """Delete what killed processes left behind."""
    housekeeping.tidy()
