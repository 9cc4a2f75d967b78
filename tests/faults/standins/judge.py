"""The stand-in judge with further faults.

    python -m tests.faults.standins.judge --port 8100

``POST /mode`` with ``{"mode": "…", "seconds": 2}`` switches the mode of all chat calls.
"""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self

from aiohttp import web

from workers.standins.pixel_judge.reply import MODEL_ID
from workers.standins.pixel_judge.server import VERSION, PixelJudge
from workers.standins.serving import error_response

Answer = Callable[["FaultyJudge", bytes, web.Request], Awaitable[web.StreamResponse]]


class FaultyJudge(PixelJudge):
    """The stand-in judge, with a mode that decides how its chat calls are answered."""

    def __init__(self) -> None:
        super().__init__()
        self._mode = "right"
        self._seconds = 0.0

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        pass

    @classmethod
    def from_options(cls, options: Namespace) -> Self:
        return cls()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [*super().routes(), web.post("/mode", self._set_mode)]

    async def _set_mode(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        self._mode = wanted["mode"]
        self._seconds = float(wanted.get("seconds", 0.0))
        if self._mode not in {"right", "wrong_model", "wrong_version", *_ANSWERS}:
            raise web.HTTPBadRequest(reason=f"no such mode: {self._mode}")
        return web.json_response({})

    async def _chat(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]  # may be cut off
        with self.meter.call():
            body = await request.read()
            await asyncio.sleep(self._seconds)
            answer = _ANSWERS.get(self._mode)
            return await (answer(self, body, request) if answer else self._answer(body))

    async def _models(self, request: web.Request) -> web.Response:
        right = await super()._models(request)
        if self._mode != "wrong_model" or right.text is None:
            return right
        return web.Response(text=right.text.replace(MODEL_ID, "somebody/else"), content_type="application/json")

    async def _version(self, request: web.Request) -> web.Response:
        version = "999" if self._mode == "wrong_version" else VERSION
        return web.json_response({"version": version})

    async def right_reply(self, body: bytes) -> Any:
        """The chat completion that the judge gives in good health."""
        response = await self._answer(body)
        assert isinstance(response.body, bytes)
        return json.loads(response.body)


def _error(status: int, message: str, **headers: str) -> Answer:
    async def answer(_judge: FaultyJudge, _body: bytes, _request: web.Request) -> web.Response:
        return error_response(status, message, kind="server_error", headers=headers)

    return answer


def _content(change: Callable[[str], str], *, finish_reason: str = "stop") -> Answer:
    """A readable completion with another answer in it."""

    async def answer(judge: FaultyJudge, body: bytes, _request: web.Request) -> web.Response:
        reply = await judge.right_reply(body)
        if "choices" in reply:
            choice = reply["choices"][0]
            choice["message"]["content"] = change(choice["message"]["content"] or "")
            choice["finish_reason"] = finish_reason
        return web.json_response(reply)

    return answer


async def _hang(_judge: FaultyJudge, _body: bytes, _request: web.Request) -> web.Response:
    await asyncio.Event().wait()  # until the client leaves or the server ends
    raise AssertionError("unreachable")


async def _garbage(_judge: FaultyJudge, _body: bytes, _request: web.Request) -> web.Response:
    return web.Response(body=b"\x00\xff<html>" * 50, content_type="application/json")


async def _no_choices(_judge: FaultyJudge, _body: bytes, _request: web.Request) -> web.Response:
    return web.json_response({"id": "chatcmpl-0", "object": "chat.completion", "choices": []})


async def _cut(judge: FaultyJudge, body: bytes, request: web.Request) -> web.StreamResponse:
    """Half of the reply, then the connection breaks."""
    reply = json.dumps(await judge.right_reply(body)).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(reply))})
    await response.prepare(request)
    await response.write(reply[: len(reply) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _all_pass(content: str) -> str:
    """The same verdict for everything, whatever the picture: a reply that reads well and means nothing."""
    answer = json.loads(content or "{}")
    return json.dumps({sub: {facet: {"score": 1} for facet in facets} for sub, facets in answer.items()})


_ANSWERS: dict[str, Answer] = {
    "error_500": _error(500, "Internal server error"),
    "busy_429": _error(429, "Too many requests", **{"Retry-After": "1"}),
    "away_503": _error(503, "Service unavailable"),
    "hang": _hang,
    "garbage": _garbage,
    "no_choices": _no_choices,
    "cut": _cut,
    "truncated": _content(lambda content: content[: len(content) // 2], finish_reason="length"),
    "malformed": _content(lambda _: "I cannot say much about this picture."),
    "collapsed": _content(lambda _: "!" * 200),
    "identical": _content(_all_pass),
    "thinks_aloud": _content(lambda content: f"Let me look at the picture first.\n</think>\n\n{content}"),
}
"""How chat calls are answered, by mode. Health, model and version stay right in all of them."""


if __name__ == "__main__":
    FaultyJudge.main()
