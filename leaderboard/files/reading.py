"""Reading stored files that are named by their SHA-256, and noticing when one is lost or damaged."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from leaderboard.files.condition import storage_is_empty


class LostFile(OSError):
    """A stored file is missing, cut short or changed; the message names it. Reading it again is unlikely to help."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"our storage has lost the file {path}: {fault}")
        self.path = path


class StorageAway(OSError):
    """The whole storage cannot be read, which says nothing about the file."""


def read_stored(path: str) -> bytes:
    """The bytes of a file whose name is their SHA-256 (up to the first dot).

    Raises:
        LostFile: when it is not there, or its bytes are not those that were stored.
        StorageAway: when nothing can be read from the storage.
    """
    try:
        with default_storage.open(path) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        if storage_is_empty():
            raise StorageAway("our storage is empty; its disk may not be mounted") from None
        raise LostFile(path, "it is missing") from None
    except OSError as error:
        raise StorageAway(f"our storage cannot be read: {error.strerror or error}") from error
    if hashlib.sha256(data).hexdigest() != PurePosixPath(path).name.partition(".")[0]:
        raise LostFile(path, f"its {len(data)} bytes are not those that were stored")
    return data
