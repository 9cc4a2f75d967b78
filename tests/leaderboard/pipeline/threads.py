"""Real threads with their own database connections, for testing races."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")
Other = TypeVar("Other")
_WAIT_S = 20.0


def together(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run all calls at the same moment, each in its own thread; returns their results in order, or raises."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Result]) -> Result:
        start.wait(_WAIT_S)
        return _with_own_connection(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(run, call) for call in calls]
    return [future.result() for future in futures]


def overlapping(first: Callable[[], Result], second: Callable[[], Other]) -> tuple[Result, Other]:
    """Run ``first`` in a transaction that commits once ``second``, in another thread, waits for its locks or has ended.

    So ``second`` reads the rows as they are before the commit, and acts on them as they are after it.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            result = first()
            other = pool.submit(_with_own_connection, second)
            deadline = time.monotonic() + _WAIT_S
            while not other.done() and not _somebody_waits():
                assert time.monotonic() < deadline, "the other thread neither ended nor waits"
                time.sleep(0.01)
        return result, other.result(_WAIT_S)


def _with_own_connection(call: Callable[[], Result]) -> Result:
    try:
        return call()
    finally:
        connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction PostgreSQL shows what its first look found.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
