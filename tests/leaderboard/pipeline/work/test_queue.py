"""Messages: sent by name after the commit, given up for lost with patience, and never in the way of the transaction."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import LazySettings
from django.db import transaction

from leaderboard.embedded import redis as embedded
from leaderboard.embedded.processes import stop_tree
from leaderboard.logs import context
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import queue
from tests.leaderboard.pipeline.runs import judging_submission, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """A real Redis at the address of the settings, gone after the test."""
    forget_clients()
    url, process = embedded.start()
    with redis.Redis.from_url(url) as client:
        yield client
    stop_tree(process)
    forget_clients()


def forget_clients() -> None:
    queue._client.cache_clear()
    queue._redis.cache_clear()


def messages(broker: redis.Redis, name: str) -> list[tuple[str, Any]]:
    """Task name and arguments of all messages in a queue."""
    found = []
    for raw in broker.lrange(name, 0, -1):
        message = json.loads(raw)
        _, arguments, _ = json.loads(base64.b64decode(message["body"]))
        assert message["headers"]["expires"] is None  # the row says whether there is work
        found.append((message["headers"]["task"], arguments))
    return found


def test_a_message_per_key_is_sent_to_the_tasks_queue_once_the_transaction_has_committed(broker: redis.Redis) -> None:
    with transaction.atomic():
        queue.enqueue_on_commit(queue.GENERATE, [7, 8])
        queue.enqueue_on_commit(queue.RENDER, ["abc"])
        queue.enqueue_on_commit(queue.JUDGE, [])
        assert messages(broker, "generation") == []
    assert sorted(messages(broker, "generation"), key=str) == [
        (queue.GENERATE, {"key": 7}),
        (queue.GENERATE, {"key": 8}),
    ]
    assert messages(broker, "intake") == [(queue.RENDER, {"key": "abc"})]
    assert messages(broker, "judging") == []


def test_what_is_rolled_back_is_not_sent(broker: redis.Redis) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.enqueue_on_commit(queue.GENERATE, [7])
        _ = 1 / 0
    assert messages(broker, "generation") == []


def test_whoever_does_the_work_itself_sends_nothing(broker: redis.Redis) -> None:
    with transaction.atomic():
        with queue.nothing_sent():
            queue.enqueue_on_commit(queue.GENERATE, [7])
        queue.enqueue_on_commit(queue.GENERATE, [8])
    assert messages(broker, "generation") == [(queue.GENERATE, {"key": 8})]


def test_an_unreachable_broker_costs_a_moment_and_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    queue.enqueue_on_commit(queue.JUDGE, [1])  # the first call imports what it needs
    begun = time.monotonic()
    for _ in range(5):
        queue.enqueue_on_commit(queue.JUDGE, [1, 2, 3])
    assert time.monotonic() - begun < 2
    assert "the sweeper will enqueue judging.judge_image again" in caplog.text


def test_after_the_broker_has_come_back_messages_arrive_again(broker: redis.Redis) -> None:
    queue.enqueue_on_commit(queue.JUDGE, [1])
    broker.client_kill_filter(_type="normal", skipme=True)
    queue.enqueue_on_commit(queue.JUDGE, [2])  # may be lost with the connection: a hint
    queue.enqueue_on_commit(queue.JUDGE, [3])
    keys = [arguments["key"] for _, arguments in messages(broker, "judging")]
    assert {1, 3} <= set(keys)


def test_a_message_counts_as_lost_soon_only_where_none_waits_in_its_queue(
    broker: redis.Redis, settings: LazySettings
) -> None:
    settings.SALON_REQUEUE_S = 7
    assert queue.lost_after_s(queue.JUDGE) == 7
    queue.enqueue_on_commit(queue.JUDGE, [1])
    assert queue.lost_after_s(queue.JUDGE) == queue.lost_at_last_s() == 70
    assert queue.lost_after_s(queue.GENERATE) == 7
    broker.delete("judging")
    assert queue.lost_after_s(queue.JUDGE) == 7


def test_where_the_broker_cannot_be_reached_messages_count_as_lost_soon(settings: LazySettings) -> None:
    forget_clients()
    assert queue.lost_after_s(queue.JUDGE) == settings.SALON_REQUEUE_S


def test_what_waits_in_a_long_queue_is_not_sent_again_by_every_sweep(broker: redis.Redis) -> None:
    submission = judging_submission(pictures=3)
    assert len(messages(broker, "judging")) == 3
    for seconds in (31, 31):
        for row in submission.judgings.all():
            pass_time(row, seconds)
        sweep()
    assert len(messages(broker, "judging")) == 3
    broker.delete("judging")
    sweep()
    assert len(messages(broker, "judging")) == 3


def test_every_task_has_a_queue_that_a_worker_serves() -> None:
    tasks = {value for name, value in vars(queue).items() if name.isupper() and isinstance(value, str)}
    names = set(queue.QUEUES.values())
    assert set(queue.QUEUES) == tasks - names
    assert set(queue.QUEUES.values()) == names


def test_a_message_bears_the_id_of_the_request_that_sent_it(broker: redis.Redis) -> None:
    with context.binding(request="the-fronts-id"), transaction.atomic():
        queue.enqueue_on_commit(queue.SCORE, [1])
    queue.enqueue_on_commit(queue.SCORE, [2])
    sent = [json.loads(raw)["headers"].get(context.MESSAGE_HEADER) for raw in broker.lrange(queue.PIPELINE, 0, -1)]
    assert sorted(sent, key=str) == [None, "the-fronts-id"]
