"""The stand-in judge: measures pixels and speaks vLLM's OpenAI-compatible chat protocol.

    python -m workers.standins.pixel_judge --port 8100 [--host 127.0.0.1] [--reply-seconds 2] [--fixed]

Like vLLM, it asks for the key in the environment variable VLLM_API_KEY below /v1, if that is set.

``--fixed`` neither decodes nor measures: its verdicts come from a checksum, for benchmarks of everything around it.
``GET /stats`` shows how often each picture was judged, ``POST /stats/reset`` forgets it.
"""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from hmac import compare_digest
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from workers.standins.pixel_judge.cache import MeasureCache, image_ends_key
from workers.standins.pixel_judge.measures import UnreadablePictureError
from workers.standins.pixel_judge.reply import MAX_MODEL_LEN, MODEL_ID, PromptTooLongError, chat_reply
from workers.standins.pixel_judge.request import JudgeRequest, RequestFaultError, read_request
from workers.standins.pixel_judge.verdicts import fixed_verdicts, judge_checklist
from workers.standins.serving import StandIn, error_response, model_entry

VERSION = "1"  # the engine version that the judge profile "pixel-baseline" names
_FIXED_SIZE = (1024, 1024)  # px: the size that --fixed, which looks at no picture, assumes
_FAULTS = (RequestFaultError, UnreadablePictureError, PromptTooLongError)


class PixelJudge(StandIn):
    """The judge's handlers and their state.

    ``reply_seconds`` is the least wall time of a reply. ``fixed``: take the verdicts from a checksum, measure nothing.
    """

    description = "A judge that measures pixels and speaks vLLM's chat protocol."
    max_body = 64 * 1024 * 1024

    def __init__(self, *, reply_seconds: float = 0.0, fixed: bool = False) -> None:
        super().__init__()
        self._key = os.environ.get("VLLM_API_KEY", "")
        self._reply_seconds = reply_seconds
        self._fixed = fixed
        self._judged: dict[str, Counter[str]] = {}
        self._cache = MeasureCache(self.executor)

    @classmethod
    def add_options(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--reply-seconds", type=float, default=0.0, help="the least wall time of a reply")
        parser.add_argument("--fixed", action="store_true", help="verdicts from a checksum, nothing is measured")

    @classmethod
    def from_options(cls, options: Namespace) -> Self:
        return cls(reply_seconds=options.reply_seconds, fixed=options.fixed)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/version", self._version),
            web.get("/v1/models", self._models),
            web.post("/v1/chat/completions", self._chat),
        ]

    def stats(self) -> dict[str, object]:
        """``judged`` maps a picture's SHA-256 (with --fixed: a key made from its ends) to calls per dimension."""
        return {"measured": self._cache.measured, "judged": self._judged}

    def reset(self) -> None:
        self._judged.clear()
        self._cache.measured = 0

    def app(self) -> web.Application:
        app = super().app()
        app.middlewares.append(self._ask_for_key)
        return app

    @web.middleware
    async def _ask_for_key(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode()
        if self._key and request.path.startswith("/v1") and not compare_digest(given, f"Bearer {self._key}".encode()):
            return web.json_response({"error": "Unauthorized"}, status=401)
        return await handler(request)

    async def _version(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": VERSION})

    async def _models(self, _request: web.Request) -> web.Response:
        model = model_entry(MODEL_ID, root=MODEL_ID, parent=None, max_model_len=MAX_MODEL_LEN)
        return web.json_response({"object": "list", "data": [model]})

    async def _chat(self, request: web.Request) -> web.Response:
        loop = asyncio.get_running_loop()
        started = loop.time()
        with self.meter.call():
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
