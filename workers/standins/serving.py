"""What both stand-in servers share: starting and ending, counting calls, and errors in OpenAI's shape."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

# Bodies of up to 2 MB come hundreds of times a second; with the default of 64 KiB the transport would be paused and
# resumed dozens of times for each.
_READ_BUFFER = 4 * 1024 * 1024
# What is still being answered when the server is told to end is given this long, in seconds.
_GRACE_S = 0.3


class CallMeter:
    """Counts calls and how many are answered at the same time. ``first_call_at`` is Unix time in seconds."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.reset()

    def reset(self) -> None:
        """Start anew; calls in flight stay in flight."""
        self.calls = 0
        self.max_in_flight = self.in_flight
        self.first_call_at: float | None = None

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count one call for as long as it lasts."""
        self.calls += 1
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        if self.first_call_at is None:
            self.first_call_at = time.time()
        try:
            yield
        finally:
            self.in_flight -= 1

    def as_json(self) -> dict[str, object]:
        """The counts under the names that /stats uses."""
        return {
            "calls": self.calls,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "first_call_at": self.first_call_at,
        }


def error_response(
    status: int,
    message: str,
    *,
    kind: str,
    code: int | str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """An error as OpenAI-compatible servers send it; ``code`` is the status where none is given."""
    error = {"message": message, "type": kind, "param": param, "code": status if code is None else code}
    return web.json_response({"error": error}, status=status, headers=headers)


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give aiohttp's own errors (no such path, body too large …) the same shape as all others."""
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        return error_response(error.status, error.reason, kind="invalid_request_error")


def server_arguments(description: str) -> argparse.ArgumentParser:
    """A parser with the arguments that every stand-in takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 chooses a free port")
    return parser


def serve(app: web.Application, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; says "listening on http://host:port" on stdout as soon as it does."""
    asyncio.run(_serve(app, host, port))


async def _serve(app: web.Application, host: str, port: int) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    runner = web.AppRunner(
        app,
        access_log=None,
        # A client that leaves takes its call with it, as with the real engine.
        handler_cancellation=True,
        shutdown_timeout=_GRACE_S,
        read_bufsize=_READ_BUFFER,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        sys.stdout.write(f"listening on http://{host}:{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await ended.wait()
    finally:
        await runner.cleanup()
