"""Finds lost pictures before a judge or reader needs them; checks all within a day.

The site does not see which files readers miss in a bucket, and most pictures are judged once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage

from leaderboard.files.condition import storage_is_empty
from leaderboard.files.site_storage import site_storage
from leaderboard.models import StoredImage
from leaderboard.models.clock import Now
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pipeline.generation.renditions import render_again
from leaderboard.pipeline.work import storage_watch

ALL_FOLDERS = range(256)
"""Pictures are in folders named for the first byte of their SHA-256."""

MOST_TOLD = 100
"""The check ends after this many: the problem is larger, and operators know."""

_HOURS = 24
_SETTLED = timedelta(hours=1)


def folders_of_hour(hour: int) -> range:
    """The folders checked in one hour of the day; every folder has its hour."""
    return ALL_FOLDERS[hour % _HOURS :: _HOURS]


def look_for_lost_pictures(folders: Iterable[int]) -> int:
    """Report missing originals to operators, and have missing renditions made again; returns how many.

    Listing files folder by folder is cheaper than checking each.
    """
    if storage_is_empty():
        return 0
    lost = 0
    for folder in folders:
        lost += _look_into(f"{folder:02x}")
        if lost >= MOST_TOLD:
            break
    return lost


def _look_into(folder: str) -> int:
    there = {
        entry.name: entry.size
        for kind in ("images", "renditions")
        for entry in site_storage().entries(f"{kind}/{folder}")
    }
    # Younger ones may have been stored after the list was made.
    settled = StoredImage.objects.filter(
        sha256__startswith=folder, stored_at__lt=Now() - _SETTLED, deleted_at__isnull=True
    )
    return sum(_is_lost(stored, there) for stored in settled.iterator(chunk_size=500))


def _is_lost(stored: StoredImage, there: dict[str, int]) -> bool:
    if _is_missing(stored.path, there):
        storage_watch.file_missed(stored.path)
        return True
    if stored.rendered_at and any(_is_missing(stored.rendition_path(side), there) for side in RENDITION_SIDES):
        render_again(stored)
        return True
    if stored.rendered_at and stored.rendition_bytes is None:
        _measure(stored, there)
    return False


def _measure(stored: StoredImage, there: dict[str, int]) -> None:
    """Copies made by earlier versions were not measured."""
    size = sum(there.get(stored.rendition_path(side), 0) for side in RENDITION_SIDES)
    StoredImage.objects.filter(pk=stored.pk, rendition_bytes__isnull=True).update(rendition_bytes=size)


def _is_missing(path: str, there: dict[str, int]) -> bool:
    return path not in there and not default_storage.exists(path)
