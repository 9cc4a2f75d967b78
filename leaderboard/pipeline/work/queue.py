"""The only place that puts messages into the queue: by task name, and only after the transaction has committed.

A message is a hint. When Redis cannot be reached nothing is lost: the rows stay due, and the sweeper finds them. Nor
does a message that comes late or twice do harm: the row says whether there is work.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import redis
from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

INTAKE, GENERATION, JUDGING, PIPELINE = "intake", "generation", "judging", "pipeline"
"""Checking bundles and drawing the pages' copies take minutes of CPU, so they have a queue of their own: what keeps all
runs going (sweeping, scoring, publishing) never stands behind them."""

CHECK_BUNDLE = "submission.check_bundle"
TRY_ENDPOINT = "submission.try_endpoint"
GENERATE = "generation.generate_image"
RENDER = "generation.render_image"
JUDGE = "judging.judge_image"
SCORE = "scoring.score_submission"
PUBLISH = "publishing.publish_board"
SWEEP = "sweep"

QUEUES = {
    CHECK_BUNDLE: INTAKE,
    TRY_ENDPOINT: GENERATION,
    GENERATE: GENERATION,
    RENDER: INTAKE,
    JUDGE: JUDGING,
    SCORE: PIPELINE,
    PUBLISH: PIPELINE,
    SWEEP: PIPELINE,
}


_BACKLOG_PATIENCE = 10


def lost_after_s(task: str) -> float:
    """After how many seconds an unclaimed row's message counts as lost, so that the row is offered again.

    Where no message of the task's queue waits, soon. Where some do, the row's own is most likely among them: it would
    only be put behind them once more, again and again while the workers are at long calls.
    """
    return settings.SALON_REQUEUE_S if _is_empty(QUEUES[task]) else lost_at_last_s()


def lost_at_last_s() -> float:
    """The seconds after which it counts as lost in any case."""
    return settings.SALON_REQUEUE_S * _BACKLOG_PATIENCE


def _is_empty(name: str) -> bool:
    try:
        return not _redis().llen(name)
    except redis.RedisError:
        return True  # nothing waits where nothing can be reached


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2)


@cache
def _client() -> Celery:
    client = Celery("salon-producer", broker=settings.BROKER_URL, set_as_current=False)
    client.conf.update(
        task_ignore_result=True,
        broker_transport_options={
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            # One try: kombu would go on for seconds, while a person waits for the page. The sweeper tries again.
            "max_retries": 0,
        },
    )
    return client


_SENDING = ContextVar("salon_queue_sending", default=True)


@contextmanager
def nothing_sent() -> Iterator[None]:
    """For whoever does all the work that becomes due before the transaction commits: there is nothing to hint at."""
    token = _SENDING.set(False)
    try:
        yield
    finally:
        _SENDING.reset(token)


def enqueue_on_commit(task: str, keys: Iterable[int | str]) -> None:
    """Send one message per key once the current transaction has committed."""
    wanted = list(keys)
    if wanted and _SENDING.get():
        transaction.on_commit(lambda: _send(task, wanted), robust=True)


def _send(task: str, keys: list[int | str]) -> None:
    try:
        with _client().producer_pool.acquire(block=True, timeout=5) as producer:
            for key in keys:
                _client().send_task(
                    task,
                    kwargs={"key": key},
                    queue=QUEUES[task],
                    producer=producer,
                    retry=False,
                    ignore_result=True,
                )
    except (OperationalError, OSError) as error:
        log.warning("queue unreachable, the sweeper will enqueue %s again: %s", task, error)
