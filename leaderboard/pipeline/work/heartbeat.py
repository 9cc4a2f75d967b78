"""Extends the leases of work in progress, so that leases can be short and a dead worker's work is soon reassigned."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection

from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.work import leases

log = logging.getLogger(__name__)

_BEATS_PER_LEASE = 3
_start = threading.Lock()


class _Heartbeat:
    def __init__(self) -> None:
        self._models: dict[uuid.UUID, type[PlannedWork]] = {}
        """The model of each lease in progress, by the lease's token."""
        self._lock = threading.Lock()
        threading.Thread(target=self._run, name="heartbeat", daemon=True).start()

    def add(self, model: type[PlannedWork], token: uuid.UUID) -> None:
        with self._lock:
            self._models[token] = model

    def remove(self, token: uuid.UUID) -> None:
        with self._lock:
            self._models.pop(token, None)

    def _run(self) -> None:
        while True:
            time.sleep(settings.SALON_LEASE_S / _BEATS_PER_LEASE)
            self._beat()

    def _beat(self) -> None:
        with self._lock:
            models = dict(self._models)
        try:
            for model in set(models.values()):
                leases.extend(model, [token for token, of_token in models.items() if of_token is model])
        except AnyDatabaseError as error:
            # The next beat tries again. If the database stays unavailable, the leases expire, as they should.
            log.warning("heartbeat: the leases were not extended: %s", error)
        finally:
            connection.close()


@cache
def _started() -> _Heartbeat:
    return _Heartbeat()


def _heartbeat() -> _Heartbeat:
    with _start:  # so that threads that begin their first work at the same time share one
        return _started()


@contextmanager
def extending_lease(model: type[PlannedWork], token: uuid.UUID) -> Iterator[None]:
    """Extend the lease regularly while the block runs."""
    _heartbeat().add(model, token)
    try:
        yield
    finally:
        _heartbeat().remove(token)
