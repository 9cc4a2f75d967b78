"""``make screenshots``: every page, light and dark, on a desk and on a phone, as PNG files in ``.screenshots/``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.walls import Wall, contexts_of, showcase, walls
from tests.chromium import FLAGS, find_chromium

FOLDER = Path(__file__).resolve().parents[2] / ".screenshots"
MODELS = 60
_SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True},
}

# Charts and pictures are loaded when they come near; each step has time to be painted.
_THROUGH = """async () => {
  for (let top = 0; top < document.body.scrollHeight; top += window.innerHeight / 2) {
    window.scrollTo(0, top);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  window.scrollTo(0, 0);
}"""


def main() -> int:
    """Make them all; what was made before is overwritten. SCREENSHOT_SITE names a running showcase, in SALON_HOME."""
    FOLDER.mkdir(exist_ok=True)
    given = os.environ.get("SCREENSHOT_SITE")
    if given:
        _shoot_all(given.rstrip("/"))
        return 0
    with tempfile.TemporaryDirectory(prefix="salon-shots-") as home:
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        with showcase(MODELS) as site:
            _shoot_all(site)
    return 0


def _shoot_all(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for screen, options in _SCREENS.items():
            for scheme in ("light", "dark"):
                _shoot(browser, site, f"{screen}-{scheme}", {**options, "color_scheme": scheme})
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


def _shoot(browser: Browser, site: str, name: str, options: dict[str, Any]) -> None:
    contexts = contexts_of(browser, site, **options)
    for wall in walls(site, os.environ["SALON_HOME"]):
        _picture(contexts[wall.reader], site, wall, FOLDER / f"{wall.name}-{name}.png")
    for context in contexts.values():
        context.close()


def _picture(context: BrowserContext, site: str, wall: Wall, file: Path) -> None:
    page = context.new_page()
    page.goto(f"{site}{wall.path}", wait_until="networkidle")
    page.evaluate(_THROUGH)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=True)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
