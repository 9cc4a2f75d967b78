"""The only place that puts messages into the queue: by task name, and only after the transaction has committed.

A message is a hint; the row says whether there is work. So late or duplicate messages do no harm, and nothing is lost
while Redis is down: the rows stay due, and the sweeper offers them again.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import redis
from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from leaderboard.logs import context
from leaderboard.telemetry import spans

log = logging.getLogger(__name__)

INTAKE, GENERATION, JUDGING, PIPELINE = "intake", "generation", "judging", "pipeline"
PUBLISHING, SWEEPING, TRIALS, NOTIFYING = "publishing", "sweeping", "trials", "notifying"
"""Each slow kind of work has its own queue and worker. Checking bundles and rendering copies (``INTAKE``) take
minutes, publishing a board of thousands of models half an hour, and a test of an endpoint (``TRIALS``) or a call of a
webhook (``NOTIFYING``) as long as a stranger's address lets it wait. Nothing may wait behind them: neither scoring
(``PIPELINE``) nor the sweeper, which finds lost work."""

CHECK_BUNDLE = "submission.check_bundle"
TRY_ENDPOINT = "submission.try_endpoint"
ADMIT = "admission.admit"
GENERATE = "generation.generate_image"
RENDER = "generation.render_image"
JUDGE = "judging.judge_image"
SCORE = "scoring.score_submission"
PUBLISH = "publishing.publish_board"
CALL_WEBHOOK = "notifying.call_webhook"
SEND_MAIL = "notifying.send_mail"
EXPORT_DATA = "leaving.export_data"
SWEEP = "sweep"
TIDY = "tidy"

QUEUES = {
    CHECK_BUNDLE: INTAKE,
    TRY_ENDPOINT: TRIALS,
    ADMIT: PIPELINE,
    GENERATE: GENERATION,
    RENDER: INTAKE,
    JUDGE: JUDGING,
    SCORE: PIPELINE,
    PUBLISH: PUBLISHING,
    CALL_WEBHOOK: NOTIFYING,
    SEND_MAIL: NOTIFYING,
    EXPORT_DATA: INTAKE,
    SWEEP: SWEEPING,
    TIDY: INTAKE,
}

_BACKLOG_PATIENCE = 10
"""The factor for the time until a message counts as lost while its queue has messages."""


def lost_after_s(task: str) -> float:
    """The seconds after which the message of an unclaimed row counts as lost and the row is offered again.

    This is short while the task's queue is empty. While messages are waiting, the row's own is probably one of them,
    and offering it again would add another copy at every sweep for as long as the workers are busy.
    """
    return settings.SALON_REQUEUE_S if _is_empty(QUEUES[task]) else lost_at_last_s()


def lost_at_last_s() -> float:
    """The seconds after which a message counts as lost even if its queue is not empty."""
    return settings.SALON_REQUEUE_S * _BACKLOG_PATIENCE


def _is_empty(name: str) -> bool:
    try:
        return not _redis().llen(name)
    except redis.RedisError:
        return True  # messages in an unreachable Redis do not arrive


def is_reachable() -> bool:
    """Whether Redis answers."""
    try:
        return bool(_redis().ping())
    except redis.RedisError:
        return False


def ping() -> None:
    """Ask Redis for an answer.

    Raises:
        redis.RedisError: if Redis does not answer; it says why.
    """
    _redis().ping()


def identity() -> str:
    """A random text that every program reads in the same Redis; "" while it does not answer.

    A Redis restarted without its data has another one.
    """
    try:
        _redis().set("salon:identity", uuid.uuid4().hex, nx=True)
        found = _redis().get("salon:identity")
    except redis.RedisError:
        return ""
    return found.decode("ascii", "replace")[:40] if isinstance(found, bytes) else ""


def waiting_messages() -> dict[str, int] | None:
    """How many messages wait in each queue; None while Redis does not answer. One round trip."""
    names = sorted(set(QUEUES.values()))
    try:
        with _redis().pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.llen(name)
            return dict(zip(names, pipeline.execute(), strict=True))
    except redis.RedisError:
        return None


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
            # One attempt: kombu would retry for seconds while a person waits for the page. The sweeper retries.
            "max_retries": 0,
        },
    )
    return client


_SENDING = ContextVar("salon_queue_sending", default=True)


@contextmanager
def nothing_sent() -> Iterator[None]:
    """Send no messages within this context, for a caller that does the work itself before the transaction commits."""
    token = _SENDING.set(False)
    try:
        yield
    finally:
        _SENDING.reset(token)


def enqueue_on_commit(task: str, row_ids: Iterable[int | str]) -> None:
    """Send one message per row (by its primary key) once the current transaction has committed."""
    wanted = list(row_ids)
    if wanted and _SENDING.get():
        transaction.on_commit(lambda: _send(task, wanted), robust=True)


def _send(task: str, row_ids: list[int | str]) -> None:
    request_id = context.bound().get(context.REQUEST)
    headers = {**({context.MESSAGE_HEADER: request_id} if request_id else {}), **spans.headers()}
    try:
        with _client().producer_pool.acquire(block=True, timeout=5) as producer:
            for row_id in row_ids:
                _client().send_task(
                    task,
                    kwargs={"key": row_id},  # messages of every task have this one argument
                    queue=QUEUES[task],
                    producer=producer,
                    retry=False,
                    ignore_result=True,
                    headers=headers,
                )
    except (OperationalError, OSError) as error:
        log.warning("queue unreachable, the sweeper will enqueue %s again: %s", task, error)
