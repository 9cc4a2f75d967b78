"""The report of ``salon judge``, opened as a file: readable for everybody, on every width, light and dark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from leaderboard.embedded.paths import CHECKOUT
from tests.leaderboard.domain.pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.processes]

_VIOLATIONS = "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(found => found.id)"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a bundle of small pictures."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "pictures").mkdir()
    for number in range(1, 25):
        (folder / "pictures" / f"p{number:03}.png").write_bytes(png(number, (256, 256 + number)))
    options = ("--suite", "demo-v1", "--lang", "en", "--judge", "pixel-baseline", "--prompts", "prompts")
    command = (sys.executable, "-m", "leaderboard.client", "judge", str(folder / "pictures"), *options)
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=300)
    return folder / "pictures.judged" / "report.html"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark"), (320, "light")])
def test_the_report_keeps_nobody_out(chromium: Browser, report: Path, width: int, scheme: str) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        offline=True,
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(report.as_uri())
    page.get_by_text("Prompt and verdicts").first.click()
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(_VIOLATIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.locator("figure img").first
    shown.scroll_into_view_if_needed()
    page.wait_for_function("(image) => image.naturalWidth > 0", arg=shown.element_handle())
    assert errors == []
    context.close()
