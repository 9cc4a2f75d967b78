"""The stand-in judge: measures pixels and speaks vLLM's OpenAI-compatible chat protocol.

    python -m workers.standins.pixel_judge --port 8100 [--host 127.0.0.1] [--reply-seconds 2] [--fixed]

``--fixed`` neither decodes nor measures: its verdicts come from a checksum, for benchmarks of everything around it.
``GET /stats`` tells what was judged how often, ``POST /stats/reset`` forgets it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from workers.standins.pixel_judge.cache import MeasureCache, image_ends_key
from workers.standins.pixel_judge.measures import UnreadablePictureError
from workers.standins.pixel_judge.reply import CREATED, MAX_MODEL_LEN, MODEL_ID, PromptTooLongError, chat_reply
from workers.standins.pixel_judge.request import JudgeRequest, RequestFaultError, read_request
from workers.standins.pixel_judge.verdicts import fixed_verdicts, judge_checklist
from workers.standins.serving import CallMeter, error_response, json_errors, serve, server_arguments

VERSION = "1"  # the engine version that the judge profile "pixel-baseline" names
_MAX_BODY = 64 * 1024 * 1024  # bytes
_FIXED_SIZE = (1024, 1024)  # px: what --fixed, which does not look, takes every picture for
_FAULTS = (RequestFaultError, UnreadablePictureError, PromptTooLongError)


class PixelJudge:
    """The handlers and their state. ``reply_seconds`` is the least wall time of a reply."""

    def __init__(self, *, reply_seconds: float = 0.0, fixed: bool = False) -> None:
        self._reply_seconds = reply_seconds
        self._fixed = fixed
        self._meter = CallMeter()
        self._judged: dict[str, Counter[str]] = {}
        # Pillow and numpy let go of the interpreter for most of their work, so two threads keep two cores busy.
        self._executor = ThreadPoolExecutor(2, "measure")
        self._cache = MeasureCache(self._executor)

    def app(self) -> web.Application:
        """The server as an aiohttp application."""
        app = web.Application(client_max_size=_MAX_BODY, middlewares=[json_errors])
        app.router.add_get("/health", self._health)
        app.router.add_get("/version", self._version)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/stats", self._stats)
        app.router.add_post("/stats/reset", self._reset)
        app.cleanup_ctx.append(self._executor_lifetime)
        return app

    async def _executor_lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def _version(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": VERSION})

    async def _models(self, _request: web.Request) -> web.Response:
        model = {
            "id": MODEL_ID,
            "object": "model",
            "created": CREATED,
            "owned_by": "salon",
            "root": MODEL_ID,
            "parent": None,
            "max_model_len": MAX_MODEL_LEN,
        }
        return web.json_response({"object": "list", "data": [model]})

    async def _chat(self, request: web.Request) -> web.Response:
        loop = asyncio.get_running_loop()
        started = loop.time()
        with self._meter.call():
            response = await self._answer(await request.read())
            remaining = self._reply_seconds - (loop.time() - started)
            if remaining > 0:
                await asyncio.sleep(remaining)
            return response

    async def _answer(self, body: bytes) -> web.Response:
        try:
            asked = read_request(body)
            if asked.model not in (None, MODEL_ID):
                return error_response(
                    404, f"The model `{asked.model}` does not exist.", kind="NotFoundError", param="model"
                )
            reply = await self._judge(asked)
        except _FAULTS as fault:
            return error_response(400, str(fault), kind="BadRequestError")
        return web.Response(body=reply, content_type="application/json")

    async def _judge(self, asked: JudgeRequest) -> bytes:
        if self._fixed:
            key, size = image_ends_key(asked.image_base64), _FIXED_SIZE
            verdicts = fixed_verdicts(key, asked.checklist)
        else:
            measures = await self._cache.measures(asked.image_base64)
            key, size = measures.sha256, (measures.width, measures.height)
            verdicts = judge_checklist(measures, asked.prompt, asked.checklist)
        reply = chat_reply(asked, verdicts, image_key=key, image_size=size)
        self._judged.setdefault(key, Counter())[asked.dimension] += 1
        return reply

    async def _stats(self, _request: web.Request) -> web.Response:
        """``judged`` maps a picture's SHA-256 (with --fixed: the key made of its ends) to calls per dimension."""
        return web.json_response({**self._meter.as_json(), "measured": self._cache.measured, "judged": self._judged})

    async def _reset(self, _request: web.Request) -> web.Response:
        self._meter.reset()
        self._judged.clear()
        self._cache.measured = 0
        return web.json_response({})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the server until it is told to end."""
    parser = server_arguments("A judge that measures pixels and speaks vLLM's chat protocol.")
    parser.add_argument("--reply-seconds", type=float, default=0.0, help="the least wall time of a reply")
    parser.add_argument("--fixed", action="store_true", help="verdicts from a checksum, nothing is measured")
    options = parser.parse_args(arguments)
    judge = PixelJudge(reply_seconds=options.reply_seconds, fixed=options.fixed)
    serve(judge.app(), host=options.host, port=options.port)
