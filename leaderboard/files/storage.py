"""The storage of pictures and bundles on disk: a file is complete or absent."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from leaderboard.files.site_storage import Delivered, Entry, Freed

_MOST_RESERVED = 0.05
"""The largest share of a disk that is kept free, even if STORAGE_RESERVE_MIB is larger."""

_PROBE_BYTES = 4096


class WholeFileStorage(FileSystemStorage):
    """A folder in which a file appears complete or not at all and replaces the one of its name, as in an object store.

    Django's own storage writes under the final name: a worker that is killed leaves half a file, which then passes for
    the whole one. This one writes to ``.<hex>.part`` beside it and renames that. A killed worker leaves the part
    behind; nothing reads it, and it is deleted after a day (leaderboard/files/leftovers.py).
    """

    sound_for_s = 0.0  # a look costs little

    def __init__(self, **options: Any) -> None:
        # A name is the file's SHA-256 or random, so the same name means the same file. Django's search for a free name
        # would leave a second copy when two workers store it at the same time.
        super().__init__(**{"allow_overwrite": True, **options})

    def fault(self) -> str:
        """Why files cannot be stored in the folder now, in words; "" if they can.

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

    def sized(self, name: str) -> tuple[int, Callable[[], File[bytes]]]:
        """A file's size, and how to open it."""
        return self.size(name), lambda: self.open(name)

    def is_empty(self) -> bool:
        """Whether the folder has nothing in it, or is not there."""
        try:
            return next(Path(self.location).iterdir(), None) is None
        except FileNotFoundError:
            return True

    def entries(self, folder: str = "") -> Iterator[Entry]:
        """The files in a folder and its subfolders, in the disk's order."""
        return (entry for entry in self._all(folder) if not _is_part(entry.name))

    def delete_leftovers(self, older_than_s: float, *, dry_run: bool = False) -> Freed:
        """Delete the parts that killed writers left behind."""
        old = [entry for entry in self._all("") if _is_part(entry.name) and entry.age_s > older_than_s]
        for entry in [] if dry_run else old:
            self.delete(entry.name)
        return Freed(len(old), sum(entry.size for entry in old))

    def address(self, name: str, delivered: Delivered) -> str:
        """None: the site sends what is in the folder."""
        return ""

    def _all(self, folder: str) -> Iterator[Entry]:
        now = time.time()  # noqa: TID251  # compared with a file's date, which this machine's clock gave
        for parent, _, names in os.walk(Path(self.location, folder)):
            for path in (Path(parent, name) for name in names):
                with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                    found = path.stat()
                    yield Entry(path.relative_to(self.location).as_posix(), found.st_size, now - found.st_mtime)

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


def _is_part(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.startswith(".") and path.suffix == ".part"


def _flush(path: str) -> None:
    """Write the bytes to the disk before the rename, or a power failure may leave the name without them."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
