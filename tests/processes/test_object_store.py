"""The whole path with a bucket in the place of a folder: bundles, endpoints, judging, evidence, releases."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from leaderboard.embedded.processes import free_port
from leaderboard.files.moving import storage_of
from tests.object_store import KEYS, ObjectStore
from tests.processes.test_demo import run_demo

pytestmark = pytest.mark.processes


def test_it_publishes_with_all_files_in_a_bucket(
    object_store: ObjectStore, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = object_store.url("demo")
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    done = run_demo(SALON_HOME=str(home), PORT=str(free_port()), COLUMNS="140", STORAGE_URL=url)
    assert done.returncode == 0, done.stdout + done.stderr
    heading = re.search(r"demo-1-pixel-baseline-\d+-en", done.stdout)
    assert heading is not None
    table = done.stdout[heading.start() :]
    assert table.index("Sample Fine") < table.index("Sample Plain") < table.index("Sample Coarse")
    assert not (home / "media").exists()
    stored = Counter(entry.name.partition("/")[0] for entry in storage_of(url).entries())
    # Two languages of 24 prompts by three models, equal ones once; two renditions of each, and the bundles are gone.
    assert 2 * 48 < stored["images"] <= 3 * 48
    assert stored["evidence"] == 3
    assert stored["bundles"] == 0
    assert 0 < stored["renditions"] <= 2 * stored["images"]
