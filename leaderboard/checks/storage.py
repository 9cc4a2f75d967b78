"""The storage: whether it answers, is the site's own, and can store files."""

from __future__ import annotations

from django.conf import settings

from leaderboard.files.site_storage import site_storage
from leaderboard.pipeline.site import storage_mark


def answers() -> str:
    """Whether files can be read."""
    try:
        storage_mark.found()
    except OSError as error:
        return f"the storage {_place()} cannot be read ({error.strerror or error}): start it, or correct {_setting()}"
    return ""


def is_the_sites() -> str:
    """Whether it is the one that the site uses."""
    difference = storage_mark.difference()
    if not difference:
        return ""
    advice = "" if "prepare_database" in difference else f": mount the site's, or correct {_setting()}"
    return f"the storage {_place()} {difference}{advice}"


def takes_files() -> str:
    """Whether a file can be stored."""
    fault = site_storage().fault()
    return f"the storage {_place()} cannot store files: it is {fault}" if fault else ""


def _place() -> str:
    return str(settings.STORAGE_URL.partition("?")[0] or settings.MEDIA_ROOT)


def _setting() -> str:
    return "STORAGE_URL and AWS_…" if settings.STORAGE_URL else "MEDIA_ROOT, or set STORAGE_URL"
