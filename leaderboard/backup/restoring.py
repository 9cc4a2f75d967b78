"""Restoring a backup into an empty site: files first, then the database in one transaction, then its work goes on.

Whatever breaks off can be repeated: until the database is there the site is empty, and files that are there are kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from leaderboard.backup import BackupFault
from leaderboard.backup.checking import check_dump
from leaderboard.backup.copying import Progress, for_each, read, save
from leaderboard.backup.manifest import FileLine, Head
from leaderboard.backup.place import Place, object_name
from leaderboard.backup.postgres_tools import connection_arguments, feed, find_tool, server_major
from leaderboard.files.site_storage import SiteStorage, site_storage
from leaderboard.models import clock
from leaderboard.pipeline.submission import sealed_rows
from leaderboard.pipeline.work import resuming

_LAST_ONES_END_WITHIN_S = 3.0
_HOLD_A_SITE = ("leaderboard_user", "leaderboard_submission")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. ``running``: submissions that go on. ``unreadable``: sealed configurations that KEY_SECRET
    does not open."""

    head: Head
    files: Progress
    running: int
    unreadable: int


def restore(place: Place, backup: str, show: Callable[[Progress], None]) -> Restored:
    """Make an empty site into the one that was backed up.

    Raises:
        BackupFault: nothing of the database was restored.
        OSError: likewise; the storage or the place cannot be read or written.
    """
    head, lines = place.read(backup)
    _check(head)
    check_dump(place, backup, head)
    progress = _restore_files(place, lines, show)
    _restore_database(place, backup, head)
    call_command("migrate", interactive=False, verbosity=0)
    running_now = resuming.resume(pause=clock.read() - head.made_at)
    return Restored(head, progress, running_now, len(sealed_rows.unreadable()))


def _check(head: Head) -> None:
    """Refuse what cannot become this site.

    Raises:
        BackupFault: with the reason.
    """
    require_empty_site()
    deadline = time.monotonic() + _LAST_ONES_END_WITHIN_S
    while others := _other_programs():
        if time.monotonic() < deadline:
            time.sleep(0.2)
            continue
        raise BackupFault(f"other programs use the database ({', '.join(others)}): stop the site, its workers and beat")
    if server_major() < head.postgres:
        raise BackupFault(
            f"the backup is of PostgreSQL {head.postgres}, and this server is version {server_major()}: "
            f"use PostgreSQL {head.postgres} or later"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(head.migrations) - known)
    if unknown:
        raise BackupFault(
            f"the backup was made by a later version of Salon ({head.code_version}), with the migration {unknown[-1]}: "
            "install that version, restore, and upgrade or roll back afterwards"
        )
    fault = site_storage().fault()
    if fault:
        raise BackupFault(f"no files can be stored: the storage is {fault}")


def require_empty_site() -> None:
    """Refuse a database that contains accounts or submissions.

    Raises:
        BackupFault: if it does.
    """
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in _HOLD_A_SITE:
            if table in tables:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a constant
                if count := cursor.fetchone()[0]:
                    raise BackupFault(
                        f"this site is not empty ({table} has {count} rows): restore into a new database (DATABASE_URL)"
                    )


def _other_programs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT coalesce(nullif(application_name, ''), 'process ' || pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _restore_files(place: Place, lines: list[FileLine], show: Callable[[Progress], None]) -> Progress:
    target = site_storage()
    there = {entry.name: entry.size for entry in target.entries()}
    progress = Progress(show, files=len(lines), size=sum(line.size for line in lines))

    def act(line: FileLine) -> str:
        try:
            if there.get(line.name) == line.size and read(target, line.name).sha256 == line.sha256:
                return ""
            return _restore_file(place, line, target, progress)
        except FileNotFoundError:
            return f"{line.name}: it is missing in the backup"
        except OSError as error:
            return f"{line.name}: {error.strerror or error}"

    for_each(lines, act, progress)
    return progress


def _restore_file(place: Place, line: FileLine, target: SiteStorage, progress: Progress) -> str:
    name = object_name(line.sha256)
    content = read(place.storage, name)
    if content.sha256 != line.sha256:
        return f"{line.name}: its bytes in the backup are damaged; it is not restored"
    save(place.storage, name, content, target, line.name)
    progress.copied += 1
    progress.copied_size += content.size
    return ""


def _restore_database(place: Place, backup: str, head: Head) -> None:
    _drop_empty_tables()
    tool = find_tool("pg_restore", head.pg_dump)
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with place.storage.open(place.database(backup)) as dump:
        feed(tool, *options, f"--dbname={connection_arguments()[0]}", data=dump.chunks())


@transaction.atomic
def _drop_empty_tables() -> None:
    """Drop what ``manage.py prepare_database`` has made in a new database, unless somebody has begun to use it."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        if tables:
            names = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            require_empty_site()
            cursor.execute(f"DROP TABLE {names} CASCADE")
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        for (routine,) in cursor.fetchall():
            cursor.execute(f"DROP ROUTINE {routine} CASCADE")
