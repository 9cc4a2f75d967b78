"""Starting programs, waiting until they are ready, and stopping them with their children."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import psutil

from leaderboard.embedded import paths

_STOP_WITHIN_S = 10


class ProcessFault(RuntimeError):
    """A program did not get ready, or ended by itself; the message names it and its log."""


@dataclass
class Program:
    """One running program and its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def log_tail(self, lines: int = 12) -> str:
        """The last lines of its log, "" if there is none."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


@dataclass
class Programs:
    """A set of programs. Leaving the context stops them all, the last started first."""

    environment: Mapping[str, str]
    logs: Path
    running: list[Program] = field(default_factory=list)
    python: str = sys.executable
    checkout: Path = paths.CHECKOUT
    """Whose code they run."""

    def start(self, name: str, module: str, *arguments: str) -> Program:
        """Start ``python -m module arguments`` with its output in ``<logs>/<name>.log``."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.python, "-m", module, *arguments],
                cwd=self.checkout,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C reaches only this process, which stops the programs in order.
                start_new_session=True,
            )
        program = Program(name, process, log)
        self.running.append(program)
        return program

    def adopt(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        """Add a program that was started elsewhere."""
        self.running.append(Program(name, process, log))

    def check(self) -> None:
        """Raise ProcessFault when a program has ended by itself."""
        for program in self.running:
            code = program.process.poll()
            if code is not None:
                raise ProcessFault(f"{program.name} ended with code {code}; its log says:\n{program.log_tail()}")

    def wait_until(self, ready: Callable[[], bool], what: str, *, within_s: float) -> None:
        """Poll until ``ready`` is true.

        Raises:
            ProcessFault: when a program ends meanwhile, or after ``within_s`` seconds; it names ``what`` is waited for.
        """
        deadline = time.monotonic() + within_s
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ProcessFault(f"{what} was not ready within {within_s:.0f} s; see the logs in {self.logs}")
            time.sleep(0.1)

    def stop(self, program: Program, *, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop one program and its descendants."""
        self.running.remove(program)
        stop_tree(program.process, how=how)

    def __enter__(self) -> Programs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self.running:
            self.stop(self.running[-1])


def stop_tree(process: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM) -> None:
    """Send a signal to a process, wait for it and its descendants, and kill those that are left.

    SIGKILL goes to the descendants too; any other signal is left to the process to pass on.
    """
    try:
        root = psutil.Process(process.pid)
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        tree = []
    for member in tree if how is signal.SIGKILL else tree[:1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(how)
    _, alive = psutil.wait_procs(tree, timeout=_STOP_WITHIN_S)
    for member in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


def free_port() -> int:
    """A TCP port on the loopback interface that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_open(port: int) -> bool:
    """Whether something listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
