"""Between the stages submission and generation: admit waiting submissions when there is room."""

from __future__ import annotations

from celery import shared_task

from leaderboard.pipeline.admission import admitting
from leaderboard.pipeline.work import queue
from workers.process.outages import outlasting


@shared_task(name=queue.ADMIT)
def admit(*, key: int) -> None:
    """Admit submissions that one judge profile has room for."""
    outlasting(admitting.admit, key)
