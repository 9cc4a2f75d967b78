"""Celery beat's scheduler, which shows that it is alive."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from celery.beat import Scheduler

from workers.process import alive


class AliveScheduler(Scheduler):
    """Keeps no state on disk; renews its sign of life whenever it looks at what is due (at least once per sweep)."""

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Send what is due; returns the seconds until the next look."""
        with contextlib.suppress(OSError):
            alive.renew(f"beat@{socket.gethostname()}")
        wait_s: float = super().tick(*arguments, **options)
        return wait_s
