"""The moment of a backup: the database as of one snapshot, and what its rows need of the storage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import psycopg
from django.core.files.base import File
from django.db import OperationalError, connection, transaction

from leaderboard.backup import BackupFault
from leaderboard.backup.place import Place, backup_name
from leaderboard.backup.postgres_tools import Tool, connection_arguments, find_tool, output_of, server_major
from leaderboard.models import BundleRun, Evidence, StoredImage, SupersededEvidence, clock
from leaderboard.pipeline.work.deleting import BACKUP_LOCK

_WAIT_FOR_DELETIONS = "60s"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dump that is written, and the sizes in bytes of the stored files that its rows name."""

    backup: str
    made_at: datetime
    postgres: int
    pg_dump: int
    size: int
    sha256: str
    migrations: tuple[str, ...]
    needed: dict[str, int]


@contextmanager
def no_deletions() -> Iterator[None]:
    """Keep everybody from deleting stored files, and from making another backup, while the block runs.

    Raises:
        BackupFault: if another backup runs, or if the lock was lost meanwhile: files may then be missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_WAIT_FOR_DELETIONS])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise
            raise BackupFault("another backup of this site is being made; wait until it has ended") from error
        session = connection.connection
        yield
        try:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BACKUP_LOCK])
            kept = bool(cursor.fetchone()[0]) and connection.connection is session
        except OperationalError:
            kept = False
    if not kept:
        raise BackupFault(
            "the connection to PostgreSQL was lost meanwhile, so files may have been deleted before they were copied; "
            "make the backup again (what was copied is not copied again)"
        )


def take_snapshot(place: Place) -> Snapshot:
    """Dump the database into a new backup, and list the files that its rows name, both as of the same moment.

    Raises:
        BackupFault: if there is no pg_dump that fits, or it fails.
        OSError: if no files can be written to the place.
    """
    postgres = server_major()
    tool = find_tool("pg_dump", postgres)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            exported = cursor.fetchone()[0]
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
            migrations = tuple(row[0] for row in cursor.fetchall())
        made_at = clock.read()
        backup = backup_name(made_at)
        size, sha256 = _dump(tool, exported, place, backup)
        needed = dict(_needed())
    return Snapshot(backup, made_at, postgres, tool.major, size, sha256, migrations, needed)


def _dump(tool: Tool, exported: str, place: Place, backup: str) -> tuple[int, str]:
    """Write the dump; returns its size in bytes and its SHA-256."""
    database = connection_arguments()[0]
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported}", f"--dbname={database}")
    name = place.database(backup)
    try:
        with output_of(tool, *options) as stream:
            dump = _Counted(stream)
            place.storage.save(name, File(dump, name))  # type: ignore[arg-type]  # only read() is used of it
    except BackupFault:
        place.storage.delete(name)
        raise
    return dump.size, dump.sha256.hexdigest()


class _Counted:
    """A stream that is read once, and counted and hashed meanwhile."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.sha256: Any = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end."""
        data = self._stream.read(size)
        self.size += len(data)
        self.sha256.update(data)
        return data


def _needed() -> Iterator[tuple[str, int]]:
    images = StoredImage.objects.filter(deleted_at__isnull=True).only("sha256", "byte_size")
    for image in images.iterator(chunk_size=5000):
        yield image.path, image.byte_size
    for evidence in Evidence.objects.only("sha256", "byte_size").iterator(chunk_size=5000):
        yield evidence.path, evidence.byte_size
    for earlier in SupersededEvidence.objects.filter(erased_at__isnull=True).iterator(chunk_size=5000):
        yield earlier.path, earlier.byte_size
    yield from BundleRun.objects.exclude(file="").values_list("file", "byte_size")
