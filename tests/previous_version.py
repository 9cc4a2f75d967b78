"""The previous version of the code, taken out of git's history, whose programs run beside the present ones."""

from __future__ import annotations

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT

COMMIT = "3dc062b0c3d5c0a0aba69870520d178e79cc35ad"
"""What sites are upgraded from. When a version is released, its commit comes here (docs/releasing.md)."""


def unpack_previous_version(folder: Path) -> Path:
    """Write the previous version's files into a folder that does not exist yet; returns it.

    It runs in this project's environment, so its dependencies have to be a subset of the present ones.
    """
    command = ["git", "-C", str(CHECKOUT), "archive", "--format=tar", COMMIT]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.fail(
            f"the commit {COMMIT} of the previous version is not in this clone ({done.stderr.decode().strip()}): "
            "fetch the whole history with git fetch --unshallow"
        )
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder
