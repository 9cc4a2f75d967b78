"""Every page by axe-core, in light and dark and on a phone: no violation, no sideways scrolling, no console error."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.walls import Wall, signed_in, walls

pytestmark = pytest.mark.browser

_WAYS: dict[str, dict[str, Any]] = {
    "desk-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("way", _WAYS)
def test_no_page_keeps_anyone_out(chromium: Browser, site: str, way: str) -> None:
    # axe runs as a script of the test's, which the pages' own policy would rightly refuse.
    options = {**_WAYS[way], "bypass_csp": True}
    stranger, reader = chromium.new_context(**options), signed_in(chromium, site, **options)
    found = {wall.name: _faults(reader if wall.signed_in else stranger, site, wall) for wall in walls(site)}
    stranger.close()
    reader.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("way", _WAYS)
def test_no_page_has_an_error_in_the_console_or_is_wider_than_the_screen(
    chromium: Browser, site: str, way: str
) -> None:
    options = _WAYS[way]
    stranger, reader = chromium.new_context(**options), signed_in(chromium, site, **options)
    found = {wall.name: _troubles(reader if wall.signed_in else stranger, site, wall) for wall in walls(site)}
    stranger.close()
    reader.close()
    assert {name: troubles for name, troubles in found.items() if troubles} == {}


def _faults(context: BrowserContext, site: str, wall: Wall) -> list[str]:
    page = context.new_page()
    page.goto(f"{site}{wall.path}", wait_until="networkidle")
    page.evaluate(AXE_SCRIPT)
    result = page.evaluate("() => axe.run()")
    page.close()
    return [
        f"{violation['id']}: {', '.join(str(node['target'][0]) for node in violation['nodes'][:5])}"
        for violation in result["violations"]
    ]


def _troubles(context: BrowserContext, site: str, wall: Wall) -> list[str]:
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{site}{wall.path}", wait_until="networkidle")
    too_wide = _too_wide(page)
    page.close()
    # The browser itself reports that a page is missing.
    wanted = [text for text in troubles if not (wall.name == "missing" and "404" in text)]
    return [*wanted, f"{too_wide} px too wide"] if too_wide else wanted


def _too_wide(page: Page) -> int:
    return int(page.evaluate("() => Math.max(0, document.scrollingElement.scrollWidth - window.innerWidth)"))
