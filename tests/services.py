"""A pytest plugin, loaded before Django's settings: every test process has its own PostgreSQL and local state.

A process is a worker of pytest-xdist or, without it, the whole run. With DATABASE_URL given, that server is used
instead (its user must be allowed to create databases); pytest-django gives each worker a database of its own there.
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
os.environ.setdefault("SALON_TEST_RUN", str(_HOME))  # the workers of pytest-xdist inherit it (tests/homes.py)
(_HOME / "static").mkdir()  # WhiteNoise warns when it is not there
os.environ.setdefault("ENDPOINT_ALLOWED_RANGES", "127.0.0.0/8")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of the server on which the test database is created."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    from leaderboard.embedded import postgres as embedded
    from tests import homes

    homes.copy_migrated_postgres(_HOME)
    url = embedded.start()
    homes.trade_durability_for_speed(url)
    yield url
    embedded.stop()


def pytest_configure() -> None:
    """The Chinese pages are tested too."""
    from leaderboard.translation.catalogue import compile_all

    compile_all()


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)
