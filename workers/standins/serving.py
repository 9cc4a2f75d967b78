"""The frame of both stand-in servers: starting and ending, counting calls, statistics, and errors in OpenAI's shape."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import ClassVar, Self

from aiohttp import web
from aiohttp.typedefs import Handler

CREATED = 1793491200
"""The "created" of models and replies, Unix time (2026-11-01); constant, so that equal requests get equal answers."""

# Bodies of up to 2 MB arrive hundreds of times a second; with the default of 64 KiB the transport would be paused and
# resumed dozens of times for each.
_READ_BUFFER = 4 * 1024 * 1024
_GRACE_S = 0.3


class CallMeter:
    """Counts calls, and how many are in progress at the same time. ``first_call_at`` is Unix time in seconds."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.reset()

    def reset(self) -> None:
        """Set the counts back; calls in flight stay counted as such."""
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


def model_entry(name: str, **fields: object) -> dict[str, object]:
    """One entry of ``GET /v1/models``."""
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "salon", **fields}


class StandIn(ABC):
    """The frame of a stand-in server: its routes, its call meter, and the threads on which it does its work.

    ``GET /health`` is always answered; ``GET /stats`` shows what was asked, and ``POST /stats/reset`` forgets it.
    """

    description: ClassVar[str]
    """The description in ``--help``."""
    max_body: ClassVar[int]
    """The largest request that is read, in bytes."""

    def __init__(self) -> None:
        self.meter = CallMeter()
        # Pillow and numpy release the interpreter's lock for most of their work, so two threads keep two cores busy.
        self.executor = ThreadPoolExecutor(2, "stand-in")

    @classmethod
    def main(cls, arguments: Sequence[str] | None = None) -> None:
        """Run the server until it is stopped."""
        parser = argparse.ArgumentParser(description=cls.description)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, required=True, help="0 chooses a free port")
        parser.add_argument(
            "--grace-seconds", type=float, default=_GRACE_S, help="seconds for calls in progress when it is stopped"
        )
        cls.add_options(parser)
        options = parser.parse_args(arguments)
        asyncio.run(_serve(cls.from_options(options).app(), options.host, options.port, options.grace_seconds))

    @classmethod
    @abstractmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options that only this server takes."""

    @classmethod
    @abstractmethod
    def from_options(cls, options: argparse.Namespace) -> Self:
        """The server that these options ask for."""

    @abstractmethod
    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The paths of the API that it stands in for."""

    @abstractmethod
    def stats(self) -> dict[str, object]:
        """What ``GET /stats`` shows beside the call meter."""

    @abstractmethod
    def reset(self) -> None:
        """Forget what ``stats`` shows."""

    def app(self) -> web.Application:
        """The server as an aiohttp application."""
        app = web.Application(client_max_size=self.max_body, middlewares=[json_errors])
        app.add_routes(
            [
                web.get("/health", self._health),
                web.get("/stats", self._stats),
                web.post("/stats/reset", self._reset),
                *self.routes(),
            ]
        )
        app.cleanup_ctx.append(self._executor_lifetime)
        return app

    async def _executor_lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        self.executor.shutdown(wait=False, cancel_futures=True)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def _stats(self, _request: web.Request) -> web.Response:
        return web.json_response({**self.meter.as_json(), **self.stats()})

    async def _reset(self, _request: web.Request) -> web.Response:
        self.meter.reset()
        self.reset()
        return web.json_response({})


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int, grace_s: float = _GRACE_S) -> AsyncIterator[str]:
    """Serve while the context is open, then for ``grace_s`` seconds only what is in progress; yields the address."""
    runner = web.AppRunner(
        app,
        access_log=None,
        # A client that leaves takes its call with it, as with the real engine.
        handler_cancellation=True,
        shutdown_timeout=grace_s,
        read_bufsize=_READ_BUFFER,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _serve(app: web.Application, host: str, port: int, grace_s: float) -> None:
    """Serve until SIGTERM or SIGINT. Says "listening on http://host:port" on stdout as soon as it does."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    async with listening(app, host, port, grace_s) as address:
        sys.stdout.write(f"listening on {address}\n")
        sys.stdout.flush()
        await ended.wait()
