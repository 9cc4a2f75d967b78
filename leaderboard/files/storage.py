"""The storage of pictures and bundles on a disk: what is there is whole."""

from __future__ import annotations

import os
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A folder in which a file appears complete or not at all, and replaces the one of its name, as in an object store.

    Django's own writes at the final name, so a worker that is killed leaves half a file there, which then passes for
    the picture. Here bytes are written beside it, to ``.<hex>.part``, and moved into place in one step. A killed worker
    leaves such a part behind; nothing reads it, and one older than a day can be deleted.
    """

    def __init__(self, **options: Any) -> None:
        # Names are ours and say what is in the file (a SHA-256) or are random: the same name is the same file, and
        # Django's search for a free name would leave a second copy of it when two workers store it at once.
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
    """Have the bytes on the disk before their name is: after a power failure the name alone might have survived."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
