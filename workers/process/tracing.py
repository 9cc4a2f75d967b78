"""What a task's log lines and its span belong to: the task, its row, and the web request that it goes back to."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any

from celery.signals import beat_init, task_failure, task_postrun, task_prerun, worker_init, worker_shutdown
from django.conf import settings

from leaderboard.logs import context
from leaderboard.telemetry import spans, starting

_TRACE = ("traceparent", "tracestate")


class _OfThread(threading.local):
    """The span of the task that this thread runs."""

    span: spans.Span | None = None
    leaving = ExitStack()


_here = _OfThread()


@worker_init.connect
def start_worker(sender: Any, **_: object) -> None:
    """Send traces and errors, if an operator wants them."""
    starting.start(f"salon-worker-{str(sender.hostname).partition('@')[0]}", settings.SALON_TELEMETRY)


@beat_init.connect
def start_beat(**_: object) -> None:
    """Send errors, if an operator wants them."""
    starting.start("salon-beat", settings.SALON_TELEMETRY)


@worker_shutdown.connect
def stop(**_: object) -> None:
    """Send what was not sent yet."""
    starting.stop()


@task_prerun.connect
def begin(task: Any, kwargs: dict[str, Any] | None = None, **_: object) -> None:
    """Bind the task's name, the key of its row, and the request's id, for the thread that runs it; begin its span."""
    values: dict[str, object] = {"task": task.name}
    if kwargs and "key" in kwargs:
        values["key"] = kwargs["key"]
    request_id = task.request.get(context.MESSAGE_HEADER)
    if request_id:
        values[context.REQUEST] = request_id
    context.replace(**values)
    trace = {name: value for name in _TRACE if (value := task.request.get(name))}
    _here.leaving = ExitStack()
    _here.span = _here.leaving.enter_context(spans.span(task.name, "consumer", trace))


@task_failure.connect
def fail(exception: BaseException, **_: object) -> None:
    """The task raised an exception."""
    if _here.span is not None:
        _here.span.fail(type(exception).__name__)


@task_postrun.connect
def end(**_: object) -> None:
    """End the span, and bind nothing any more: the thread takes another task."""
    if _here.span is not None:
        # What the task has bound meanwhile, such as its submission.
        _here.span.set(**{f"salon__{name}": str(value) for name, value in context.bound().items()})
    _here.leaving.close()
    _here.span = None
    context.replace()
