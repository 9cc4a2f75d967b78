"""``make demo DEMO_EXIT=1``: the whole path, from an empty folder to published boards, and nothing left running."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port
from tests.homes import empty_home

pytestmark = pytest.mark.processes


def run_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    """``make demo DEMO_EXIT=1`` with further variables, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "leaderboard.demo"],
        cwd=CHECKOUT,
        env={**os.environ, "DEMO_EXIT": "1", **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def finished_demo() -> Iterator[tuple[subprocess.CompletedProcess[str], Path]]:
    with empty_home() as home:
        yield run_demo(SALON_HOME=str(home), PORT=str(free_port()), COLUMNS="140"), home


def test_it_publishes_the_boards_in_the_order_of_quality(
    finished_demo: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = finished_demo
    assert done.returncode == 0, done.stdout + done.stderr
    for board in ("demo-1-pixel-baseline-3-en", "demo-1-pixel-baseline-3-zh"):
        table = done.stdout[done.stdout.index(board) :]
        assert table.index("Sample Fine") < table.index("Sample Plain") < table.index("Sample Coarse")


def test_it_shows_the_rejected_bundles_report(
    finished_demo: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = finished_demo
    for label in ("Unsafe file name", "Two files for one picture", "Too small", "Animated", "Missing", "Not asked for"):
        assert label in done.stdout, label


def test_it_stops_every_process_it_started(
    finished_demo: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    _, home = finished_demo
    left = [p.info for p in psutil.process_iter(["pid", "cmdline"]) if str(home) in " ".join(p.info["cmdline"] or [])]
    assert left == []


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with (tmp_path / "running").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = run_demo(SALON_HOME=str(tmp_path), PORT=str(free_port()), COLUMNS="400")
    assert done.returncode == 1
    assert f"another run uses {tmp_path}" in done.stdout


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_demo(PORT=port)
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stdout
