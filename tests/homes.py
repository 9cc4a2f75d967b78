"""Folders for the local state of sites that tests start."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_home() -> Iterator[Path]:
    """A folder that does not exist yet, for SALON_HOME; it is removed at the end.

    Not below pytest's own temporary folders: every run of pytest takes the permissions on these away from other users,
    and with them, in runs as root, a running PostgreSQL's, which has a user of its own.
    """
    with tempfile.TemporaryDirectory(prefix="salon-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "salon"
