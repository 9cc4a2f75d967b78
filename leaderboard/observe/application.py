"""The ASGI application in front of the site: it answers monitoring itself, whatever the site's threads are doing.

Nothing of Django's handling of requests applies to these addresses: any Host header is right, nothing is redirected to
HTTPS, counted against a rate limit or cached.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from leaderboard.observe import replies
from leaderboard.observe.readiness import Readiness
from leaderboard.observe.replies import Application, Message, Receive, Reply, Scope, Send

Page = Callable[[Scope], Awaitable[Reply]]


class Observed:
    """Answers the given addresses, and passes all other requests to the site.

    Args:
        pages: by path, without a slash at the end.
        count: is told the status of each of the site's replies, and the seconds until it began.
    """

    def __init__(
        self, site: Application, pages: Mapping[str, Page], *, count: Callable[[int, float], None] | None = None
    ) -> None:
        self._site, self._pages, self._count = site, pages, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        page = self._pages.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if page is None:
            await self._site(scope, receive, self._counting(send) if self._count else send)
            return
        method = scope["method"]
        reply = await page(scope) if method in ("GET", "HEAD") else _WRONG_METHOD
        await reply.send(send, without_content=method == "HEAD")

    def _counting(self, send: Send) -> Send:
        begun, count = time.monotonic(), self._count

        async def counting(message: Message) -> None:
            if count is not None and message["type"] == "http.response.start":
                count(message["status"], time.monotonic() - begun)
            await send(message)

        return counting


def health_pages(readiness: Readiness) -> dict[str, Page]:
    """``/health/live``: this process answers. ``/health/ready``: everything that it needs is there, or 503."""

    async def live(scope: Scope) -> Reply:
        return replies.as_json({"live": True})

    async def ready(scope: Scope) -> Reply:
        missing = await readiness.missing()
        is_ready = not any(missing.values())
        items = {name: {"ok": not words, "missing": words} for name, words in missing.items()}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return replies.as_json({"ready": is_ready, "items": items}, status)

    return {"/health/live": live, "/health/ready": ready}


_WRONG_METHOD = replies.text("Only GET and HEAD are answered here.", HTTPStatus.METHOD_NOT_ALLOWED)
