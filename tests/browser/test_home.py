"""The home page in a browser: what a first visit loads, that nothing moves, and where its pictures lead."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser

_MOST_KIB, _MOST_REQUESTS = 90, 12
_SHIFT = """() => new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(shift), 300);
})"""


def test_a_first_visit_is_small_and_nothing_moves(page: Page, site: str) -> None:
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.extend([request]))
    page.goto(f"{site}/", wait_until="networkidle")
    assert len(finished) <= _MOST_REQUESTS
    sizes = [request.sizes() for request in finished]
    received = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert received / 1024 <= _MOST_KIB
    assert page.evaluate(_SHIFT) == 0


def test_pictures_lead_to_their_pages_and_the_prompt_to_all_of_its_pictures(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    pictures = page.get_by_role("region", name="Prompt of the day").get_by_role("img")
    expect(pictures).to_have_count(4)
    pictures.first.click()
    expect(page).to_have_url(re.compile(r"/images/\d+/$"))
    page.go_back()
    page.get_by_role("link", name="All pictures for this prompt").click()
    expect(page).to_have_url(re.compile(r"/boards/[^/]+/prompts/[^/]+/$"))
