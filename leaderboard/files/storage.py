"""The storage of pictures and bundles on disk: a file is complete or absent."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

_MOST_RESERVED = 0.05
"""The largest share of a disk that is kept free, whatever the setting STORAGE_RESERVE_MIB says."""

_PROBE_BYTES = 4096


class WholeFileStorage(FileSystemStorage):
    """A folder in which a file appears complete or not at all and replaces the one of its name, as in an object store.

    Django's own storage writes under the final name: a worker that is killed leaves half a file, which then passes for
    the whole one. This one writes to ``.<hex>.part`` beside it and renames that. A killed worker leaves the part
    behind; nothing reads it, and it is deleted after a day (leaderboard/files/leftovers.py).
    """

    def __init__(self, **options: Any) -> None:
        # A name is the file's SHA-256 or random, so the same name means the same file. Django's search for a free name
        # would leave a second copy when two workers store it at the same time.
        super().__init__(**{"allow_overwrite": True, **options})

    def fault(self) -> str:
        """Why the folder takes no files now, in words; "" if it takes them.

        A file is written, because a folder that is read-only or on a broken disk looks like any other.
        """
        probe = Path(self.location, f".{uuid.uuid4().hex}.part")
        try:
            Path(self.location).mkdir(parents=True, exist_ok=True)
            disk = shutil.disk_usage(self.location)
            reserve = min(settings.SALON_STORAGE_RESERVE_BYTES, int(disk.total * _MOST_RESERVED))
            if disk.free < reserve:
                return f"full: {disk.free / 2**20:.0f} MiB are free, and {reserve / 2**20:.0f} MiB are kept free"
            probe.write_bytes(b"\0" * _PROBE_BYTES)
        except OSError as error:
            return f"not writable: {error.strerror or error}"
        finally:
            with contextlib.suppress(OSError):
                probe.unlink()
        return ""

    def _save(self, name: str, content: File[Any]) -> str:
        part = str(PurePosixPath(name).with_name(f".{uuid.uuid4().hex}.part"))
        try:
            super()._save(part, content)  # type: ignore[misc]  # the stubs leave out what a storage implements
            _flush(self.path(part))
            Path(self.path(part)).replace(self.path(name))
        except BaseException:
            self.delete(part)
            raise
        return name


def _flush(path: str) -> None:
    """Write the bytes to the disk before the rename, or a power failure may leave the name without them."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
