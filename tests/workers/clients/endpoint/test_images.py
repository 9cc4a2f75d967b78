"""The images client on good days, and what each bad reply becomes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from tests.workers.clients.endpoint.fixtures_images import IMAGE, IMAGE_B64, KEY, answering, client, request_to
from tests.workers.conftest import Serve, ServeRaw
from workers.clients.endpoint.faults import (
    UNTOLD_WAIT_S,
    AccountFault,
    BadReply,
    EndpointFault,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    TimedOut,
    Unauthorised,
    Unavailable,
    Unreachable,
)
from workers.clients.endpoint.images import ImageRequest


async def test_sends_the_request_and_decodes_base64(serve: Serve) -> None:
    seen: list[tuple[str, str, dict[str, object], str | None]] = []

    async def handle(request: web.Request) -> web.Response:
        auth = request.headers.get("Authorization")
        seen.append((request.method, request.path_qs, await request.json(), auth))
        assert request.content_type == "application/json"
        return web.json_response({"created": 1, "data": [{"b64_json": IMAGE_B64}]})

    base = await serve(handle)
    request = ImageRequest(
        f"{base}/v1/",
        "painter-1",
        "ein Würfel, 红色",
        api_key=KEY,
        size="512x768",
        extra={"seed": 7, "n": 4, "model": "other", "prompt": "other", "size": "1x1"},
    )
    async with client() as images:
        assert await images.generate(request) == IMAGE
    sent = {"model": "painter-1", "prompt": "ein Würfel, 红色", "n": 1, "size": "512x768", "seed": 7}
    assert seen == [("POST", "/v1/images/generations", sent, f"Bearer {KEY}")]


@pytest.mark.parametrize(
    ("suffix", "path"),
    [
        ("", "/images/generations"),
        ("/v1/images/generations", "/v1/images/generations"),
        ("/v1?api-version=2", "/v1/images/generations?api-version=2"),
    ],
)
async def test_finds_the_path_and_sends_no_more_than_asked(serve: Serve, suffix: str, path: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        assert request.path_qs == path
        assert "Authorization" not in request.headers
        assert await request.json() == {"model": "m", "prompt": "p", "n": 1}
        return web.json_response({"data": [{"b64_json": IMAGE_B64, "url": None}]})

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(ImageRequest(base + suffix, "m", "p")) == IMAGE


@pytest.mark.parametrize("absolute", [True, False])
async def test_fetches_the_url_without_the_key(serve: Serve, absolute: bool) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            host = f"http://{request.host}" if absolute else ""
            return web.json_response({"data": [{"url": f"{host}/files/1.png?sig=a%2Fb%3D"}]})
        assert "Authorization" not in request.headers
        assert request.query["sig"] == "a/b="
        return web.Response(body=IMAGE, content_type="image/png")

    base = await serve(handle)
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


@pytest.mark.parametrize("field", ["url", "b64_json"])
async def test_accepts_a_data_url(serve: Serve, field: str) -> None:
    base = await serve(answering(json={"data": [{field: f"data:image/png;base64,{IMAGE_B64}"}]}))
    async with client() as images:
        assert await images.generate(request_to(base)) == IMAGE


@pytest.mark.parametrize(
    ("status", "kind", "retry", "fatal", "words"),
    [
        (401, Unauthorised, False, True, "401 from the endpoint: check the API key"),
        (402, AccountFault, False, True, "balance"),
        (403, Forbidden, False, True, "403 from the endpoint: check the API key"),
        (404, NotFound, False, True, "404 from the endpoint: check base URL and model name"),
        (405, NotFound, False, True, "check the base URL"),
        (400, Rejected, False, False, "400 from the endpoint"),
        (413, Rejected, False, False, "413"),
        (422, Rejected, False, False, "422"),
        (408, TimedOut, True, False, "408"),
        (429, RateLimited, True, False, "429"),
        (500, ServerError, True, False, "500"),
        (502, Unavailable, True, False, "502"),
        (503, Unavailable, True, False, "503"),
        (304, BadReply, True, False, "304"),
    ],
)
async def test_statuses(
    serve: Serve, status: int, kind: type[EndpointFault], retry: bool, fatal: bool, words: str
) -> None:
    base = await serve(answering(status=status, json={"error": {"message": "the endpoint's own words"}}))
    async with client() as images:
        with pytest.raises(EndpointFault, match=words) as caught:
            await images.generate(request_to(base))
    assert type(caught.value) is kind
    assert (caught.value.retry, caught.value.fatal) == (retry, fatal)
    assert caught.value.retry_after_s == (UNTOLD_WAIT_S if status == 429 else None)
    assert caught.value.summary
    assert "own words" not in caught.value.summary
    assert ("the endpoint's own words" in str(caught.value)) == (status != 304)


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_in_seconds(serve: Serve, status: int) -> None:
    base = await serve(answering(status=status, json={}, headers={"Retry-After": "17"}))
    async with client() as images:
        with pytest.raises(RateLimited) as caught:
            await images.generate(request_to(base))
    assert caught.value.retry_after_s == 17


async def test_retry_after_as_a_date(serve: Serve) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    base = await serve(answering(status=503, json={}, headers={"Retry-After": date}))
    async with client() as images:
        with pytest.raises(RateLimited) as caught:
            await images.generate(request_to(base))
    assert caught.value.retry_after_s == pytest.approx(90, abs=5)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ({"data": []}, "not a list with one image"),
        ({"data": None}, "not a list"),
        ({"data": ["x"]}, "not a list"),
        ({}, "not a list"),
        ([], "not a list"),
        (None, "not a list"),
        ({"error": {"message": "model is loading"}}, "model is loading"),
        ({"data": [{}]}, "neither b64_json nor url"),
        ({"data": [{"b64_json": 5, "url": ["x"]}]}, "neither b64_json nor url"),
        ({"data": [{"b64_json": "", "url": " "}]}, "neither b64_json nor url"),
        ({"data": [{"b64_json": "iVBO Rw0K"}]}, "not valid base64"),
        ({"data": [{"b64_json": "iVBOR"}]}, "not valid base64"),
        ({"data": [{"b64_json": "図"}]}, "not valid base64"),
        ({"data": [{"url": "data:image/png,abc"}]}, "not base64"),
        ({"data": [{"url": "data:image/png;base64"}]}, "empty"),
        ({"data": [{"url": "http://[::1/x"}]}, "cannot be parsed"),
        ({"data": [[]] * 200_000}, "far more JSON fields"),
    ],
)
async def test_replies_without_an_image(serve: Serve, reply: object, words: str) -> None:
    base = await serve(answering(json=reply))
    async with client() as images:
        with pytest.raises(BadReply, match=words) as caught:
            await images.generate(request_to(base))
    assert caught.value.retry
    assert not caught.value.fatal


@pytest.mark.parametrize("text", ["<!doctype html><title>Welcome</title>", "", "[" * 90_000, "\x00\xff", '{"data": ['])
async def test_replies_that_are_not_json(serve: Serve, text: str) -> None:
    base = await serve(answering(text=text))
    async with client() as images:
        with pytest.raises(BadReply, match="not JSON"):
            await images.generate(request_to(base))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, BadReply), (404, BadReply), (429, RateLimited), (500, ServerError)],
)
async def test_the_url_of_the_image_fails(serve: Serve, status: int, kind: type[EndpointFault]) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({"data": [{"url": "/1.png"}]})
        return web.Response(status=status)

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(kind) as caught:
            await images.generate(request_to(base))
    assert not caught.value.fatal


async def test_an_empty_file_behind_the_url(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response({"data": [{"url": "/1.png"}]}) if request.method == "POST" else web.Response()

    base = await serve(handle)
    async with client() as images:
        with pytest.raises(BadReply, match="empty"):
            await images.generate(request_to(base))


async def test_nothing_listens(closed_port: str) -> None:
    async with client() as images:
        with pytest.raises(Unreachable, match="cannot connect"):
            await images.generate(request_to(closed_port))


async def test_no_such_name() -> None:
    async with client() as images:
        with pytest.raises(Unreachable, match="cannot be resolved"):
            await images.generate(request_to("http://nowhere.invalid"))


async def test_no_tls_there(serve: Serve) -> None:
    base = await serve(answering(json={}))
    async with client() as images:
        with pytest.raises(Unreachable):
            await images.generate(request_to(base.replace("http:", "https:")))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"", Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", Unreachable),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", Unreachable),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", BadReply),
    ],
)
async def test_the_connection_breaks_off(serve_raw: ServeRaw, reply: bytes, kind: type[EndpointFault]) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)

    base = await serve_raw(handle)
    async with client() as images:
        with pytest.raises(kind) as caught:
            await images.generate(request_to(base))
    assert caught.value.retry


async def test_connections_are_kept_for_the_next_prompt(serve: Serve) -> None:
    peers: set[object] = set()

    async def handle(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({"data": [{"b64_json": IMAGE_B64}]})

    base = await serve(handle)
    async with client() as images:
        for _ in range(3):
            assert await images.generate(request_to(base)) == IMAGE
    assert len(peers) == 1


def test_the_request_does_not_show_its_key() -> None:
    assert KEY not in repr(request_to("http://host.example"))
