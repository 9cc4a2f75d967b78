"""Every page by axe-core, light and dark: no violation. On every width: no sideways scrolling, no console error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.walls import Wall, contexts_of, walls
from tests.showcase import Showcase

pytestmark = pytest.mark.browser

_WAYS: dict[str, dict[str, Any]] = {
    "desk-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "narrow-light": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
}
_AT_A_TIME = 6
"""Pages that are loaded together: each counts as loaded when it has asked for nothing for half a second."""

_WITHOUT_AXE = {"narrow-light"}  # the same rules as on the phone; only the width is asked here
# Only what is wrong is described in full, and only that leaves the browser.
_VIOLATIONS = "async () => (await axe.run({ resultTypes: ['violations'] })).violations"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a single visit to a page shows."""

    errors: list[str]
    px_too_wide: int
    violations: list[str]


@pytest.fixture(scope="module", params=_WAYS)
def visits(request: pytest.FixtureRequest, chromium: Browser, showcase: Showcase) -> dict[str, Visit]:
    """One visit per page, by the page's name."""
    site = showcase.address
    contexts = contexts_of(chromium, site, **_WAYS[request.param])
    with_axe = request.param not in _WITHOUT_AXE
    every, seen = walls(site, str(showcase.home)), dict[str, Visit]()
    for start in range(0, len(every), _AT_A_TIME):
        opened = [(wall, *_open(contexts[wall.reader], site, wall)) for wall in every[start : start + _AT_A_TIME]]
        seen |= {wall.name: _visit(page, errors, with_axe=with_axe) for wall, page, errors in opened}
    for context in contexts.values():
        context.close()
    return seen


def test_no_page_keeps_anyone_out(visits: dict[str, Visit]) -> None:
    assert {name: visit.violations for name, visit in visits.items() if visit.violations} == {}


def test_no_page_has_an_error_in_the_console_or_is_wider_than_the_screen(visits: dict[str, Visit]) -> None:
    # The browser itself reports that a page is missing.
    errors = {
        name: [text for text in visit.errors if not (name == "missing" and "404" in text)]
        for name, visit in visits.items()
    }
    assert {name: texts for name, texts in errors.items() if texts} == {}
    assert {name: visit.px_too_wide for name, visit in visits.items() if visit.px_too_wide} == {}


def _open(context: BrowserContext, site: str, wall: Wall) -> tuple[Page, list[str]]:
    """A page that is being loaded, and the list to which it adds its errors."""
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}{wall.path}", wait_until="commit")
    return page, errors


def _visit(page: Page, errors: list[str], *, with_axe: bool) -> Visit:
    page.wait_for_load_state("networkidle")
    px_too_wide = _px_too_wide(page)
    violations = []
    if with_axe:
        page.evaluate(AXE_SCRIPT)
        violations = page.evaluate(_VIOLATIONS)
    page.close()
    return Visit(errors, px_too_wide, [_described(violation) for violation in violations])


def _described(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {', '.join(str(node['target'][0]) for node in violation['nodes'][:5])}"


def _px_too_wide(page: Page) -> int:
    return int(page.evaluate("() => Math.max(0, document.scrollingElement.scrollWidth - window.innerWidth)"))
