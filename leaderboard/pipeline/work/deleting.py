"""Deletes stored files, except during a backup, which copies every file that the rows of its snapshot name."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import connection, transaction

BACKUP_LOCK = 0x5A13
"""An advisory lock: a backup holds it exclusively from before its snapshot until its last file is copied; deletions
share it. So a file that the snapshot names exists for as long as the backup needs it.
"""

_SHARE = "SELECT pg_try_advisory_xact_lock_shared(%s)"


def delete_file(name: str) -> bool:
    """Delete a stored file that no row names; False, and it stays, during a backup.

    The caller has committed the change that made the file superfluous. A file that stays is found again: ``manage.py
    tidy`` deletes files that are older than a day and that no row names.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SHARE, [BACKUP_LOCK])
            free = bool(cursor.fetchone()[0])
        if free:
            default_storage.delete(name)
    return free
