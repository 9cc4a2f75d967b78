"""Shared by the demo and the showcase: serves until it is stopped."""

from __future__ import annotations

import signal
import time
from types import FrameType

from leaderboard.embedded.stack import Stack


def end_as_by_ctrl_c() -> None:
    """Make SIGTERM and SIGHUP raise KeyboardInterrupt, so that all started programs are stopped in order."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _as_interrupt)


def serve(stack: Stack) -> None:
    """Wait until the process is stopped.

    Raises:
        ProcessFault: when one of the stack's programs ends by itself.
    """
    while True:
        stack.programs.check()
        time.sleep(1)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
