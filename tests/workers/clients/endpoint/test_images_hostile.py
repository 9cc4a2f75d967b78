"""The images client against endpoints that mean harm: size, time, redirects and the key."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import traceback
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from tests.workers.clients.endpoint.fixtures_images import (
    IMAGE,
    IMAGE_B64,
    KEY,
    LOOPBACK,
    ONE_ADDRESS,
    answering,
    client,
    request_to,
)
from tests.workers.conftest import Serve, ServeRaw
from workers.clients.endpoint.faults import (
    BadReply,
    BadUrl,
    EndpointFault,
    ForbiddenAddress,
    Rejected,
    ReplyTooLarge,
    TimedOut,
    Unauthorised,
)
from workers.clients.endpoint.images import ImageRequest, ImagesClient

MIB = 2**20


async def test_an_endless_reply_is_cut_and_hung_up_on(serve_raw: ServeRaw) -> None:
    sent = 0
    hung_up = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"10000\r\n" + b"A" * 65_536 + b"\r\n")
                await writer.drain()
                sent += 65_536
        finally:
            hung_up.set()

    base = await serve_raw(handle)
    started = time.monotonic()
    async with client(max_reply_bytes=MIB) as images:
        with pytest.raises(ReplyTooLarge, match="1048576 bytes") as caught:
            await images.generate(request_to(base))
        assert time.monotonic() - started < 5
        await asyncio.wait_for(hung_up.wait(), 2)
    assert not caught.value.retry
    assert not caught.value.fatal
    assert sent < 32 * MIB  # the cap and what the sockets' buffers hold


async def test_an_announced_size_is_enough_to_refuse(serve_raw: ServeRaw) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n")
        await reader.read()  # nothing more is ever sent

    base = await serve_raw(handle)
    async with client(max_reply_bytes=MIB, total_s=5) as images:
        with pytest.raises(ReplyTooLarge):
            await images.generate(request_to(base))


async def test_a_gzip_bomb_is_counted_as_it_unfolds(serve: Serve) -> None:
    bomb = gzip.compress(bytes(32 * MIB), compresslevel=1)

    async def handle(request: web.Request) -> web.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    base = await serve(handle)
    assert len(bomb) < MIB
    async with client(max_reply_bytes=MIB) as images:
        with pytest.raises(ReplyTooLarge):
            await images.generate(request_to(base))


async def test_the_cap_holds_for_the_url_too(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({"data": [{"url": "/1.png"}]})
        return web.Response(body=bytes(MIB + 1))

    base = await serve(handle)
    async with client(max_reply_bytes=MIB) as images:
        with pytest.raises(ReplyTooLarge):
            await images.generate(request_to(base))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
async def test_a_slow_endpoint_is_left(serve_raw: ServeRaw, head: bytes) -> None:
    hung_up = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        await reader.read()
        hung_up.set()

    base = await serve_raw(handle)
    async with client(total_s=0.2) as images:
        with pytest.raises(TimedOut, match=r"within 0\.2 s") as caught:
            await images.generate(request_to(base))
        await asyncio.wait_for(hung_up.wait(), 2)
    assert caught.value.retry


async def test_a_host_that_accepts_no_connection_is_left() -> None:
    """A listener with a full queue drops what comes, as a firewall does."""
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        images = await stack.enter_async_context(client(connect_s=0.2))
        with pytest.raises(TimedOut, match=r"no connection to .* within 0\.2 s"):
            await images.generate(request_to(f"http://127.0.0.1:{listener.getsockname()[1]}"))


async def test_the_time_limit_covers_post_and_download_together(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        if request.method == "POST":
            return web.json_response({"data": [{"url": "/1.png"}]})
        return web.Response(body=IMAGE)

    base = await serve(handle)
    async with client(total_s=0.45) as images:
        with pytest.raises(TimedOut):
            await images.generate(request_to(base))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[fd00::1]:9/"])
async def test_a_redirect_into_a_private_network(serve: Serve, status: int, target: str) -> None:
    base = await serve(answering(status=status, json={}, headers={"Location": target}))
    async with client() as images:
        with pytest.raises(ForbiddenAddress, match=target.split("/")[2].split("]")[0].strip("[")):
            await images.generate(request_to(base))


async def test_a_redirect_to_another_port_of_this_machine(serve: Serve) -> None:
    """Only 127.0.0.1 is allowed, as a public address would be; the redirect leads to 127.0.0.2."""
    inner = await serve(answering(json={"data": [{"b64_json": IMAGE_B64}]}))
    target = inner.replace("127.0.0.1", "127.0.0.2")
    base = await serve(answering(status=307, json={}, headers={"Location": f"{target}/v1"}))
    async with ImagesClient(allowed=ONE_ADDRESS) as images:
        with pytest.raises(ForbiddenAddress, match=r"127\.0\.0\.2"):
            await images.generate(request_to(base))


@pytest.mark.parametrize("link", ["http://169.254.169.254/x.png", "http://127.0.0.2:1/x", "http://2130706433/"])
async def test_a_private_link_in_the_reply(serve: Serve, link: str) -> None:
    base = await serve(answering(json={"data": [{"url": link}]}))
    async with ImagesClient(allowed=ONE_ADDRESS) as images:
        with pytest.raises(ForbiddenAddress):
            await images.generate(request_to(base))


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://host.example/x", "http://me:secret@host.example/"])
async def test_links_and_redirects_that_are_not_fetched(serve: Serve, link: str) -> None:
    linked = await serve(answering(json={"data": [{"url": link}]}))
    redirected = await serve(answering(status=302, json={}, headers={"Location": link}))
    async with client() as images:
        for base in (linked, redirected):
            with pytest.raises(BadUrl):
                await images.generate(request_to(base))


async def test_redirects_keep_request_and_key_within_the_origin(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path == "/v1/images/generations":
            return web.Response(status=302, headers={"Location": "/new"})
        assert (request.method, request.path) == ("POST", "/new")
        assert (await request.json())["prompt"] == "a red cube"
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        return web.json_response({"data": [{"b64_json": IMAGE_B64}]})

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


async def test_see_other_becomes_a_get(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.Response(status=303, headers={"Location": "/result"})
        assert (request.method, request.path, await request.read()) == ("GET", "/result", b"")
        return web.json_response({"data": [{"b64_json": IMAGE_B64}]})

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


async def test_the_key_does_not_travel_to_another_origin(serve: Serve) -> None:
    """Nor back again by way of it: who was trusted once may be steered by the stranger."""
    keys: list[str | None] = []

    async def second(request: web.Request) -> web.Response:
        keys.append(request.headers.get("Authorization"))
        return web.Response(status=307, headers={"Location": f"{first_base}/back"})

    async def first(request: web.Request) -> web.Response:
        keys.append(request.headers.get("Authorization"))
        if request.path == "/back":
            return web.Response(status=401)
        return web.Response(status=307, headers={"Location": second_base})

    second_base, first_base = await serve(second), await serve(first)
    async with client() as images:
        with pytest.raises(Unauthorised, match="the key was not sent on"):
            await images.generate(request_to(first_base))
    assert keys == [f"Bearer {KEY}", None, None]


async def test_redirects_end(serve: Serve) -> None:
    hits = 0

    async def handle(_: web.Request) -> web.Response:
        nonlocal hits
        hits += 1
        return web.Response(status=307, headers={"Location": "/again"})

    base = await serve(handle)
    async with client(max_redirects=3) as images:
        with pytest.raises(BadReply, match="more than 3 redirects"):
            await images.generate(request_to(base))
    assert hits == 4


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
@pytest.mark.parametrize(
    "echo",
    [
        {"error": {"message": f"bad key: {KEY}"}},
        {"error": f"Bearer {KEY}\u200b, " + KEY.replace("-", "\u200b-")},
        {"detail": [{"input": KEY}]},
        {"message": "x" * 290 + KEY},
    ],
)
async def test_an_echoed_key_is_redacted(serve: Serve, status: int, echo: object) -> None:
    base = await serve(answering(status=status, json=echo))
    async with client() as images:
        with pytest.raises(EndpointFault) as caught:
            await images.generate(request_to(base))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert KEY not in shown
    assert KEY[:9] not in shown
    assert caught.value.__context__ is None


async def test_an_echoed_key_in_html_is_redacted(serve: Serve) -> None:
    base = await serve(answering(text=f"<p>{KEY}</p>"))
    async with client() as images:
        with pytest.raises(BadReply) as caught:
            await images.generate(request_to(base))
    assert KEY not in str(caught.value)
    assert caught.value.__context__ is None


async def test_a_key_in_the_url_of_a_redirect_or_link_is_redacted(serve: Serve) -> None:
    targets = [
        f"http://127.0.0.1:1/{KEY}",
        f"http://{KEY}.invalid/",
        f"http://10.0.0.1/{KEY}",
        "http://127.0.0.1:1" + "/x" * 95 + KEY,
    ]
    async with client() as images:
        for target in targets:
            redirect = await serve(answering(status=307, json={}, headers={"Location": target}))
            link = await serve(answering(json={"data": [{"url": target}]}))
            for base in (redirect, link):
                with pytest.raises(EndpointFault) as caught:
                    await images.generate(request_to(base))
                assert KEY[:9] not in str(caught.value)


async def test_no_key_in_what_a_broken_connection_leaves_behind(serve_raw: ServeRaw) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"no HTTP\r\n\r\n")

    base = await serve_raw(handle)
    async with client() as images:
        with pytest.raises(EndpointFault) as caught:
            await images.generate(request_to(base))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


async def test_the_message_of_a_rejection_is_short_and_printable(serve: Serve) -> None:
    text = "unsafe\x00\x1b[31m\u202e prompt\n" + "x" * 10_000
    base = await serve(answering(status=400, json={"error": {"message": text}}))
    async with client() as images:
        with pytest.raises(Rejected) as caught:
            await images.generate(request_to(base))
    message = str(caught.value)
    assert "unsafe[31m prompt xxx" in message
    assert message.isprintable()
    assert len(message) < 400


async def test_a_huge_error_reply_is_not_read_to_its_end(serve: Serve) -> None:
    base = await serve(answering(status=400, text="y" * (8 * MIB)))
    async with client(max_reply_bytes=MIB) as images:
        with pytest.raises(Rejected, match="yyy"):
            await images.generate(request_to(base))


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "schlüssel"])
async def test_a_key_that_no_header_can_carry(serve: Serve, key: str) -> None:
    base = await serve(answering(json={}))
    async with client() as images:
        with pytest.raises(Unauthorised, match="line breaks") as caught:
            await images.generate(request_to(base, api_key=key))
    assert key not in str(caught.value)


async def test_cookies_are_not_kept(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        assert "Cookie" not in request.headers
        reply = web.json_response({"data": [{"b64_json": IMAGE_B64}]})
        reply.set_cookie("session", "1")
        return reply

    base = await serve(handle)
    request = ImageRequest(base.replace("127.0.0.1", "localhost"), "m", "p")
    async with ImagesClient(allowed=LOOPBACK) as images:
        for _ in range(2):
            assert await images.generate(request) == IMAGE
