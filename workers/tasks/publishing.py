"""Stages 5 and 6: rank a board and freeze a release."""

from __future__ import annotations

import logging

from celery import shared_task

from leaderboard.logs import context
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.work import queue

log = logging.getLogger(__name__)


@shared_task(name=queue.PUBLISH)
def publish_board(*, key: int) -> None:
    """Publish a release of one board, if one is due and no other worker is at it."""
    context.bind(board=key, stage="publishing")
    release = publish.publish_board(key)
    if release is not None:
        log.info("published %s", release)
