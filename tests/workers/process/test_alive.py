"""The sign of life that a container's health check reads."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT
from workers.app import app
from workers.process import alive
from workers.process.beat import AliveScheduler

NAME = "judging@a-machine"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALON_HOME", str(tmp_path))
    return tmp_path


def test_a_process_that_renews_is_alive() -> None:
    assert "has never been alive" in alive.missing(NAME)
    alive.renew(NAME)
    assert alive.missing(NAME) == ""


@pytest.mark.parametrize("shift_s", [61.0, -3600.0], ids=["too old", "of an earlier start of the machine"])
def test_one_that_stopped_renewing_is_dead(shift_s: float) -> None:
    alive.renew(NAME)
    alive.file_of(NAME).write_text(str(time.monotonic() - shift_s))
    assert "has shown no sign of life" in alive.missing(NAME)


def test_half_a_file_is_not_a_sign_of_life() -> None:
    alive.renew(NAME)
    alive.file_of(NAME).write_text("")
    assert "cannot be read" in alive.missing(NAME)


def test_the_check_is_a_program_that_needs_neither_django_nor_a_service() -> None:
    def check(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "workers.process.alive", *arguments],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "DATABASE_URL": "postgresql://nowhere.invalid/x",
                "REDIS_URL": "redis://nowhere.invalid",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert check("judging")[0] == 1
    alive.renew(f"judging@{socket.gethostname()}")
    assert check("judging") == (0, "")
    assert check()[0] == 2
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 3 < 0.5


def test_beat_shows_that_it_is_alive_whenever_it_looks_at_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    beat = AliveScheduler(app)
    monkeypatch.setattr(beat, "apply_entry", lambda entry, producer=None: None)
    beat.tick()
    assert alive.missing(f"beat@{socket.gethostname()}") == ""
    assert app.conf.beat_scheduler == f"{AliveScheduler.__module__}:{AliveScheduler.__name__}"
