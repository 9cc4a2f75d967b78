"""Files of releases are written once, on the first request, and stay in the storage."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.db import connection, transaction

from leaderboard.files.store import store_file
from leaderboard.models.connection import give_back_connection
from leaderboard.queries.boards import ReleaseHead

_WRITE_LOCK = 0x5A12
_WRITING = threading.Lock()  # one file at a time per process: writing one keeps a core and a connection busy


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a release in the storage; ``size`` in bytes."""

    path: str
    size: int

    def open(self) -> BinaryIO:
        """Its bytes, seekable."""
        return cast("BinaryIO", default_storage.open(self.path))

    @property
    def etag(self) -> str:
        """From path and size: a lost file that another version of the program writes again may differ, then in size."""
        return f'"{hashlib.sha256(f"{self.path} {self.size}".encode()).hexdigest()[:32]}"'


def storage_path(head: ReleaseHead, name: str) -> str:
    """Where a release's file is in the storage; the release's seal is part of the path."""
    return f"releases/{head.board.slug}/{head.release.number}/{head.release.sha256[:16]}/{name}"


def written_size(head: ReleaseHead, name: str) -> int | None:
    """The size of a release's file in bytes; None if nobody has requested it yet."""
    return _size(storage_path(head, name))


def written_once(head: ReleaseHead, name: str, write: Callable[[BinaryIO], object]) -> WrittenFile:
    """The release's file of that name, written if it is not there yet.

    If several requests want it at once, in any process, one of them writes it. It is written to a temporary file first,
    so it needs no memory of its size, and nobody sees it before it is complete.
    """
    path = storage_path(head, name)
    size = _size(path)
    if size is None:
        # A waiting request must not hold a connection that others need.
        give_back_connection()
        with _WRITING:
            if _size(path) is None:
                _write_alone(path, write)
        size = default_storage.size(path)
    return WrittenFile(path, size)


def _write_alone(path: str, write: Callable[[BinaryIO], object]) -> None:
    """Write the file, unless another process is doing so or has done so meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_WRITE_LOCK, path])
        if _size(path) is None:
            _write(path, write)


def _size(path: str) -> int | None:
    try:
        return default_storage.size(path)
    except FileNotFoundError:
        return None


def _write(path: str, write: Callable[[BinaryIO], object]) -> None:
    with tempfile.TemporaryFile() as file:
        write(cast("BinaryIO", file))
        store_file(path, file)
