"""A pytest plugin: ``make showcase`` as a process of its own, shared by all tests that look at its site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port
from tests.homes import new_home

MODELS = 8
_WITHIN_S = 240
_FILLED = "Ctrl-C stops everything."


class Showcase:
    """A running ``make showcase``; ``filled_later`` says whether its site answered before all was there."""

    def __init__(self, home: Path, models: int) -> None:
        self.home, self.port = home, free_port()
        self.log = home.parent / "showcase.log"
        self.filled_later = False
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
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _WITHIN_S
        while not ready():
            assert self.is_running, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.2)

    def wait_until_filled(self) -> None:
        self.wait_until(lambda: "The site: " in self.said)
        self.get("/")
        self.filled_later = _FILLED not in self.said
        self.wait_until(lambda: _FILLED in self.said)

    def get(self, path: str) -> str:
        return httpx.get(f"{self.address}{path}", timeout=60).raise_for_status().text

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


class SharedShowcase:
    """Starts it for the first test that needs it; it runs until a test comes that does not need it, or ends it."""

    def __init__(self) -> None:
        self._resources = ExitStack()
        self._showcase: Showcase | None = None

    def get(self) -> Showcase:
        if self._showcase is None or not self._showcase.is_running:
            self.stop()
            self._showcase = Showcase(self._resources.enter_context(new_home()), MODELS)
            self._showcase.wait_until_filled()
        return self._showcase

    def stop(self) -> None:
        showcase, self._showcase = self._showcase, None
        if showcase is not None and showcase.is_running:
            showcase.end()
        self._resources.close()


_shared = SharedShowcase()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    if not (isinstance(nextitem, pytest.Function) and "showcase" in nextitem.fixturenames):
        _shared.stop()


@pytest.fixture(scope="module")
def showcase() -> Showcase:
    """A filled site of sample data."""
    return _shared.get()


@pytest.fixture(scope="module")
def site(showcase: Showcase) -> str:
    """The address of the filled site."""
    return showcase.address
