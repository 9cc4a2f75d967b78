"""Ends a child process when its parent is gone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

_LOOK_EVERY_S = 0.5
_END_WITHIN_S = 3.0


def end_with_parent() -> None:
    """If this process is a child of ``multiprocessing``, end it soon after its parent has ended.

    granian's main process stops its children when it is stopped, but not when it is killed. They would then hold
    the port, and no new site could start.
    """
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        threading.Thread(target=_watch, args=(parent.pid,), name="parent", daemon=True).start()


def _watch(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_LOOK_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_END_WITHIN_S)
    os._exit(1)  # from this thread, without waiting for the others
