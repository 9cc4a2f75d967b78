"""A place for backups, and an empty site beside the one that was backed up."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests.object_store import ObjectStore


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder for backups."""
    return tmp_path / "backups"


@pytest.fixture
def bucket_target(object_store: ObjectStore) -> str:
    """An empty bucket for backups."""
    return object_store.url(uuid.uuid4().hex)


@pytest.fixture
def destroy_site(settings: LazySettings, db: None) -> Iterator[Callable[[], None]]:
    """Take files and database away; the connection leads to a new, empty database until the test ends."""
    former, name = str(connection.settings_dict["NAME"]), f"restored_{uuid.uuid4().hex[:12]}"

    def destroy() -> None:
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        _administer("CREATE DATABASE {}", name)
        _lead_to(name)

    yield destroy
    _lead_to(former)
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _administer(statement: str, name: str) -> None:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**parameters, autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))


def run(command: str, *arguments: object, **options: object) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue()
