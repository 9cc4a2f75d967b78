"""What a task's lines in the log belong to: the task, its row, and the web request that it goes back to."""

from __future__ import annotations

from typing import Any

from celery.signals import task_postrun, task_prerun

from leaderboard.logs import context


@task_prerun.connect
def begin(task: Any, kwargs: dict[str, Any] | None = None, **_: object) -> None:
    """Bind the task's name, the key of its row, and the request's id, for the thread that runs it."""
    values: dict[str, object] = {"task": task.name}
    if kwargs and "key" in kwargs:
        values["key"] = kwargs["key"]
    request_id = task.request.get(context.MESSAGE_HEADER)
    if request_id:
        values[context.REQUEST] = request_id
    context.replace(**values)


@task_postrun.connect
def end(**_: object) -> None:
    """Bind nothing any more: the thread takes another task."""
    context.replace()
