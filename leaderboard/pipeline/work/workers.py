"""What worker processes report about themselves."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from leaderboard.models import Worker
from leaderboard.models.clock import Now, read

log = logging.getLogger(__name__)

_FORGET_AFTER = timedelta(days=1)


def report_worker(name: str, judge_calls: Mapping[str, int] | None = None) -> Worker:
    """Note that a worker is there, and how far its clock is from the database's; a clock that is off is logged.

    ``judge_calls``: its calls in flight by the judge's name.

    Nothing depends on that clock but the times in the worker's log, until an HTTPS certificate seems to have expired.
    """
    worker, _ = Worker.objects.update_or_create(
        name=name,
        defaults={"seen_at": Now(), "clock_ahead_s": _ahead_s(), "judge_calls": dict(judge_calls or {})},
    )
    Worker.objects.filter(seen_at__lt=Now() - _FORGET_AFTER).delete()
    if worker.clock_is_off:
        log.warning("the clock of %s is %+.1f s off the database's; set it right", name, worker.clock_ahead_s)
    return worker


def _ahead_s() -> float:
    """By how much this machine's clock is ahead, in seconds; 0 where the answer's time on its way could explain it."""
    before = time.monotonic()
    database = read()
    on_its_way_s = time.monotonic() - before
    here = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251  # the clock that is compared
    ahead_s = (here - database).total_seconds()
    return ahead_s if not 0 <= ahead_s <= on_its_way_s else 0.0
