"""``manage.py judge serve`` as a process, with real engines: the stand-in judge, on two ports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port, port_is_open, stop_tree


@dataclass
class Serving:
    """A running node with two engines."""

    process: subprocess.Popen[bytes]
    ports: tuple[int, int]
    home: Path
    log: Path

    @property
    def key(self) -> str:
        return (self.home / "secrets" / "judge-key").read_text()

    @property
    def said(self) -> str:
        return self.log.read_text()

    def engine(self, port: int) -> psutil.Process:
        return next(
            child
            for child in psutil.Process(self.process.pid).children(recursive=True)
            if {"pixel_judge", str(port)} <= set(" ".join(child.cmdline()).replace(".", " ").split())
        )

    def models(self, port: int, key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.get(f"http://127.0.0.1:{port}/v1/models", headers=headers).status_code


def wait_until(condition: Callable[[], bool], what: str, within_s: float = 40) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


def two_free_ports() -> tuple[int, int]:
    while True:
        port = free_port()
        if not port_is_open(port + 1):
            return port, port + 1


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    ports, home, log = two_free_ports(), tmp_path / "home", tmp_path / "log"
    command = ["manage.py", "judge", "serve", "pixel-baseline", "--replicas", "2", "--port", str(ports[0])]
    environment = {**os.environ, "SALON_HOME": str(home), "JUDGE_DRAIN_S": "5", "PYTHONUNBUFFERED": "1"}
    environment.pop("JUDGE_API_KEY", None)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=CHECKOUT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    running = Serving(process, ports, home, log)
    try:
        for number in range(2):
            checked = f"replica {number}: ok    constrained output"
            wait_until(lambda checked=checked: checked in running.said, checked)  # type: ignore[misc]  # bound here
        yield running
    finally:
        stop_tree(process)


def test_engines_ask_for_the_key_that_was_made_and_end_in_order(serving: Serving) -> None:
    for port in serving.ports:
        assert (serving.models(port, serving.key), serving.models(port, "wrong")) == (200, 401)
    assert serving.key not in serving.said
    assert f"the key is in {serving.home}" in serving.said
    serving.process.terminate()
    assert serving.process.wait(timeout=20) == 0
    assert not any(map(port_is_open, serving.ports))


def test_an_engine_that_dies_is_started_again_and_the_log_says_why(serving: Serving) -> None:
    first, other = serving.ports
    untouched = serving.engine(other).pid
    serving.engine(first).kill()
    wait_until(lambda: "replica 0: it was ended by SIGKILL" in serving.said, "the cause")
    wait_until(lambda: port_is_open(first) and serving.models(first, serving.key) == 200, "the engine")
    assert serving.engine(other).pid == untouched


def test_engines_do_not_outlive_a_node_that_is_killed(serving: Serving) -> None:
    engines = [serving.engine(port) for port in serving.ports]
    serving.process.send_signal(signal.SIGKILL)
    serving.process.wait()
    wait_until(lambda: not any(engine.is_running() for engine in engines), "the engines' end", within_s=20)


def test_an_engine_that_does_not_get_ready_ends_the_command(serving: Serving) -> None:
    """The ports are taken by the engines of another node."""
    command = ["manage.py", "judge", "serve", "pixel-baseline", "--port", str(serving.ports[0])]
    environment = {**os.environ, "SALON_HOME": str(serving.home)}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"CommandError: replica 0: port {serving.ports[0]} is used by another program" in done.stderr
