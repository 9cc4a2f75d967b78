"""``/metrics``: the page that Prometheus reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from prometheus_client import GCCollector, ProcessCollector, generate_latest
from prometheus_client.registry import CollectorRegistry

from leaderboard.observe import replies
from leaderboard.observe.access import Access
from leaderboard.observe.figures.process import PageMemory, PageMemoryFigures, RequestTimes
from leaderboard.observe.figures.site import SiteFigures
from leaderboard.observe.replies import Reply, Scope

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Figures:
    """The figures of the site and of this process, and the page that shows them.

    Args:
        pages: the page cache; None where pages are not cached.
        kept_s: seconds for which the site's figures answer all who ask.
        within_s: seconds after which the page goes without the site's figures.
    """

    def __init__(self, access: Access, pages: PageMemory | None, *, kept_s: float = 5.0, within_s: float = 8.0) -> None:
        self._access, self._kept_s, self._within_s = access, kept_s, within_s
        self._of_process, self._of_site = CollectorRegistry(), CollectorRegistry()
        self.request_times = RequestTimes(self._of_process)
        ProcessCollector(registry=self._of_process)
        GCCollector(registry=self._of_process)
        if pages is not None:
            self._of_process.register(PageMemoryFigures(pages))
        self._of_site.register(SiteFigures())
        self._thread = ThreadPoolExecutor(1, "figures")
        self._reading: asyncio.Future[bytes] | None = None
        self._known_at = float("-inf")

    def pages(self) -> dict[str, Callable[[Scope], Awaitable[Reply]]]:
        """The page by its address; to those who may not read it, it does not exist."""
        return {"/metrics": self._page}

    async def _page(self, scope: Scope) -> Reply:
        if not self._access.allows(scope):
            return _NOT_FOUND
        content: bytes = generate_latest(self._of_process)
        try:
            content += await asyncio.wait_for(asyncio.shield(self._site()), self._within_s)
        except TimeoutError:
            content += _DATABASE_DOWN
        return Reply(HTTPStatus.OK, content, _CONTENT_TYPE)

    def _site(self) -> asyncio.Future[bytes]:
        """The site's figures: those that are being read, or were a moment ago, or else new ones."""
        is_old = time.monotonic() - self._known_at > self._kept_s
        if self._reading is None or (self._reading.done() and is_old):
            self._reading = asyncio.get_running_loop().run_in_executor(self._thread, self._read_site)
        return self._reading

    def _read_site(self) -> bytes:
        try:
            content: bytes = generate_latest(self._of_site)
            return content
        finally:
            self._known_at = time.monotonic()


_NOT_FOUND = replies.text("There is no such page.", HTTPStatus.NOT_FOUND)
_DATABASE_DOWN = b"# TYPE salon_database_up gauge\nsalon_database_up 0.0\n"
