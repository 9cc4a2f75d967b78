"""A child of a process that was killed ends by itself."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from leaderboard.embedded.paths import CHECKOUT

pytestmark = pytest.mark.processes

PARENT = """
import multiprocessing, signal, time
from leaderboard.embedded.orphans import end_with_parent

def child():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end_with_parent()
    print("ready", flush=True)
    time.sleep(60)

multiprocessing.Process(target=child).start()
"""


def test_a_child_ends_soon_after_its_parent_was_killed_even_if_it_ignores_signals() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=CHECKOUT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        (child,) = psutil.Process(parent.pid).children()
        parent.kill()
    _, alive = psutil.wait_procs([child], timeout=20)
    assert alive == []
