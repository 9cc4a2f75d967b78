"""What generator endpoints do wrong, on demand and by name, for tests of the client.

A generation call asks for a fault with ``"misbehave": "<name>"`` in its body. Some end in a real picture after all
("slow", and the "…-once" ones from the second call of a prompt on): their handlers return None.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import quote

import numpy as np
from aiohttp import web

from workers.standins.sample_generator.request import GenerationRequest
from workers.standins.serving import error_response

_GARBAGE_BYTES = 4096
_CHUNK = b"A" * 65536


class Generator(Protocol):
    """What a fault needs from the server."""

    def is_first(self, fault: str, prompt: str) -> bool:
        """Whether this fault was not committed for this prompt before; from now on it counts as committed."""

    def store(self, content: bytes) -> str:
        """Keep a file and return its path on this server."""


Fault = Callable[[web.Request, GenerationRequest, Generator], Awaitable[web.StreamResponse | None]]


async def _too_many(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return error_response(
        429,
        "Rate limit reached.",
        kind="rate_limit_error",
        code="rate_limit_exceeded",
        headers={"Retry-After": "1"},
    )


async def _broken(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return error_response(500, "The server had an error.", kind="server_error", code="server_error")


async def _unauthorised(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return unauthorised()


def unauthorised() -> web.Response:
    """The reply to a missing or wrong key."""
    return error_response(401, "Incorrect API key provided.", kind="invalid_request_error", code="invalid_api_key")


def _once(name: str, fault: Fault) -> Fault:
    async def only_the_first(
        http: web.Request, asked: GenerationRequest, generator: Generator
    ) -> web.StreamResponse | None:
        return await fault(http, asked, generator) if generator.is_first(name, asked.prompt) else None

    return only_the_first


async def _slow(_http: web.Request, asked: GenerationRequest, _generator: Generator) -> None:
    await asyncio.sleep(asked.seconds)


async def _html(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    page = "<!doctype html><title>Welcome</title><h1>Please sign in</h1>"
    return web.Response(text=page, content_type="text/html")


async def _empty_list(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return _images()


async def _empty_base64(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return _images({"b64_json": ""})


async def _garbage(http: web.Request, asked: GenerationRequest, generator: Generator) -> web.Response:
    seed = hashlib.sha256(asked.prompt.encode("utf-8", "replace")).digest()
    return _as_asked(http, asked, generator, np.random.default_rng(list(seed)).bytes(_GARBAGE_BYTES))


async def _text_as_png(http: web.Request, asked: GenerationRequest, generator: Generator) -> web.Response:
    return _as_asked(http, asked, generator, b"This is a text, whatever its address and its type say.\n")


async def _endless(http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.enable_chunked_encoding()
    await response.prepare(http)
    await response.write(b'{"created": 1, "data": [{"b64_json": "')
    while True:  # ends when the client leaves or the server is told to end: either cancels this
        await response.write(_CHUNK)
        await asyncio.sleep(0.005)


async def _redirect(_http: web.Request, asked: GenerationRequest, _generator: Generator) -> web.Response:
    return web.Response(status=302, headers={"Location": asked.location or "/health"})


async def _url_redirect(http: web.Request, asked: GenerationRequest, _generator: Generator) -> web.Response:
    return _images({"url": f"{http.url.origin()}/moved?to={quote(asked.location or '/health', safe='')}"})


def _as_asked(http: web.Request, asked: GenerationRequest, generator: Generator, content: bytes) -> web.Response:
    if asked.response_format == "url":
        return _images({"url": f"{http.url.origin()}{generator.store(content)}"})
    return _images({"b64_json": base64.b64encode(content).decode()})


def _images(*data: dict[str, str]) -> web.Response:
    return web.json_response({"created": 1, "data": list(data)})


FAULTS: dict[str, Fault] = {
    "429": _too_many,
    "429-once": _once("429-once", _too_many),
    "500": _broken,
    "500-once": _once("500-once", _broken),
    "401": _unauthorised,
    "slow": _slow,
    "html": _html,
    "empty-list": _empty_list,
    "empty-base64": _empty_base64,
    "garbage": _garbage,
    "text-as-png": _text_as_png,
    "endless": _endless,
    "redirect": _redirect,
    "url-redirect": _url_redirect,
}
