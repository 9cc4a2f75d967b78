"""The queue is a hint: whatever happens to Redis, the run ends by itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import psutil
import pytest

from tests.faults.runs import Results, submit_endpoint
from tests.faults.site import Site
from tests.faults.tools import signals


def redis_killed(site: Site) -> None:
    site.redis.kill()
    site.redis.wait()
    time.sleep(2)
    site.start_redis()


def redis_flushed(site: Site) -> None:
    site.messages.flush()


def redis_paused(site: Site) -> None:
    process = psutil.Process(site.redis.pid)
    signals.send(process, signal.SIGSTOP)
    time.sleep(8)
    signals.thaw(process)


def redis_connections_cut(site: Site) -> None:
    site.queue.cut()


def redis_refuses_connections(site: Site) -> None:
    site.queue.refuse()
    time.sleep(5)
    site.queue.heal()


def redis_slow(site: Site) -> None:
    site.queue.slow(0.2)


KINDS = [
    pytest.param(redis_killed, marks=pytest.mark.faults_quick),
    redis_flushed,
    redis_paused,
    redis_connections_cut,
    redis_refuses_connections,
    redis_slow,
]


@pytest.mark.parametrize("disturb", KINDS)
def test_a_run_survives(site: Site, undisturbed: Results, disturb: Callable[[Site], None]) -> None:
    site.judge_mode("right", seconds=1)
    run = submit_endpoint(site, disturb.__name__)
    run.wait_until_stored(1)
    disturb(site)
    run.wait_and_check(undisturbed)


def test_redis_away_while_submitting(site: Site, undisturbed: Results) -> None:
    site.queue.refuse()
    run = submit_endpoint(site, "redis_away_while_submitting")
    assert run.outcome == "running"
    site.queue.heal()
    run.wait_and_check(undisturbed)
