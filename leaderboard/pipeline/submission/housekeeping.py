"""Housekeeping: deletes what killed processes left behind. Once an hour, and by ``manage.py tidy``."""

from __future__ import annotations

import logging
from pathlib import Path

from django.core.files.storage import default_storage

from leaderboard.files.leftovers import delete_leftovers, is_old, stored_files
from leaderboard.models import BundleRun

log = logging.getLogger(__name__)

_BUNDLES = "bundles"


def tidy() -> int:
    """Delete half-written files, temporary uploads and bundles without a submission, each older than a day.

    Returns how many files were deleted.
    """
    deleted = delete_leftovers() + _delete_unused_bundles()
    if deleted:
        log.info("housekeeping: %s leftover files were deleted", deleted)
    return deleted


def _delete_unused_bundles() -> int:
    """Zips that were stored before their submission failed to be, or whose deletion failed after its end."""
    old = {_name(path): path for path in stored_files(_BUNDLES) if is_old(path)}
    used = set(BundleRun.objects.filter(file__in=list(old)).values_list("file", flat=True))
    unused = old.keys() - used
    for name in unused:
        default_storage.delete(name)
    return len(unused)


def _name(path: Path) -> str:
    """A file's name in the storage."""
    return path.relative_to(default_storage.path("")).as_posix()
