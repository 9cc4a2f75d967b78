"""First visits with an empty cache, in a real browser: bytes, requests, when the table is seen, what moves."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from leaderboard.embedded.stack import Stack
from leaderboard.models import Board
from tests.bench.report import Figure
from tests.chromium import FLAGS, find_chromium

VISITS = 7
_TIMES = """() => new Promise((resolve) => {
  const found = { shift: 0, seen: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) found.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.seen = Math.max(found.seen, entry.startTime);
  }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve(found), 500);
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: KiB received, requests, ms until the largest part was painted, and the score of layout shifts."""

    kib: float
    requests: int
    seen_ms: float
    shift: float


def measure(stack: Stack, board: Board) -> list[Figure]:
    """Home and the board's page on a large screen, by the largest or the median of several visits."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        home = [_visit(browser, f"{stack.site_url}/") for _ in range(VISITS)]
        visits = [_visit(browser, f"{stack.site_url}/boards/{board.slug}/") for _ in range(VISITS)]
        browser.close()
    seen = sorted(visit.seen_ms for visit in visits)
    shift = max(visit.shift for visit in visits)
    return [
        Figure("first visit of home with an empty cache", _received(home), "≤ 90 KiB, ≤ 12", ""),
        Figure("first visit with an empty cache", _received(visits), "< 90 KiB, ≤ 12", ""),
        Figure(
            "the table is seen after",
            f"{statistics.median(seen):.0f} ms",
            "< 300 ms",
            f"largest contentful paint, {VISITS} visits, {seen[0]:.0f} to {seen[-1]:.0f} ms",
        ),
        Figure("layout shift", f"{shift:.3f}", "0", "the largest of the visits"),
    ]


def _received(visits: list[Visit]) -> str:
    return f"{max(visit.kib for visit in visits):.1f} KiB, {max(visit.requests for visit in visits)} requests"


def _visit(browser: Browser, address: str) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sizes = _watched(context.new_cdp_session(page))
    page.goto(address, wait_until="networkidle")
    times = _times(page)
    context.close()
    return Visit(sum(sizes.values()) / 1024, len(sizes), times["seen"], times["shift"])


def _watched(session: Any) -> dict[str, float]:
    """Bytes received by request, filled in while the page loads."""
    sizes: dict[str, float] = {}
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    return sizes


def _times(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(_TIMES)
    return found
