"""Runs checks at the same time, each on its own thread, within a time limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate

from django.db import connections

from leaderboard.checks.catalogue import Check


def faults(checks: Mapping[str, Check], *, within_s: float) -> dict[str, str | None]:
    """What is wrong, by check: "" if nothing is, None if another fault prevents the check.

    A check that takes longer counts as failed; its thread is left behind.
    """
    results: dict[str, Future[str | None]] = {name: Future() for name in checks}
    for name, check in checks.items():
        threading.Thread(target=_run, args=[name, check, results], name=f"check {name}", daemon=True).start()
    deadline = time.monotonic() + within_s
    found: dict[str, str | None] = {}
    for name, check in checks.items():
        try:
            found[name] = results[name].result(timeout=max(0.0, deadline - time.monotonic()))
        except TooLate:
            late = f"the check of {name} got no answer within {within_s:g} s"
            found[name] = None if any(found.get(needed) for needed in check.needs) else late
    return found


def _run(name: str, check: Check, results: Mapping[str, Future[str | None]]) -> None:
    try:
        blocked = any(results[needed].result() != "" for needed in check.needs)
        results[name].set_result(None if blocked else check.look())
    except Exception as error:  # noqa: BLE001  # every check gets a line
        lines = str(error).strip().splitlines() or [""]
        results[name].set_result(f"the check of {name} failed: {type(error).__name__}: {lines[0]}")
    finally:
        connections.close_all()
