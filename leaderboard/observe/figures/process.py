"""The figures of this process: its requests, its cached pages, its memory and CPU time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from prometheus_client import Histogram
from prometheus_client.core import Metric
from prometheus_client.registry import CollectorRegistry

from leaderboard.observe.figures.families import counter, gauge

_BUCKETS_S = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class PageMemory(Protocol):
    """What is asked of the page cache."""

    @property
    def hits(self) -> int: ...

    @property
    def misses(self) -> int: ...

    @property
    def size(self) -> int: ...


class RequestTimes:
    """How long the site took until its replies began, by class of status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        times = Histogram(
            "salon_http_request_duration_seconds",
            "Time from a request to the beginning of its reply; waiting for slow bodies included.",
            ["status"],
            buckets=_BUCKETS_S,
            registry=registry,
        )
        self._times = [times.labels(f"{hundreds}xx") for hundreds in range(1, 6)]

    def add(self, status: int, seconds: float) -> None:
        """Count one request."""
        self._times[status // 100 - 1].observe(seconds)


class PageMemoryFigures:
    """A collector of the page cache's figures."""

    def __init__(self, pages: PageMemory) -> None:
        self._pages = pages

    def collect(self) -> Iterable[Metric]:
        """Its families."""
        yield counter(
            "page_cache_requests",
            "Requests for pages that may be cached: answered from memory (hit), or made by Django (miss).",
            ["result"],
            [("hit", self._pages.hits), ("miss", self._pages.misses)],
        )
        yield gauge("page_cache_bytes", "Memory of cached pages.", [], [(self._pages.size,)])
