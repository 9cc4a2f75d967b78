"""Both stand-ins as real HTTP servers inside the test's event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from workers.standins.pixel_judge.server import PixelJudge
from workers.standins.sample_generator.server import SampleGenerator

Client = TestClient[web.Request, web.Application]
Start = Callable[[web.Application], Awaitable[Client]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts an application on a free port, with the settings that matter of the real server."""
    clients: list[Client] = []

    async def started(app: web.Application) -> Client:
        server = TestServer(app)
        await server.start_server(shutdown_timeout=0.2)
        clients.append(TestClient(server))
        return clients[-1]

    yield started
    for client in clients:
        await client.close()


@pytest.fixture
async def judge(start: Start) -> Client:
    return await start(PixelJudge().app())


@pytest.fixture
async def generator(start: Start) -> Client:
    return await start(SampleGenerator().app())
