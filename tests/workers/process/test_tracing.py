"""What a task's lines in the log belong to, in a real worker."""

from __future__ import annotations

import time

from celery import Celery
from celery.contrib.testing.worker import start_worker

from leaderboard.logs import context
from workers.process import tracing  # noqa: F401  # what is tested: it listens to signals


def test_a_task_is_bound_with_its_row_and_request_and_the_next_one_starts_anew() -> None:
    app = Celery("traced", broker="memory://", set_as_current=False)
    app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)
    seen: list[dict[str, object]] = []

    @app.task(name="look")
    def look(*, key: int) -> None:
        context.bind(submission=17)
        seen.append(dict(context.bound()))

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        for key, headers in ((1, {context.MESSAGE_HEADER: "the-fronts-id"}), (2, {})):
            app.send_task("look", kwargs={"key": key}, headers=headers)
        for _ in range(200):
            if len(seen) > 1:
                break
            time.sleep(0.05)
    assert seen == [
        {"task": "look", "key": 1, "request": "the-fronts-id", "submission": 17},
        {"task": "look", "key": 2, "submission": 17},
    ]
