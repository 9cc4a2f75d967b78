"""docs/reliability.md names every kind of fault that is tested, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from leaderboard.embedded.paths import CHECKOUT

_TESTS = "tests/faults"
_ENOUGH = 60


def kinds() -> Iterator[str]:
    """The parameter's id of every test of the suite, or its name where it has none."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", _TESTS, "-m", "faults"]
    collected = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for module, test, parameter in re.findall(r"^\S+/(\w+)\.py::test_(\w+)(?:\[(.+)\])?$", collected, re.MULTILINE):
        if module != "test_kinds":
            yield parameter or test


@pytest.mark.faults_quick
def test_every_kind_is_documented() -> None:
    text = (CHECKOUT / "docs" / "reliability.md").read_text(encoding="utf-8")
    table = text.partition("## What is tested")[2].partition("\n## ")[0]
    documented = re.findall(r"`([a-z0-9_]+)`", table)
    tested = sorted(kinds())
    assert len(tested) >= _ENOUGH
    assert len(set(tested)) == len(tested), "two kinds have one name"
    assert sorted(documented) == tested
