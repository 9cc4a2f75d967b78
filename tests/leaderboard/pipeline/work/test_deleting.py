"""Files are deleted unless a backup is being made that may still have to copy them."""

from __future__ import annotations

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from leaderboard.files.storage import WholeFileStorage
from leaderboard.pipeline.work.deleting import BACKUP_LOCK, delete_file

NAME = "bundles/2026/11/some.zip"
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_stays_while_a_backup_is_made_and_goes_after_it() -> None:
    default_storage.save(NAME, ContentFile(b"zip"))
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as backup:
        backup.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
        assert not delete_file(NAME)
        assert default_storage.exists(NAME)
    assert delete_file(NAME)
    assert not default_storage.exists(NAME)


def test_a_backup_waits_for_a_deletion_that_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    free = []

    def delete(storage: WholeFileStorage, name: str) -> None:
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as backup:
            free.append(backup.execute("SELECT pg_try_advisory_lock(%s)", [BACKUP_LOCK]).fetchone())

    monkeypatch.setattr(WholeFileStorage, "delete", delete)
    delete_file(NAME)
    assert free == [(False,)]
