"""Requests to webhooks: signed, and every answer or silence is a reply with a cause."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from leaderboard.pipeline.notifying.sealing import new_secret
from tests.workers.clients.endpoint.fixtures_images import LOOPBACK
from tests.workers.conftest import Serve
from workers.clients.webhooks.client import Message, Reply, WebhookClient

SECRET = new_secret()


async def sent(url: str, *secrets: str, timeout_s: float = 5.0) -> Reply:
    client = WebhookClient(allowed=LOOPBACK, timeout_s=timeout_s)
    try:
        return await client.send(Message("msg_1", '{"type":"webhook.test"}', url, secrets or (SECRET,)))
    finally:
        await client.close()


async def test_each_secret_signs_and_no_other_verifies(serve: Serve) -> None:
    got: list[tuple[dict[str, str], str]] = []

    async def handle(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.text()))
        return web.Response(status=204)

    other = new_secret()
    reply = await sent(await serve(handle), SECRET, other)
    assert (reply.status, reply.cause) == (204, "")
    ((headers, body),) = got
    assert headers["Content-Type"] == "application/json"
    for secret in (SECRET, other):
        assert Verifier(secret).verify(body, headers) == {"type": "webhook.test"}
    with pytest.raises(WebhookVerificationError):
        Verifier(new_secret()).verify(body, headers)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (302, "the receiver replied 302, a redirect; enter the address that it leads to"),
        (410, "the receiver replied 410 Gone; a status from 200 to 299 is expected"),
        (500, "the receiver replied 500 Internal Server Error; a status from 200 to 299 is expected"),
        (599, "the receiver replied 599; a status from 200 to 299 is expected"),
    ],
)
async def test_other_statuses_are_failures_and_no_redirect_is_followed(serve: Serve, status: int, cause: str) -> None:
    calls = []

    async def handle(request: web.Request) -> web.Response:
        calls.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere", "Retry-After": "60"}, text="x" * 9000)

    reply = await sent(f"{await serve(handle)}/hook")
    assert (reply.status, reply.cause, calls) == (status, cause, ["/hook"])
    assert len(reply.excerpt) == 1000
    assert reply.retry_after_s is None


async def test_only_who_is_overloaded_is_asked_again_at_the_time_that_it_names(serve: Serve) -> None:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "60"})

    assert (await sent(await serve(handle))).retry_after_s == 60


async def test_silence_ends_with_the_time_limit_and_a_refused_connection_at_once(
    serve: Serve, closed_port: str
) -> None:
    async def handle(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    silent = await sent(await serve(handle), timeout_s=0.2)
    assert (silent.status, silent.cause) == (
        None,
        "no reply within 0.2 s; answer first, and do the work afterwards",
    )
    refused = await sent(closed_port)
    assert refused.status is None
    assert "cannot connect" in refused.cause


@pytest.mark.parametrize("url", ["http://localhost/", "http://127.0.0.1/", "http://2130706433/", "http://[::1]/"])
async def test_private_addresses_are_refused(url: str) -> None:
    client = WebhookClient()
    reply = await client.send(Message("msg_1", "{}", url, (SECRET,)))
    await client.close()
    assert (reply.status, "refused to connect" in reply.cause) == (None, True)
