"""Python imports this at the start of every program of the stack: a clock that is off, and messages sent repeatedly.

What to do stands in a file of FAULTS_INSTRUCTIONS that bears the program's name. It is read again while the program
runs, so that a clock can go wrong and be put right without a restart.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

_READ_AGAIN_S = 0.1


def _program() -> str:
    arguments = sys.orig_argv
    if "beat" in arguments:
        return "beat"
    return arguments[arguments.index("-Q") + 1] if "-Q" in arguments else "site"


class _Instructions:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = float("-inf")
        self._values: dict[str, float] = {}

    def get(self, name: str, default: float) -> float:
        if time.monotonic() - self._read_at > _READ_AGAIN_S:
            self._read_at = time.monotonic()
            try:
                self._values = json.loads(self._file.read_text())
            except FileNotFoundError:
                self._values = {}
        return self._values.get(name, default)


def _shift_clock(instructions: _Instructions) -> None:
    """Shift the clocks of Python, Django and Celery; monotonic clocks and the files' times stay right."""
    from celery import Celery
    from celery.worker import request
    from django.utils import timezone

    right_time, right_time_ns = time.time, time.time_ns

    def now() -> datetime:
        return datetime.now(tz=UTC) + timedelta(seconds=instructions.get("clock_s", 0.0))

    class ShiftedDatetime:
        """What Celery compares a message's expiry with."""

        @staticmethod
        def now(zone: tzinfo | None = None) -> datetime:
            return now().astimezone(zone)

    def now_of_celery(self: Celery) -> datetime:
        return right_now_of_celery(self) + timedelta(seconds=instructions.get("clock_s", 0.0))

    right_now_of_celery = Celery.now
    setattr(Celery, "now", now_of_celery)  # noqa: B010  # an assignment would not have the method's type
    setattr(request, "datetime", ShiftedDatetime)  # noqa: B010
    time.time = lambda: right_time() + instructions.get("clock_s", 0.0)
    time.time_ns = lambda: right_time_ns() + int(instructions.get("clock_s", 0.0) * 1e9)
    timezone.now = now


def _repeat_messages(instructions: _Instructions) -> None:
    from celery import Celery

    send = Celery.send_task

    def send_repeatedly(self: Celery, *arguments: Any, **options: Any) -> Any:
        for _ in range(int(instructions.get("copies", 1)) - 1):
            send(self, *arguments, **options)
        return send(self, *arguments, **options)

    setattr(Celery, "send_task", send_repeatedly)  # noqa: B010  # an assignment would not have the method's type


_folder = os.environ.get("FAULTS_INSTRUCTIONS")
if _folder:
    _given = _Instructions(Path(_folder) / _program())
    _shift_clock(_given)
    _repeat_messages(_given)
