"""The Celery app: ``celery -A workers.app worker -Q judging -P threads -c 96``.

Messages are hints (see leaderboard/pipeline/work/queue.py). They are acknowledged on receipt, so that the broker's
visibility timeout delivers nothing twice. If a worker dies, the sweeper sends its messages again.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
os.environ["SALON_ROLE"] = "worker"  # leaderboard/settings/database.py
# Celery would run Django's checks in each worker, for which all pages and the API are imported (0.5 s, 24 MB). They are
# run by every command of manage.py, such as the one that prepares the site.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

import django  # the settings module must be named before Django is set up

django.setup()

from celery import Celery  # noqa: E402
from celery.schedules import schedule  # noqa: E402
from django.conf import settings  # noqa: E402

from leaderboard.pipeline.work import queue  # noqa: E402

# Celery's two lines per task would be most of the log and of its cost; the tasks log what matters.
for chatty in ("celery.worker.strategy", "celery.app.trace"):
    logging.getLogger(chatty).setLevel(logging.WARNING)

# Dozens of threads each run for a moment between two waits. With Python's default of 5 ms, a thread that prepares a
# picture would delay every other one by that much at each of its database calls.
sys.setswitchinterval(0.0005)

_STARTED = datetime.now(UTC), time.monotonic()  # noqa: TID251  # only what is added to it matters


def _steady_now() -> datetime:
    """A time for beat that no change of the machine's clock moves: after an hour set back, it would wait an hour."""
    moment, monotonic = _STARTED
    return moment + timedelta(seconds=time.monotonic() - monotonic)


app = Celery("salon", broker=settings.BROKER_URL, set_as_current=True)
app.conf.update(
    task_ignore_result=True,
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 30, "socket_connect_timeout": 5, "health_check_interval": 10},
    imports=[
        "workers.tasks.submission",
        "workers.tasks.admission",
        "workers.tasks.generation",
        "workers.tasks.judging",
        "workers.tasks.scoring",
        "workers.tasks.publishing",
        "workers.tasks.notifying",
        "workers.tasks.leaving",
        "workers.tasks.sweep",
        "workers.tasks.tidy",
        "workers.judging.watch",
        "workers.process.presence",
        "workers.process.tracing",
    ],
    # Not the one that stores when it last ran, by a clock that may have been wrong then.
    beat_scheduler="workers.process.beat:AliveScheduler",
    beat_schedule={
        "sweep": {
            "task": queue.SWEEP,
            "schedule": schedule(settings.SALON_SWEEP_S, nowfun=_steady_now),
            # No "expires": the worker would compare it with its own clock, and one that is ahead would never sweep.
            "options": {"queue": queue.QUEUES[queue.SWEEP]},
        },
        "tidy": {
            "task": queue.TIDY,
            "schedule": settings.SALON_TIDY_S,
            "options": {"queue": queue.QUEUES[queue.TIDY]},
        },
    },
)
