"""A Redis server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leaderboard.embedded import redis


@pytest.fixture
def redis_url(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address, which is also the site's."""
    monkeypatch.setenv("SALON_HOME", str(tmp_path / "salon"))
    url, process = redis.start()
    settings.REDIS_URL = url
    yield url
    process.kill()
    process.wait()
