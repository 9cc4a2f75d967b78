"""Files of releases are made once, when they are first asked for, and kept in the storage."""

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

_MAKE_LOCK = 0x5A12
_MAKING = threading.Lock()  # one file at a time per process: making one keeps a core and a connection busy


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a release in the storage: ``path`` there, ``size`` in bytes."""

    path: str
    size: int

    def open(self) -> BinaryIO:
        """Its bytes, seekable."""
        return cast("BinaryIO", default_storage.open(self.path))

    @property
    def etag(self) -> str:
        """Path and size: bytes that are lost and made again by another version of the program differ in size."""
        return f'"{hashlib.sha256(f"{self.path} {self.size}".encode()).hexdigest()[:32]}"'


def kept_path(head: ReleaseHead, name: str) -> str:
    """Where a release's file lies in the storage; the seal stands in it."""
    return f"releases/{head.board.slug}/{head.release.number}/{head.release.sha256[:16]}/{name}"


def kept_file(head: ReleaseHead, name: str, write: Callable[[BinaryIO], object]) -> KeptFile:
    """The release's file of that name, written if it is not there yet.

    Of all who ask for it at once, in whatever process, one writes it. It goes to a temporary file first, so memory
    does not grow with it, and nothing is seen of it before it is whole.
    """
    path = kept_path(head, name)
    size = _size(path)
    if size is None:
        # Waiting takes no connection from those who only read.
        give_back_connection()
        with _MAKING:
            if _size(path) is None:
                _make_alone(path, write)
        size = default_storage.size(path)
    return KeptFile(path, size)


def _make_alone(path: str, write: Callable[[BinaryIO], object]) -> None:
    """Make it, unless another process does or has done so meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_MAKE_LOCK, path])
        if _size(path) is None:
            _make(path, write)


def _size(path: str) -> int | None:
    try:
        return default_storage.size(path)
    except FileNotFoundError:
        return None


def _make(path: str, write: Callable[[BinaryIO], object]) -> None:
    with tempfile.TemporaryFile() as file:
        write(cast("BinaryIO", file))
        store_file(path, file)
