"""The reports of the site's processes, and which processes are missing."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, Q, When

from leaderboard.models import Worker
from leaderboard.models.clock import Now, read
from leaderboard.pipeline.work import queue

log = logging.getLogger(__name__)

SEEN_WITHIN = timedelta(minutes=1)
"""A process that has not reported for this long counts as gone."""

WEB, BEAT = "web", "beat"
"""What the names of the programs without a queue begin with."""

_FORGET_AFTER = timedelta(days=1)
_IS_HERE = Case(When(seen_at__gt=Now() - SEEN_WITHIN, then=True), default=False)


def report_worker(name: str, judge_calls: Mapping[str, int] | None = None) -> Worker:
    """Record that a process runs, which Redis it uses, and how far its clock is from the database's.

    ``judge_calls``: its calls in flight by the judge's name.

    A wrong clock is logged. It affects only the times in the worker's log, until an HTTPS certificate appears to have
    expired.
    """
    worker, _ = Worker.objects.update_or_create(
        name=name,
        defaults={
            "seen_at": Now(),
            "clock_ahead_s": clock_ahead_s(),
            "judge_calls": dict(judge_calls or {}),
            "redis": queue.identity(),
        },
    )
    Worker.objects.filter(seen_at__lt=Now() - _FORGET_AFTER).delete()
    if worker.clock_is_off:
        log.warning(
            "the clock of %s differs from the database's by %+.1f s; correct it (NTP)", name, worker.clock_ahead_s
        )
    return worker


def missing_programs(*, with_names: bool = True) -> list[str]:
    """Which programs are not running, or use another Redis than this one: a sentence each, with what to do.

    ``with_names``: whether the sentences may name machines.
    """
    live = Worker.objects.filter(seen_at__gt=Now() - SEEN_WITHIN).order_by("name")
    running = list(live.values_list("name", "redis"))
    kinds = {name.partition("@")[0] for name, _ in running}
    sentences = [
        f"no worker of the queue {name} is running: start python -m leaderboard.programs worker {name}"
        for name in sorted(set(queue.QUEUES.values()) - kinds)
    ]
    if BEAT not in kinds:
        sentences.append("beat is not running: start python -m leaderboard.programs beat")
    own = queue.identity()
    strangers = [name for name, redis in running if own and redis and redis != own]
    if not with_names:
        strangers = sorted({name.partition("@")[0] for name in strangers})
    advice = "set its REDIS_URL to the site's, and restart it"
    return sentences + [f"{name} uses another Redis than this process: {advice}" for name in strangers]


@dataclass(frozen=True, slots=True)
class Absence:
    """No worker of a queue is running; ``since``: when the last one was seen, None if that is longer than a day ago."""

    queue: str
    since: datetime | None


def absence(name: str) -> Absence | None:
    """Whether nobody works on a queue; None while somebody does."""
    workers = Worker.objects.filter(name__startswith=f"{name}@").annotate(is_here=_IS_HERE)
    last = workers.order_by("-seen_at").values_list("seen_at", "is_here").first()
    if last is None:
        return Absence(name, None)
    seen_at, is_here = last
    return None if is_here else Absence(name, seen_at)


def redis_of_the_site() -> set[str]:
    """The identities of the Redis servers that web servers and beat used recently; empty if none is running."""
    site = Q(name__startswith=f"{WEB}@") | Q(name__startswith=f"{BEAT}@")
    return set(
        Worker.objects.filter(site, seen_at__gt=Now() - SEEN_WITHIN).exclude(redis="").values_list("redis", flat=True)
    )


def clock_ahead_s() -> float:
    """How far this machine's clock is ahead, in seconds; 0 if the query's duration could explain it."""
    before = time.monotonic()
    database = read()
    on_its_way_s = time.monotonic() - before
    here = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251  # the clock that is compared
    ahead_s = (here - database).total_seconds()
    return ahead_s if not 0 <= ahead_s <= on_its_way_s else 0.0
