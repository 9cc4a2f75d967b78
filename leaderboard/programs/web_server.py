"""How the site is served: the web server's command line, which docs/deploying.md explains.

Used by the programs that start the site on this machine; other machines run the same command.
"""

from __future__ import annotations

from typing import Final

MODULE: Final = "granian"
MOST_CONNECTIONS: Final = 4096
"""Open connections per process, idle ones included; more wait until one closes."""


def arguments(port: int, host: str = "127.0.0.1") -> list[str]:
    """The arguments of ``python -m granian``."""
    return [
        *("--interface", "asginl", "--host", host, "--port", str(port)),
        # HTTP/1 only: without it, a connection that says nothing at all is never closed.
        *("--http", "1", "--no-ws"),
        # When it is told to stop, it waits so long for clients that are being answered.
        *("--workers", "1", "--workers-kill-timeout", "8", "--no-access-log"),
        *("--backlog", str(MOST_CONNECTIONS), "--backpressure", str(MOST_CONNECTIONS)),
        *("--http1-header-read-timeout", "15000", "--http1-buffer-size", "65536"),
        "leaderboard.asgi:application",
    ]
