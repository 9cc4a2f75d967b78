"""Local servers with real sockets: one that runs a given handler, and the stand-in judge as a process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port, port_is_open, stop_tree

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
RawHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[Handler], Awaitable[str]]
ServeRaw = Callable[[RawHandler], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts HTTP servers on free ports; every path of one goes to its handler."""
    async with AsyncExitStack() as stack:

        async def start(handler: Handler) -> str:
            app = web.Application(client_max_size=2**26)
            app.router.add_route("*", "/{path:.*}", handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}"

        yield start


@pytest.fixture
async def serve_raw() -> AsyncIterator[ServeRaw]:
    """Starts TCP servers that are free to break HTTP."""
    async with AsyncExitStack() as stack:

        async def start(handler: RawHandler) -> str:
            async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                try:
                    await handler(reader, writer)
                except (ConnectionError, asyncio.IncompleteReadError):
                    pass  # the client hung up, which is what some tests are about
                finally:
                    writer.close()

            server = await asyncio.start_server(handle, "127.0.0.1", 0)
            stack.callback(server.close)
            return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

        yield start


@pytest.fixture
async def closed_port() -> str:
    """A base URL at which nothing listens."""
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def pixel_judge() -> Iterator[str]:
    """The address of a running stand-in judge."""
    port = free_port()
    command = [sys.executable, "-m", "workers.standins.pixel_judge", "--port", str(port)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    while not port_is_open(port):
        assert process.poll() is None
    yield f"http://127.0.0.1:{port}"
    stop_tree(process)
