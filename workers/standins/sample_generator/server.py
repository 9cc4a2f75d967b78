"""The sample generator: draws pictures and speaks OpenAI's Images API.

    python -m workers.standins.sample_generator --port 8200 [--host 127.0.0.1] [--api-key KEY]

Models "sample-fine", "sample-plain" and "sample-coarse" differ in quality; ``"quality": 0..1`` in the body overrides
it, ``"seed"`` chooses another scene, ``"misbehave"`` asks for a fault (see ``misbehaviour``). ``GET /stats`` tells
what was asked, ``POST /stats/reset`` forgets it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import io
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from leaderboard.demo.drawing.pictures import draw_picture
from workers.standins.sample_generator.misbehaviour import FAULTS, unauthorised
from workers.standins.sample_generator.request import (
    MODELS,
    GenerationFaultError,
    GenerationRequest,
    read_generation_request,
)
from workers.standins.serving import CallMeter, error_response, json_errors, serve, server_arguments

_MAX_BODY = 1024 * 1024  # bytes
_MAX_FILES = 500
_CREATED = 1793491200


class SampleGenerator:
    """The handlers and their state. With an ``api_key`` every call of the API must bear it."""

    def __init__(self, *, api_key: str | None = None) -> None:
        self._api_key = api_key
        self._meter = CallMeter()
        self._per_prompt: Counter[str] = Counter()
        self._committed: set[tuple[str, str]] = set()
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._executor = ThreadPoolExecutor(2, "draw")

    def app(self) -> web.Application:
        """The server as an aiohttp application."""
        app = web.Application(client_max_size=_MAX_BODY, middlewares=[json_errors])
        app.router.add_get("/health", self._health)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/images/generations", self._generate)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/moved", self._moved)
        app.router.add_get("/stats", self._stats)
        app.router.add_post("/stats/reset", self._reset)
        app.cleanup_ctx.append(self._executor_lifetime)
        return app

    async def _executor_lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        self._executor.shutdown(wait=False, cancel_futures=True)

    def is_first(self, fault: str, prompt: str) -> bool:
        """Whether this fault was not yet committed for this prompt; from now on it was."""
        key = (fault, prompt)
        first = key not in self._committed
        self._committed.add(key)
        return first

    def store(self, content: bytes) -> str:
        """Keep a file and return its path on this server; the oldest of 500 goes."""
        name = f"{hashlib.sha256(content).hexdigest()}.png"
        self._files[name] = content
        self._files.move_to_end(name)
        if len(self._files) > _MAX_FILES:
            self._files.popitem(last=False)
        return f"/files/{name}"

    def _may_call(self, request: web.Request) -> bool:
        if self._api_key is None:
            return True
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, f"Bearer {self._api_key}".encode())

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def _models(self, request: web.Request) -> web.Response:
        if not self._may_call(request):
            return unauthorised()
        models = [{"id": name, "object": "model", "created": _CREATED, "owned_by": "salon"} for name in MODELS]
        return web.json_response({"object": "list", "data": models})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        with self._meter.call():
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

    async def _misbehave(self, request: web.Request, asked: GenerationRequest) -> web.StreamResponse | None:
        fault = FAULTS.get(asked.misbehave or "")
        if fault is None:
            raise GenerationFaultError(f"misbehave must be one of {', '.join(FAULTS)}", param="misbehave")
        return await fault(request, asked, self)

    async def _pictures(self, request: web.Request, asked: GenerationRequest) -> web.Response:
        loop = asyncio.get_running_loop()
        files = [await loop.run_in_executor(self._executor, _png, asked, index) for index in range(asked.n)]
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
        """A redirect to wherever the caller says: what "url-redirect" hands out."""
        return web.Response(status=302, headers={"Location": request.query.get("to", "/health")})

    async def _stats(self, _request: web.Request) -> web.Response:
        return web.json_response({**self._meter.as_json(), "per_prompt": self._per_prompt})

    async def _reset(self, _request: web.Request) -> web.Response:
        self._meter.reset()
        self._per_prompt.clear()
        self._committed.clear()
        return web.json_response({})


def _png(asked: GenerationRequest, index: int) -> bytes:
    # Scenes of the further pictures lie far from those of any seed that a caller would choose.
    variant = asked.variant + index * 2**33
    picture = draw_picture(asked.prompt, width=asked.width, height=asked.height, quality=asked.quality, variant=variant)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the server until it is told to end."""
    parser = server_arguments("Draws sample pictures and speaks OpenAI's Images API.")
    parser.add_argument("--api-key", help="the bearer token that every call must carry")
    options = parser.parse_args(arguments)
    generator = SampleGenerator(api_key=options.api_key)
    serve(generator.app(), host=options.host, port=options.port)
