"""Copies of people's data: claim an export → write and store the file → record it."""

from __future__ import annotations

import logging

from celery import shared_task

from leaderboard.models import DataExport
from leaderboard.pipeline.leaving import exports
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.clients.common.excerpts import excerpt
from workers.process.outages import outlasting

log = logging.getLogger(__name__)


@shared_task(name=queue.EXPORT_DATA)
def export_data(*, key: int) -> None:
    """Make one copy of a person's data."""
    claim = outlasting(exports.claim, key)
    if claim is None:
        return
    export, token = claim
    with extending_lease(DataExport, token):
        try:
            name, size = outlasting(exports.make, export)
        except OSError as error:
            log.warning("data export %s: %s", key, error)
            outlasting(exports.record_failure, key, token, f"The file could not be stored: {excerpt(str(error))}")
            return
    outlasting(exports.record_ready, key, token, name, size)
