"""Temporary files of the front."""

from __future__ import annotations

import tempfile
from typing import IO, cast


def temporary_file(in_memory: int) -> IO[bytes]:
    """A file that is in memory up to so many bytes, and otherwise on disk without a name: it ends with the process."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(in_memory))
