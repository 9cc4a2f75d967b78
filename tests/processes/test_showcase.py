"""``make showcase``: a site that can be read while and after it is filled, and nothing left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port

pytestmark = pytest.mark.processes
_WITHIN_S = 120


class Showcase:
    """A running ``make showcase``."""

    def __init__(self, home: Path, models: int) -> None:
        self.home, self.port = home, free_port()
        self.log = home.parent / "showcase.log"
        variables = {"SALON_HOME": str(home), "PORT": str(self.port), "SHOWCASE_MODELS": str(models)}
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "leaderboard.demo.showcase"],
                cwd=CHECKOUT,
                env={**os.environ, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _WITHIN_S
        while not ready():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.2)

    def wait_for(self, words: str) -> None:
        self.wait_until(lambda: words in self.said)

    def get(self, path: str) -> str:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}").raise_for_status().text

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def processes(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if _names(process, str(self.home))]


def _names(process: psutil.Process, home: str) -> bool:
    try:
        return home in " ".join(process.cmdline()) or process.environ().get("SALON_HOME") == home
    except psutil.Error:
        return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[int], Showcase]]:
    """Starts one with so many models; it is ended after the test."""
    started: list[Showcase] = []

    def start_showcase(models: int) -> Showcase:
        started.append(Showcase(tmp_path / "salon", models))
        return started[-1]

    yield start_showcase
    for running in started:
        if running.process.poll() is None:
            running.end()


def test_the_site_is_there_while_and_after_it_is_filled(start: Callable[[int], Showcase]) -> None:
    showcase = start(6)
    showcase.wait_for("The site: ")
    showcase.get("/")
    showcase.wait_for("Ctrl-C stops everything.")
    assert "SAMPLE DATA" in showcase.get("/boards/demo-1-sample-data-1-zh/")
    assert not (showcase.home / "logs" / "worker-judging.log").exists()
    assert showcase.end() == 0
    assert showcase.processes() == []


def test_ended_in_the_middle_it_leaves_nothing_running(start: Callable[[int], Showcase]) -> None:
    showcase = start(200)
    showcase.wait_until(lambda: any((showcase.home / "media").rglob("*.webp")))
    assert showcase.end() == 0
    assert "stopped; nothing was stored" in showcase.said
    assert showcase.processes() == []
