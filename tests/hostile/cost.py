"""What a hostile input costs: CPU seconds and memory of this process and its children, not the time on a clock."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


def cpu_s() -> float:
    """CPU seconds of this process and of all its children so far, ended ones included."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = 0.0
    for child in psutil.Process().children(recursive=True):
        times = child.cpu_times()
        running += times.user + times.system
    return time.process_time() + ended.ru_utime + ended.ru_stime + running


def largest_decoder_mib() -> float:
    """The most memory that one of this process's running decoders has had at a time."""
    peaks = [0.0]
    for child in psutil.Process().children(recursive=True):
        if "leaderboard.decoding.child" not in child.cmdline():
            continue
        status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
        peaks.append(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    return max(peaks)


@contextmanager
def cpu_within(limit_s: float) -> Iterator[None]:
    """Fails when what happens inside takes more CPU seconds than this."""
    before = cpu_s()
    yield
    assert cpu_s() - before < limit_s
