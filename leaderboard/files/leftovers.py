"""Files that killed processes leave behind: found by name and age, and deleted."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from leaderboard.files.site_storage import Entry, Freed, site_storage

KEPT_FOR_S = 24 * 3600.0
"""Younger files may be in use: the largest bundle takes hours to upload."""


def delete_leftovers(*, dry_run: bool = False) -> Freed:
    """Delete half-written files of the storage and temporary uploads that are older than a day."""
    freed = site_storage().delete_leftovers(KEPT_FOR_S, dry_run=dry_run)
    for path in _uploads():
        if _is_old(path):
            freed += _delete(path, dry_run=dry_run)
    return freed


def old_files(folder: str) -> Iterator[Entry]:
    """The files in a folder of the storage that are older than a day."""
    return (entry for entry in site_storage().entries(folder) if entry.age_s > KEPT_FOR_S)


def is_still_old(name: str) -> bool:
    """Whether a stored file is older than a day: it may have been written again since it was listed."""
    try:
        written = site_storage().get_modified_time(name)
    except FileNotFoundError:
        return False
    now = datetime.now(UTC)  # noqa: TID251  # a file's date is not the database's either; a day's difference is meant
    return (now - written).total_seconds() > KEPT_FOR_S


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > KEPT_FOR_S  # noqa: TID251  # a file's date is this machine's too
    except OSError:
        return False


def _uploads() -> Iterator[Path]:
    """What Django's handler of uploads writes; it is deleted with the request, unless the process is killed."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())
    return (path for path in folder.glob("*.upload*") if _is_ours(path))


def _is_ours(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _delete(path: Path, *, dry_run: bool) -> Freed:
    with contextlib.suppress(OSError):
        size = path.stat().st_size
        if not dry_run:
            path.unlink()
        return Freed(1, size)
    return Freed()
