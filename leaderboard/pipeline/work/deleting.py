"""Deleting stored files: not while a backup is made, which copies every file that the rows of its snapshot name."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import connection, transaction

BACKUP_LOCK = 0x5A13
"""An advisory lock: a backup holds it for itself from before its snapshot until its last file is copied, whoever
deletes a file shares it. So a file that the snapshot names is there for as long as the backup needs it."""

_SHARE = "SELECT pg_try_advisory_xact_lock_shared(%s)"


def delete_file(name: str) -> bool:
    """Delete a stored file that no row names any more; False, and it stays, while a backup is made.

    Whoever calls this has committed the change that made the file superfluous, and finds the file again when it was
    left: ``manage.py tidy`` deletes files that are older than a day and that no row names.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SHARE, [BACKUP_LOCK])
            free = bool(cursor.fetchone()[0])
        if free:
            default_storage.delete(name)
    return free
