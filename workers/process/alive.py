"""The sign of life of a worker or of beat, for the health check of its container: a file, renewed again and again.

``python -m workers.process.alive judging`` says whether the worker of that queue on this machine is alive (exit code 0
or 1), ``… beat`` the same of beat. It asks neither PostgreSQL nor Redis: a worker that waits for them must not be
stopped, because it may hold the result of a paid call (workers/process/outages.py). It starts without Django.
"""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from pathlib import Path

from leaderboard.embedded import paths

log = logging.getLogger(__name__)

EVERY_S = 10.0
DEAD_AFTER_S = 60.0


def file_of(name: str) -> Path:
    """The file of a worker by its name (queue@machine).

    It holds a time of the monotonic clock, which all processes of a machine share and nobody sets.
    """
    return paths.home() / "alive" / name


def renew(name: str) -> None:
    """Note that the process is alive now.

    Raises:
        OSError: when files cannot be written to ``SALON_HOME``.
    """
    path = file_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(time.monotonic()), encoding="ascii")


def start_renewing(name: str) -> None:
    """Renew until the process ends."""
    threading.Thread(target=_renew_again_and_again, args=[name], name="alive", daemon=True).start()


def _renew_again_and_again(name: str) -> None:
    while True:
        try:
            renew(name)
        except OSError as error:
            log.warning(
                "health checks cannot see that %s is alive: files cannot be written to SALON_HOME: %s", name, error
            )
        time.sleep(EVERY_S)


def missing(name: str) -> str:
    """Why the process counts as dead, in words; "" if it is alive."""
    path = file_of(name)
    try:
        age_s = time.monotonic() - float(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return f"{name} has never been alive here: {path} is not there or cannot be read; start it with this SALON_HOME"
    if 0 <= age_s <= DEAD_AFTER_S:
        return ""
    since = f"for {age_s:.0f} s" if age_s > 0 else "since this machine was started"  # the clock begins at 0 then
    return f"{name} has shown no sign of life {since}; restart it"


def main(arguments: list[str]) -> int:
    """Check the worker of the queue that the arguments name."""
    if len(arguments) != 1:
        sys.stderr.write("name one queue, or beat: python -m workers.process.alive judging\n")
        return 2
    words = missing(f"{arguments[0]}@{socket.gethostname()}")
    if words:
        sys.stderr.write(f"{words}\n")
    return 1 if words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
