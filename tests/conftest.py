"""Fixtures for all tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.emptying import emptying
from tests.homes import MIGRATED

pytest_plugins = ["tests.stack", "tests.showcase", "tests.chromium", "tests.object_store"]

# How long an example takes says something about the machine's other work, and nothing about the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What is imported by now stays; the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: str, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the server up before pytest-django creates the test database on it, as a copy of the migrated one."""
    connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; it is emptied after each test of real transactions."""
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            # The audit log refuses to be truncated. Tests may do it, and Django does if it has to empty all tables.
            cursor.execute("ALTER TABLE leaderboard_auditentry DISABLE TRIGGER audit_is_never_truncated")
            quick = emptying()
        if quick:
            patch.setattr(TransactionTestCase, "_fixture_teardown", quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Passwords are hashed as ever, with the least memory and time that the algorithm allows."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, value)
        yield


@pytest.fixture(autouse=True)
def _own_media_folder(settings: object, tmp_path: Path) -> None:
    """Stored pictures of one test are not another's."""
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "leaderboard.files.storage.WholeFileStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
