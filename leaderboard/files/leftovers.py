"""Files that killed processes leave behind: found by name and age, and deleted."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

KEPT_FOR_S = 24 * 3600.0
"""Younger files may be in use: the largest bundle takes hours to upload."""


def delete_leftovers() -> int:
    """Delete half-written files of the storage and temporary uploads that are older than a day; returns how many."""
    return sum(_delete(path) for path in (*_parts(), *_uploads()) if is_old(path))


def is_old(path: Path) -> bool:
    """Whether a file has not been written to for a day; False when it is gone."""
    try:
        return time.time() - path.stat().st_mtime > KEPT_FOR_S  # noqa: TID251  # a file's date is this machine's too
    except OSError:
        return False


def stored_files(folder: str) -> Iterator[Path]:
    """The files in a folder of the storage and its subfolders; none if the storage is not a folder on this machine."""
    location = getattr(default_storage, "location", None)
    if location is not None:
        for parent, _, names in os.walk(Path(location, folder)):
            yield from (Path(parent, name) for name in names)


def _parts() -> Iterator[Path]:
    """What ``WholeFileStorage`` writes before it renames it."""
    return (path for path in stored_files("") if path.name.startswith(".") and path.suffix == ".part")


def _uploads() -> Iterator[Path]:
    """What Django's handler of uploads writes; it is deleted with the request, unless the process is killed."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())
    return (path for path in folder.glob("*.upload*") if _is_ours(path))


def _is_ours(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _delete(path: Path) -> bool:
    with contextlib.suppress(OSError):
        path.unlink()
        return True
    return False
