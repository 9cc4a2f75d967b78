"""Commands without what they need say so in a line."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port


def test_command_without_a_database() -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "load_suites"],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{free_port()}/salon"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    told = (done.stdout + done.stderr).strip().splitlines()
    assert len(told) == 1, "\n".join(told)
    assert "DATABASE_URL" in told[0]
    assert time.monotonic() - started < 15
