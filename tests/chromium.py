"""A pytest plugin: a real Chromium for the browser group.

Where none is found or can be installed the group does not run, and the run's last line says so; in CI that fails.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Error, Playwright

FLAGS = [
    "--no-sandbox",  # CI runs as root, where Chromium's own sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALL_WITHIN_S = 180
_MISSING = "no Chromium could be started"


@functools.cache
def find_chromium() -> str | None:
    """Path of a Chromium: CHROMIUM, the system's, or None for Playwright's own, which is installed if it can be."""
    path = os.environ.get("CHROMIUM") or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if not path:
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, capture_output=True, check=False, timeout=_INSTALL_WITHIN_S)
    return path


def launched(playwright: Playwright) -> Browser:
    """A headless browser; without one, the calling test is skipped, or fails where CI is set."""
    try:
        return playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
    except Error as error:
        reason = f"{_MISSING} ({error.message.splitlines()[0]})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    skipped = terminal.stats.get("skipped", []) if terminal else []
    reasons = [str(report.longrepr[2]) for report in skipped if _MISSING in str(report.longrepr)]
    if reasons:
        print(  # noqa: T201  # the run's last line
            f"The browser group did NOT run: {reasons[0].removeprefix('Skipped: ')}. "
            "Install Chromium, or name one with CHROMIUM=…"
        )
