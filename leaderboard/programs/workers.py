"""How Celery's programs are started: one worker or more for each queue, and one beat for the whole site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MODULE: Final = "celery"

THREADS: Final[Mapping[str, int]] = {
    # Tasks wait for the network; each process has one event loop for all its calls. Twice as many as one account may
    # occupy (ACCOUNT_IN_FLIGHT).
    "generation": 64,
    # Eight accounts with addresses that never answer would have to work together to occupy all threads.
    "trials": 16,
    # A thread works on one picture, with up to five calls in flight, until the last is answered: 256 calls are at
    # least 52 pictures, and others are being prepared or recorded meanwhile.
    "judging": 96,
    # A receiver may take 15 s, and four at a time are called for one account.
    "notifying": 16,
    "intake": 2,
    "pipeline": 2,
    "publishing": 2,
    "sweeping": 1,
}
"""The queues, and the threads of each one's worker."""

_APP = ("-A", "workers.app")


def worker(queue: str, *options: str) -> list[str]:
    """The arguments of ``python -m celery`` for a queue's worker; ``options`` of Celery override the usual ones."""
    return [
        *_APP,
        "worker",
        *("-Q", queue, "-P", "threads", "-c", str(THREADS[queue]), "-n", f"{queue}@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"),
        *options,
    ]


def beat(*options: str) -> list[str]:
    """The arguments of ``python -m celery`` for beat."""
    return [*_APP, "beat", "--pidfile", "", "--loglevel", "INFO", *options]
