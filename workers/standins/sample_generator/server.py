"""The sample generator: draws pictures and speaks OpenAI's Images API.

    python -m workers.standins.sample_generator --port 8200 [--host 127.0.0.1] [--api-key KEY] [--key-in PLACE]

The model decides quality and hand (see ``request.MODELS``): "sample-fine", "sample-plain" and "sample-coarse" differ in
both, and there is one model per hand, such as "sample-woodcut". In the body, ``"quality": 0..1`` overrides the quality,
``"seed"`` chooses another composition, and ``"misbehave"`` asks for a fault (see ``misbehaviour``). "gpt-image-1" and
"dall-e-3" answer as OpenAI's models of these names do. The paths /own and /jobs speak other APIs (see ``other_apis``).
``GET /stats`` shows what was asked, ``POST /stats/reset`` forgets it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import io
import time
from argparse import ArgumentParser, Namespace
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import Self

from aiohttp import web

from leaderboard.demo.drawing.pictures import draw_picture
from workers.standins.sample_generator.misbehaviour import FAULTS, unauthorised
from workers.standins.sample_generator.other_apis import OtherApis
from workers.standins.sample_generator.request import (
    MODELS,
    GenerationFaultError,
    GenerationRequest,
    read_generation_request,
)
from workers.standins.serving import StandIn, error_response, model_entry

_MAX_FILES = 500


class SampleGenerator(StandIn):
    """The generator's handlers and their state.

    With an ``api_key``, every call of the API must carry it: as the bearer token, or where ``key_in`` says,
    "header:NAME" or "query:NAME".
    """

    description = "Draws sample pictures and speaks OpenAI's Images API."
    max_body = 1024 * 1024

    def __init__(self, *, api_key: str | None = None, key_in: str = "bearer") -> None:
        super().__init__()
        self._api_key, self._key_in = api_key, key_in
        self._others = OtherApis(self._draw, self.store)
        self._per_prompt: Counter[str] = Counter()
        self._committed: set[tuple[str, str]] = set()
        self._files: OrderedDict[str, bytes] = OrderedDict()

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--api-key", help="the key that every call must carry")
        parser.add_argument("--key-in", default="bearer", help="where it is: bearer, header:NAME or query:NAME")

    @classmethod
    def from_options(cls, options: Namespace) -> Self:
        return cls(api_key=options.api_key, key_in=options.key_in)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/v1/models", self._models),
            web.post("/v1/images/generations", self._generate),
            web.post("/own", self._own),
            web.post("/jobs", self._submit),
            web.get("/jobs/{id}", self._job_state),
            web.get("/jobs/{id}/result", self._job_result),
            web.get("/files/{name}", self._file),
            web.get("/moved", self._moved),
        ]

    def stats(self) -> dict[str, object]:
        return {"per_prompt": self._per_prompt}

    def reset(self) -> None:
        self._per_prompt.clear()
        self._committed.clear()

    def is_first(self, fault: str, prompt: str) -> bool:
        """Whether this fault was not committed for this prompt before; from now on it counts as committed."""
        key = (fault, prompt)
        first = key not in self._committed
        self._committed.add(key)
        return first

    def store(self, content: bytes) -> str:
        """Keep a file and return its path on this server. Of more than 500 files the oldest are dropped."""
        name = f"{hashlib.sha256(content).hexdigest()}.png"
        self._files[name] = content
        self._files.move_to_end(name)
        if len(self._files) > _MAX_FILES:
            self._files.popitem(last=False)
        return f"/files/{name}"

    def _may_call(self, request: web.Request) -> bool:
        if self._api_key is None:
            return True
        kind, _, name = self._key_in.partition(":")
        expected = f"Bearer {self._api_key}" if kind == "bearer" else self._api_key
        given = request.query.get(name, "") if kind == "query" else request.headers.get(name or "Authorization", "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())

    async def _models(self, request: web.Request) -> web.Response:
        if not self._may_call(request):
            return unauthorised()
        return web.json_response({"object": "list", "data": [model_entry(name) for name in MODELS]})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        with self.meter.call():
            if not self._may_call(request):
                return unauthorised()
            try:
                asked = read_generation_request(await request.read())
                self._per_prompt[asked.prompt] += 1
                if asked.misbehave is not None:
                    response = await self._misbehave(request, asked)
                    if response is not None:
                        return response
                return await self._pictures(request, asked)
            except GenerationFaultError as fault:
                return error_response(
                    fault.status, str(fault), kind="invalid_request_error", code=fault.code, param=fault.param
                )

    async def _own(self, request: web.Request) -> web.Response:
        return await self._other(request, self._others.own)

    async def _submit(self, request: web.Request) -> web.Response:
        return await self._other(request, self._others.submit)

    async def _other(
        self, request: web.Request, answer: Callable[[web.Request, bytes], Awaitable[web.Response]]
    ) -> web.Response:
        with self.meter.call():
            if not self._may_call(request):
                return unauthorised()
            try:
                return await answer(request, await request.read())
            except GenerationFaultError as fault:
                return error_response(
                    fault.status, str(fault), kind="invalid_request_error", code=fault.code, param=fault.param
                )

    async def _job_state(self, request: web.Request) -> web.Response:
        return await self._others.state(request) if self._may_call(request) else unauthorised()

    async def _job_result(self, request: web.Request) -> web.Response:
        return await self._others.result(request) if self._may_call(request) else unauthorised()

    async def _draw(self, asked: GenerationRequest) -> bytes:
        self._per_prompt[asked.prompt] += 1
        return await asyncio.get_running_loop().run_in_executor(self.executor, _png, asked, 0)

    async def _misbehave(self, request: web.Request, asked: GenerationRequest) -> web.StreamResponse | None:
        fault = FAULTS.get(asked.misbehave or "")
        if fault is None:
            raise GenerationFaultError(f"misbehave must be one of {', '.join(FAULTS)}", param="misbehave")
        return await fault(request, asked, self)

    async def _pictures(self, request: web.Request, asked: GenerationRequest) -> web.Response:
        loop = asyncio.get_running_loop()
        files = [await loop.run_in_executor(self.executor, _png, asked, index) for index in range(asked.n)]
        if asked.response_format == "url":
            data = [{"url": f"{request.url.origin()}{self.store(content)}"} for content in files]
        else:
            data = [{"b64_json": base64.b64encode(content).decode()} for content in files]
        return web.json_response({"created": int(time.time()), "data": data})

    async def _file(self, request: web.Request) -> web.Response:
        content = self._files.get(request.match_info["name"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="image/png")

    async def _moved(self, request: web.Request) -> web.Response:
        """A redirect to wherever the caller says: the link that "url-redirect" replies with."""
        return web.Response(status=302, headers={"Location": request.query.get("to", "/health")})


def _png(asked: GenerationRequest, index: int) -> bytes:
    # Far from the variants of any seed that a caller would choose.
    variant = asked.variant + index * 2**33
    picture = draw_picture(
        asked.prompt, width=asked.width, height=asked.height, quality=asked.quality, variant=variant, hand=asked.hand
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
