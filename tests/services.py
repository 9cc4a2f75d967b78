"""A pytest plugin, loaded before Django's settings: gives every run its own embedded PostgreSQL and local state.

With DATABASE_URL given, that server is used instead (its user must be allowed to create databases).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="salon-test-"))
os.environ["SALON_HOME"] = str(_HOME)
(_HOME / "static").mkdir()  # WhiteNoise warns when it is not there
os.environ.setdefault("ENDPOINT_ALLOWED_RANGES", "127.0.0.0/8")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of the server on which the test database is made."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    from leaderboard.embedded import postgres as embedded

    yield embedded.start()


def pytest_configure() -> None:
    """The Chinese pages are tested too."""
    from leaderboard.translation.catalogue import compile_all

    compile_all()


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
