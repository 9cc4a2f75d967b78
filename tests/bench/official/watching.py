"""Running a command and watching how long it takes and how much memory it and the database need at most."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Watched:
    """Wall seconds, the command's seconds of CPU (which other work on the machine moves less), and the highest sums
    seen of proportional memory (MiB): of the command with its children, and of the server with its."""

    seconds: float
    cpu_seconds: float
    command_mib: float
    server_mib: float


def watch(command: Sequence[str], environment: Mapping[str, str], output: Path, server: int | None = None) -> Watched:
    """Run a command to its end.

    Args:
        output: where what it writes goes.
        server: the process of the database server, to be watched beside it.

    Raises:
        RuntimeError: when it fails, with what it said.
    """
    command_peak = server_peak = 0.0
    started, cpu_before = time.perf_counter(), _cpu_seconds()
    with output.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
        while process.poll() is None:
            command_peak = max(command_peak, _memory_mib(process.pid))
            server_peak = max(server_peak, _memory_mib(server)) if server else 0.0
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY_S)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output.read_text(errors='replace')[-2000:]}")
    return Watched(seconds, _cpu_seconds() - cpu_before, command_peak, server_peak)


def _cpu_seconds() -> float:
    """Of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory_mib(pid: int) -> float:
    # Proportional: what processes share (the server's buffers, a forked interpreter) is counted once.
    return sum(_proportional(process) for process in _tree(pid)) / 2**20


def _proportional(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


def _tree(pid: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        yield root
        yield from root.children(recursive=True)
