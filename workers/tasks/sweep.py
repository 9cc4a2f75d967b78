"""The sweeper's task, sent by Celery beat every few seconds."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.conf import settings

from leaderboard.pipeline import sweeper
from leaderboard.pipeline.work import queue

log = logging.getLogger(__name__)


_last_sweep = float("-inf")  # its end, of the monotonic clock


@shared_task(name=queue.SWEEP)
def sweep() -> None:
    """Offer all due work to the queue again, and act on deadlines.

    Messages that have waited while this worker was busy or away ask for what the first of them has done.
    """
    global _last_sweep  # noqa: PLW0603  # one per process
    if time.monotonic() - _last_sweep < settings.SALON_SWEEP_S / 2:
        return
    counts = {kind: count for kind, count in sweeper.sweep().items() if count}
    if counts:
        log.info("sweep: %s", ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    _last_sweep = time.monotonic()
