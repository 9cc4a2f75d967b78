"""Signals to a program and its children."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from leaderboard.embedded.processes import Program


def send(process: psutil.Process, how: signal.Signals, *, children: bool = True) -> None:
    """Send a signal to a process and, unless told otherwise, to all its descendants."""
    for member in [process, *(process.children(recursive=True) if children else [])]:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(how)


@contextmanager
def frozen(program: Program) -> Iterator[None]:
    """Stop a program with SIGSTOP, as on a paused machine, and let it go on afterwards."""
    process = psutil.Process(program.process.pid)
    send(process, signal.SIGSTOP)
    try:
        yield
    finally:
        thaw(process)


def thaw(process: psutil.Process) -> None:
    """Let a stopped process go on; harmless where it runs or has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        send(process, signal.SIGCONT)
