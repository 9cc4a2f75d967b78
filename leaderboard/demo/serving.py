"""What the demo and the showcase share: serving until somebody ends it."""

from __future__ import annotations

import signal
import time
from types import FrameType

from leaderboard.embedded.stack import Stack


def end_as_by_ctrl_c() -> None:
    """Have the signals that end a program raise KeyboardInterrupt, so that what was started is stopped in order."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _as_interrupt)


def serve(stack: Stack) -> None:
    """Wait, as long as all programs live."""
    while True:
        stack.programs.check()
        time.sleep(1)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
