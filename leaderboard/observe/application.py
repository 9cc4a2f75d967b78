"""The ASGI application in front of the site: it answers monitoring itself, even if the site's threads are busy.

All other requests get an id (X-Request-ID) for the log.

Nothing of Django's handling of requests applies to these addresses: any Host header is right, nothing is redirected to
HTTPS, counted against a rate limit or cached.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from leaderboard.logs import context
from leaderboard.observe import replies
from leaderboard.observe.readiness import Readiness
from leaderboard.observe.replies import Application, Message, Receive, Reply, Scope, Send

REQUEST_ID = b"x-request-id"

Page = Callable[[Scope], Awaitable[Reply]]


class Observed:
    """Answers the given addresses, and passes all other requests to the site.

    Args:
        pages: by path, without a slash at the end.
        count: called with the status of each of the site's replies, and the seconds until it began.
    """

    def __init__(
        self, site: Application, pages: Mapping[str, Page], *, count: Callable[[int, float], None] | None = None
    ) -> None:
        self._site, self._pages, self._count = site, pages, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        page = self._pages.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if page is None:
            await self._ask_site(scope, receive, send)
            return
        method = scope["method"]
        reply = await page(scope) if method in ("GET", "HEAD") else _WRONG_METHOD
        await reply.send(send, without_content=method == "HEAD")

    async def _ask_site(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with an id, which the reply names too: a cached page has the id of who reads it."""
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        begun, count = time.monotonic(), self._count
        request_id = _given_or_new_id(scope)

        async def observing(message: Message) -> None:
            if message["type"] == "http.response.start":
                if count is not None:
                    count(message["status"], time.monotonic() - begun)
                message["headers"] = [*message["headers"], (REQUEST_ID, request_id)]
            await send(message)

        headers = [pair for pair in scope["headers"] if pair[0] != REQUEST_ID]
        await self._site({**scope, "headers": [*headers, (REQUEST_ID, request_id)]}, receive, observing)


def _given_or_new_id(scope: Scope) -> bytes:
    given = next((value for name, value in scope["headers"] if name == REQUEST_ID), b"")
    return context.request_id(given.decode("latin-1")).encode()


def health_pages(readiness: Readiness, warnings: Readiness) -> dict[str, Page]:
    """``/health/live``: this process answers. ``/health/ready``: everything that it needs is there, or 503.

    ``warnings``: what the reply names beside that, such as programs that are not running; the site serves without them.
    """

    async def live(scope: Scope) -> Reply:
        return replies.as_json({"live": True})

    async def ready(scope: Scope) -> Reply:
        missing, noticed = await asyncio.gather(readiness.missing(), warnings.missing())
        is_ready = not any(missing.values())
        items = {name: {"ok": not words, "missing": words} for name, words in missing.items()}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        lines = [line for words in noticed.values() for line in words.splitlines()]
        return replies.as_json({"ready": is_ready, "items": items, "warnings": lines}, status)

    return {"/health/live": live, "/health/ready": ready}


_WRONG_METHOD = replies.text("Only GET and HEAD are answered here.", HTTPStatus.METHOD_NOT_ALLOWED)
