"""Calls that outlast an outage of the database: neither a message nor the result of a paid call is lost to it."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from celery.worker import state
from django.db import InterfaceError, InternalError, OperationalError, connection

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

log = logging.getLogger(__name__)

_PASSING = (OperationalError, InterfaceError, InternalError)
"""No connection, a time limit, a full disk, or (InternalError) a standby that took over and is still read-only."""

_PATIENCE_S = 300.0
_PATIENCE_WHEN_STOPPING_S = 10.0
_LONGEST_PAUSE_S = 2.0


class _Outage:
    """Logs an outage once, and its end, for all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None

    def begins(self, error: Exception) -> None:
        with self._lock:
            if self._since is None:
                self._since = time.monotonic()
                log.warning("the database fails, trying again until it does not: %s", str(error).strip())

    def ends(self) -> None:
        if self._since is None:  # almost always; then the lock is not needed
            return
        with self._lock:
            if self._since is not None:
                log.warning("the database works again after %.1f s", time.monotonic() - self._since)
                self._since = None


_outage = _Outage()


def outlasting(
    function: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs
) -> Result:
    """Call a function that claims or records work, and again for up to five minutes while the database fails.

    If a commit succeeded and only its answer was lost, the next call finds that the row has moved on, and does nothing.
    Within a transaction nothing is repeated: the transaction is what has to be.
    """
    begun, tries = time.monotonic(), 0
    while True:
        try:
            result = function(*arguments, **options)
        except _PASSING as error:
            if connection.in_atomic_block or time.monotonic() - begun > _patience_s():
                raise
            connection.close()  # a dead one is not used again
            _outage.begins(error)
            tries += 1
            pause_s = min(_LONGEST_PAUSE_S, 0.05 * 2.0**tries)
            time.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  # spreads load, guards nothing
        else:
            _outage.ends()
            return result


def _patience_s() -> float:
    # An exit code of 0 stops a worker, too.
    is_stopping = any(code is not None and code is not False for code in (state.should_stop, state.should_terminate))
    return _PATIENCE_WHEN_STOPPING_S if is_stopping else _PATIENCE_S
