"""A real Chromium. Where none is found or can be installed the group does not run, and the run's last line says so; in
CI that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.walls import showcase

_INSTALL_WITHIN_S = 180
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # CI runs as root, where Chromium's own sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Path of a Chromium: CHROMIUM, the system's, or None for Playwright's own, which is installed if it can be."""
    given = os.environ.get("CHROMIUM")
    found = given or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if not found:
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, capture_output=True, check=False, timeout=_INSTALL_WITHIN_S)
    return found


# For this package only: until Playwright is stopped, the thread counts as running an event loop, so that no asyncio
# test could run after it.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless browser for all tests of the group."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django takes Playwright's loop for one of ours, and would refuse the tests' own use of the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        except Error as error:
            reason = f"no Chromium could be started ({error.message.splitlines()[0]})"
            if os.environ.get("CI"):
                pytest.fail(reason)
            os.environ["SALON_BROWSER_GROUP"] = reason
            pytest.skip(reason)
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


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small showcase."""
    before = os.environ["SALON_HOME"]
    os.environ["SALON_HOME"] = str(tmp_path_factory.mktemp("showcase") / "salon")
    try:
        with showcase(models=8) as address:
            yield address
    finally:
        os.environ["SALON_HOME"] = before


def pytest_unconfigure() -> None:
    reason = os.environ.get("SALON_BROWSER_GROUP")
    if reason:
        print(f"The browser group did NOT run: {reason}. Install Chromium, or name one with CHROMIUM=…")  # noqa: T201  # the run's last line
