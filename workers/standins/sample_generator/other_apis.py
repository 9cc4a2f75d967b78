"""The sample generator's other APIs: one call with a body of its own, and jobs that are asked for until they are done.

    POST /own      {"input": {"prompt", "width", "height", "seed"}, "model", "as"} → {"images": [{"picture": …}]}
    POST /jobs     the same, and "polls" and "ends" → 202 {"id", "status": "starting", "urls": {"get"}}
    GET  /jobs/ID  {"status": "processing"}, and after "polls" calls {"status": "succeeded", "output": [link]}
    GET  /jobs/ID/result  {"images": [{"picture": …}]}

"as" is "url" (the default), "base64" or "data". "ends" is "succeeded" (the default), "failed", "refused" (a failure
that names the content policy), "never", "unheard-of" (a state of which nobody has heard), or "unavailable-once".
"""

from __future__ import annotations

import base64
import itertools
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from workers.standins.sample_generator.request import (
    GenerationFaultError,
    GenerationRequest,
    read_generation_request,
)
from workers.standins.serving import error_response

_MAX_JOBS = 500


@dataclass
class Job:
    """A job: what was asked for, and how many more polls find it running."""

    asked: GenerationRequest
    form: str
    ends: str
    polls_left: int
    is_first_poll: bool = True


Draw = Callable[[GenerationRequest], Awaitable[bytes]]
"""Draws one picture of a request; returns a PNG."""

Store = Callable[[bytes], str]
"""Keeps a file; returns its path on this server."""


class OtherApis:
    """Both APIs, over one way to draw and to store."""

    def __init__(self, draw: Draw, store: Store) -> None:
        self._draw, self._store = draw, store
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._numbers = itertools.count(1)

    async def own(self, request: web.Request, body: bytes) -> web.Response:
        """One call, one picture."""
        document = _document(body)
        picture = await self._picture(request, _asked(document), str(document.get("as", "url")))
        return web.json_response({"images": [{"picture": picture}]})

    async def submit(self, request: web.Request, body: bytes) -> web.Response:
        """Accept a job."""
        document = _document(body)
        job = Job(
            _asked(document),
            str(document.get("as", "url")),
            str(document.get("ends", "succeeded")),
            int(document.get("polls", 1)),
        )
        job_id = f"job-{next(self._numbers)}"
        self._jobs[job_id] = job
        if len(self._jobs) > _MAX_JOBS:
            self._jobs.popitem(last=False)
        address = f"{request.url.origin()}/jobs/{job_id}"
        return web.json_response({"id": job_id, "status": "starting", "urls": {"get": address}}, status=202)

    async def state(self, request: web.Request) -> web.Response:
        """A job's state, and its picture once it has succeeded."""
        job = self._jobs.get(request.match_info["id"])
        if job is None:
            return error_response(404, "There is no such job.", kind="invalid_request_error")
        first, job.is_first_poll = job.is_first_poll, False
        if job.ends == "unavailable-once" and first:
            return error_response(503, "Try again.", kind="server_error", headers={"Retry-After": "0.1"})
        job.polls_left -= 1
        if job.ends == "never" or job.polls_left >= 0:
            return web.json_response({"status": "processing"})
        match job.ends:
            case "failed":
                return web.json_response({"status": "failed", "error": "out of memory"})
            case "refused":
                return web.json_response({"status": "failed", "error": "flagged by the content policy"})
            case "unheard-of":
                return web.json_response({"status": "unheard-of"})
        return web.json_response({"status": "succeeded", "output": [await self._picture(request, job.asked, job.form)]})

    async def result(self, request: web.Request) -> web.Response:
        """A job's picture, apart from its state."""
        job = self._jobs.get(request.match_info["id"])
        if job is None:
            return error_response(404, "There is no such job.", kind="invalid_request_error")
        return web.json_response({"images": [{"picture": await self._picture(request, job.asked, job.form)}]})

    async def _picture(self, request: web.Request, asked: GenerationRequest, form: str) -> str:
        content = await self._draw(asked)
        if form == "url":
            return f"{request.url.origin()}{self._store(content)}"
        encoded = base64.b64encode(content).decode()
        return f"data:image/png;base64,{encoded}" if form == "data" else encoded


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise GenerationFaultError(f"the body is not JSON: {error}", code="invalid_json", param=None) from error
    if not isinstance(document, dict) or not isinstance(document.get("input"), dict):
        raise GenerationFaultError('the body must be an object with an object "input"', param="input")
    return document


def _asked(document: dict[str, Any]) -> GenerationRequest:
    """The request in the form of the images API; width and height must be whole numbers, as JSON has them."""
    given = document["input"]
    sides = [given.get(name, 512) for name in ("width", "height")]
    if not all(isinstance(side, int) for side in sides):
        raise GenerationFaultError("width and height must be whole numbers", param="width")
    fields = {"model": document.get("model", "sample-fine"), "size": f"{sides[0]}x{sides[1]}"}
    fields |= {name: given[name] for name in ("prompt", "seed") if name in given}
    return read_generation_request(json.dumps(fields).encode())
