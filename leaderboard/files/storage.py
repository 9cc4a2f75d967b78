"""The storage of pictures and bundles on disk: a file is complete or absent."""

from __future__ import annotations

import os
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A folder in which a file appears complete or not at all and replaces the one of its name, as in an object store.

    Django's own storage writes under the final name: a worker that is killed leaves half a file, which then passes for
    the whole one. This one writes to ``.<hex>.part`` beside it and renames that. A killed worker leaves the part
    behind; nothing reads it, and parts older than a day can be deleted.
    """

    def __init__(self, **options: Any) -> None:
        # A name is the file's SHA-256 or random, so the same name means the same file. Django's search for a free name
        # would leave a second copy when two workers store it at the same time.
        super().__init__(**{"allow_overwrite": True, **options})

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
