"""Keeps the leases of work in progress alive, so that leases can be short and a dead worker is noticed soon."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection

from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.work import leases
from workers.process import once

log = logging.getLogger(__name__)

_BEATS_PER_LEASE = 3


class _Heartbeat:
    def __init__(self) -> None:
        self._held: dict[uuid.UUID, type[PlannedWork]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._run, name="heartbeat", daemon=True).start()

    def add(self, model: type[PlannedWork], token: uuid.UUID) -> None:
        with self._lock:
            self._held[token] = model

    def remove(self, token: uuid.UUID) -> None:
        with self._lock:
            self._held.pop(token, None)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(settings.SALON_LEASE_S / _BEATS_PER_LEASE):
            with self._lock:
                held = dict(self._held)
            try:
                for model in set(held.values()):
                    leases.extend(model, [token for token, of in held.items() if of is model])
            except DatabaseError as error:
                # The next beat tries again; if the database stays away the leases run out, as they should.
                log.warning("heartbeat: the leases were not prolonged: %s", error)
            finally:
                connection.close()


@once
def _heartbeat() -> _Heartbeat:
    return _Heartbeat()


@contextmanager
def kept_alive(model: type[PlannedWork], token: uuid.UUID) -> Iterator[None]:
    """Prolong the lease as long as the block runs."""
    _heartbeat().add(model, token)
    try:
        yield
    finally:
        _heartbeat().remove(token)
