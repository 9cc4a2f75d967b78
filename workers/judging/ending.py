"""Ending a judging worker soon, although its judge may take minutes for a reply, or hang.

On SIGTERM its calls are given up and its claims given back, so that another worker takes them at once. No attempt is
counted. Celery then ends as usual, when its tasks have ended.
"""

from __future__ import annotations

import logging
import os
import threading
import time

from celery.signals import worker_shutting_down

from workers.judging import judges
from workers.process.event_loop import call_on_loop

log = logging.getLogger(__name__)

REASON = "this worker ends; another one takes the work"
_WITHIN_S = 30.0
"""Then the process ends regardless, for example if a database does not answer. Leases cover that, too."""

_ending = threading.Event()


def is_ending() -> bool:
    """Whether this worker takes no more work."""
    return _ending.is_set()


def end_soon_on_sigterm(*, alone: bool) -> None:
    """Prepare this process; ``alone``: it takes judging work only, so there is nothing else that may take longer."""
    worker_shutting_down.connect(lambda **_: _begin(alone=alone), weak=False)


def _begin(*, alone: bool) -> None:
    # In a thread, because this runs in a signal handler: the main thread may hold any of the locks that are needed.
    threading.Thread(target=_end, kwargs={"alone": alone}, name="ending", daemon=True).start()


def _end(*, alone: bool) -> None:
    _ending.set()
    for gate in judges.pool().gates:
        call_on_loop(gate.judge.end, REASON)
    if alone:
        time.sleep(_WITHIN_S)
        log.error("the worker did not end within %.0f s and is stopped; its claims run out by themselves", _WITHIN_S)
        os._exit(1)
