"""The checks of readiness, with a real database and a real folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from leaderboard.embedded.processes import free_port
from leaderboard.files import condition
from leaderboard.files.bucket import BucketStorage
from leaderboard.observe import checks


@pytest.mark.django_db(transaction=True)
def test_a_database_with_all_migrations_passes() -> None:
    assert (checks.database(), checks.migrations()) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_is_not_applied_is_missing_and_an_unknown_later_one_is_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'leaderboard' AND name LIKE '0001%' RETURNING *")
        row = cursor.fetchone()
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('leaderboard', '9999_x', now())")
    try:
        assert checks.migrations() == "1 migrations are not applied; run manage.py migrate"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_x'")
            cursor.execute("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", row)
    assert checks.migrations() == ""


def test_a_storage_that_takes_no_files_is_missing_without_its_path(settings: Any, tmp_path: Path) -> None:
    assert checks.storage() == ""
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    condition._last.clear()
    words = checks.storage()
    assert words.startswith("the storage cannot store files: it is not writable")
    assert str(tmp_path) not in words


def test_a_bucket_that_cannot_be_reached_is_missing_without_its_address(bucket: BucketStorage, settings: Any) -> None:
    assert checks.storage() == ""
    away = {**settings.STORAGES["default"]["OPTIONS"], "endpoint": f"http://127.0.0.1:{free_port()}", "patient": False}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": away}}
    condition._last.clear()
    words = checks.storage()
    assert words.startswith("the storage cannot store files: it is not writable")
    assert "127.0.0.1" not in words
    condition._last.clear()
