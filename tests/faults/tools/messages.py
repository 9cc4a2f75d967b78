"""The queue seen from outside: how many messages wait, and sending tasks past the pipeline."""

from __future__ import annotations

import redis
from celery import Celery

from leaderboard.pipeline.work.queue import QUEUES


class Messages:
    """The messages in one Redis. ``url`` goes past every proxy."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url)
        self._celery = Celery("faults", broker=url.replace("unix://", "redis+socket://", 1), set_as_current=False)

    def flush(self) -> None:
        """Lose all messages."""
        self._redis.flushall()

    def waiting(self, queue: str) -> int:
        """How many messages wait in a queue."""
        return int(self._redis.llen(queue))

    def send(self, task: str, *keys: int | str, copies: int = 1) -> None:
        """Send messages as the pipeline does; without keys the task takes none."""
        for kwargs in [{"key": key} for key in keys] or [{}]:
            for _ in range(copies):
                self._celery.send_task(task, kwargs=kwargs, queue=QUEUES[task], ignore_result=True)

    def close(self) -> None:
        """Close all connections."""
        self._redis.close()
        self._celery.close()
