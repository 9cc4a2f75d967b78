"""The sample generator with further faults, asked for with ``"misbehave"`` like its own.

    python -m tests.faults.standins.endpoint --port 8200

``"tag"`` in the body of a call names whoever calls: ``GET /calls?tag=…`` tells how often each prompt was asked for.
``POST /mode`` with ``{"tag": "…", "misbehave": null}`` replaces a tag's misbehaviour while it runs.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from aiohttp import web

from workers.standins.sample_generator.misbehaviour import FAULTS, Fault, Generator
from workers.standins.sample_generator.request import GenerationRequest
from workers.standins.sample_generator.server import SampleGenerator
from workers.standins.serving import error_response


class FaultyEndpoint(SampleGenerator):
    """The sample generator; counts calls per tag, and lets a tag's misbehaviour be replaced."""

    def __init__(self, *, api_key: str | None = None, key_in: str = "bearer") -> None:
        super().__init__(api_key=api_key, key_in=key_in)
        self._per_tag: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._replaced: dict[str, str | None] = {}

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [*super().routes(), web.get("/calls", self._calls), web.post("/mode", self._set_mode)]

    async def _calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._per_tag[request.query["tag"]])

    async def _set_mode(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        self._replaced[wanted["tag"]] = wanted["misbehave"]
        return web.json_response({})

    async def _generate(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        tag = str(body.get("tag", ""))
        self._per_tag[tag][str(body.get("prompt"))] += 1
        if tag in self._replaced:
            body["misbehave"] = self._replaced[tag]
        # The body is read once and kept, so what the parent reads is replaced in its place.
        request._read_bytes = json.dumps(body).encode()
        return await super()._generate(request)

    async def _pictures(self, request: web.Request, asked: GenerationRequest) -> web.Response:
        if asked.misbehave == "same-picture":
            asked = replace(asked, prompt="The same picture, whatever is asked for.")
        elif asked.misbehave == "other-on-retry":
            asked = replace(asked, variant=asked.variant + 1000 * self._per_prompt[asked.prompt])
        return await super()._pictures(request, asked)


async def _hang(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> None:
    await asyncio.Event().wait()  # until the client leaves or the server ends


async def _cut(http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.StreamResponse:
    """The head and the first bytes of a reply, then the connection breaks."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100000"})
    await response.prepare(http)
    await response.write(b'{"created": 1, "data": [{"b64_json": "iVBORw0KGgo')
    if http.transport is not None:
        http.transport.close()
    return response


async def _refuse(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> web.Response:
    return error_response(400, "This prompt is against our rules.", kind="invalid_request_error", code="content_policy")


async def _refuse_cats(http: web.Request, asked: GenerationRequest, generator: Generator) -> web.StreamResponse | None:
    return await _refuse(http, asked, generator) if " cat " in asked.prompt else None


async def _other_picture(_http: web.Request, _asked: GenerationRequest, _generator: Generator) -> None:
    """A picture after all, but not the one that was asked for: see ``_pictures``."""


FURTHER: dict[str, Fault] = {
    "hang": _hang,
    "cut": _cut,
    "refuse": _refuse,
    "refuse-cats": _refuse_cats,
    "same-picture": _other_picture,
    "other-on-retry": _other_picture,
}
FAULTS.update(FURTHER)


if __name__ == "__main__":
    FaultyEndpoint.main()
