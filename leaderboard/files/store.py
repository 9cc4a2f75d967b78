"""Storing files that never change, under names that follow from their content."""

from __future__ import annotations

from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def store_once(path: str, data: bytes) -> bool:
    """Store bytes unless they are there; safe to repeat and to race. Returns whether they were not there.

    The storage shows a file whole or not at all and replaces one of the same name (leaderboard/files/storage.py; object
    stores do so anyway), so two writers of the same bytes do no harm. The size is compared nevertheless, to repair a
    file that was cut short by something else, such as an interrupted copy of the folder.
    """
    try:
        if default_storage.size(path) == len(data):
            return False
    except FileNotFoundError:
        pass
    default_storage.save(path, ContentFile(data))
    return True


def store_file(path: str, file: IO[bytes]) -> None:
    """Store a file of any size, from its beginning; safe to repeat and to race."""
    file.seek(0)
    default_storage.save(path, File(file))
