"""Pages of a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium import launched

_PATIENCE_MS = 30_000  # nobody waits that long unless something fails, or the machine has much else to do


# For this package only: until Playwright is stopped, the thread counts as running an event loop, so that no asyncio
# test could run after it.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless browser for all tests of the group."""
    expect.set_options(timeout=_PATIENCE_MS)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django takes Playwright's loop for one of ours, and would refuse the tests' own use of the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A fresh page whose console errors and failed requests fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
