"""The mark of the site's storage: a file in it that holds the same random text as the database.

A program with another folder or bucket than the site, or whose disk is not mounted, finds no such file.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.core.files.base import ContentFile

from leaderboard.files.site_storage import site_storage
from leaderboard.models import MarkName, SiteMark, StoredImage
from leaderboard.models.clock import Now

FILE: Final = "salon-site.txt"
_LONGEST = 100
_LOOKED_FOR = 20


class WrongStorage(Exception):
    """The storage is not the site's; the message says what to do."""


def mark(*, new_storage: bool = False) -> None:
    """Mark the storage as the site's: it must already have the mark or pictures of the site, or there are none.

    Args:
        new_storage: mark it in any case.

    Raises:
        WrongStorage: it is another site's, or it lacks what the site has stored.
        OSError: the storage fails.
    """
    of_site, in_storage = _of_site(), found()
    if in_storage and in_storage == of_site:
        return
    if in_storage and of_site and not new_storage:
        raise WrongStorage(
            "the storage has the mark of another site: give each site its own folder, bucket or prefix "
            "(STORAGE_URL or MEDIA_ROOT). If the other site no longer exists, continue with --new-storage"
        )
    if not in_storage and not new_storage and not _has_the_sites_pictures():
        raise WrongStorage(
            "the storage has none of the site's newest pictures: mount it, or correct STORAGE_URL or MEDIA_ROOT. "
            "If they are lost, continue with --new-storage"
        )
    value = (not new_storage and in_storage) or of_site or secrets.token_hex(16)
    if in_storage != value:
        site_storage().save(FILE, ContentFile(value.encode()))
    SiteMark.objects.update_or_create(name=MarkName.STORAGE, defaults={"value": value, "set_at": Now()})


def difference() -> str:
    """How this program's storage differs from the site's, as the rest of a sentence; "" if it does not.

    Raises:
        OSError: the storage fails.
    """
    of_site = _of_site()
    if not of_site:
        return "is not known to the database: run manage.py prepare_database where the site's settings are"
    in_storage = found()
    if in_storage == of_site:
        return ""
    return "is another site's" if in_storage else "is not the site's, or its disk is not mounted"


def _of_site() -> str:
    stored = SiteMark.objects.filter(name=MarkName.STORAGE).first()
    return str(stored.value) if stored else ""


def found() -> str:
    """The mark in the storage; "" if it has no mark.

    Raises:
        OSError: the storage fails.
    """
    try:
        with site_storage().open(FILE) as file:
            mark_of: bytes = file.read(_LONGEST)
            return mark_of.decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""


def _has_the_sites_pictures() -> bool:
    newest = list(StoredImage.objects.filter(deleted_at__isnull=True).order_by("-stored_at")[:_LOOKED_FOR])
    return not newest or any(_is_there(picture.path) for picture in newest)


def _is_there(path: str) -> bool:
    try:
        site_storage().size(path)
    except FileNotFoundError:
        return False
    return True
