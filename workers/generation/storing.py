"""Stores a picture from an endpoint: its call was paid for, so it waits for a full storage."""

from __future__ import annotations

import logging
import time

from django.db import connection

from leaderboard.domain.images.check import ImageFacts
from leaderboard.models import StoredImage
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.work import storage_watch
from workers.process.outages import outlasting

log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long a picture is kept in memory while the storage cannot store files. No new call is made meanwhile. Not longer,
because a worker that is being stopped waits for it."""

PAUSE_S = 2.0


def store_patiently(facts: ImageFacts, data: bytes) -> StoredImage | None:
    """Store a checked picture, again and again while the storage refuses it; None when it refused for too long."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return outlasting(pictures.store_bytes, facts, data)
        except OSError as error:
            outlasting(storage_watch.storing_failed, error)
            if time.monotonic() >= give_up_at:
                log.warning("picture %s could not be stored and is requested again later: %s", facts.sha256, error)
                return None
        connection.close()  # back to the pool for the wait
        time.sleep(PAUSE_S)
