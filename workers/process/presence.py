"""Every worker process, and beat, reports itself and its clock, for operators to see."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any

from celery.signals import beat_init, worker_ready, worker_shutdown
from django.db import Error as AnyDatabaseError
from django.db import connection

from leaderboard.pipeline.work.workers import BEAT, report_worker
from workers.process import alive, counting

log = logging.getLogger(__name__)

_EVERY_S = 15.0


@worker_ready.connect
def start_reporting(sender: Any, **_: object) -> None:
    """Report, and show that the process is alive, until the worker ends."""
    alive.start_renewing(sender.hostname)
    threading.Thread(target=_report_again_and_again, args=[sender.hostname], name="presence", daemon=True).start()


@beat_init.connect
def start_reporting_beat(**_: object) -> None:
    """Report until beat ends; that it is alive, its scheduler shows itself."""
    name = f"{BEAT}@{socket.gethostname()}"
    threading.Thread(target=_report_again_and_again, args=[name], name="presence", daemon=True).start()


@worker_shutdown.connect
def report_last(sender: Any, **_: object) -> None:
    """Hand in what was counted since the last report."""
    try:
        counting.hand_in()
    except AnyDatabaseError as error:
        log.warning("the last counts of this worker are lost: %s", error)
    finally:
        connection.close()


def _report_again_and_again(name: str) -> None:
    while True:
        report(name)
        time.sleep(_EVERY_S)


def report(name: str) -> None:
    """Report once what the process is at and what it has counted, if the database answers."""
    try:
        report_worker(name, counting.calls_in_flight())
        counting.hand_in()
    except AnyDatabaseError as error:
        log.warning("%s could not report itself: %s", name, error)
    finally:
        connection.close()
