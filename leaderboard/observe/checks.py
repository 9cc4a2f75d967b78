"""What the site needs: its database with all migrations, Redis, a storage that takes files, and its other programs.

Strangers read the results, so they name no address, folder or account.
"""

from __future__ import annotations

from functools import cache

from django.db import Error as AnyDatabaseError
from django.db import ProgrammingError, connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from leaderboard.files import condition
from leaderboard.observe.readiness import Check
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.workers import missing_programs


def database() -> str:
    """What is missing, "" if the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AnyDatabaseError:
        return "PostgreSQL does not answer; start it, or correct DATABASE_URL"
    finally:
        connection.close()
    return ""


def migrations() -> str:
    """What is missing, "" if all migrations of this version of the code are applied; later ones do no harm."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except ProgrammingError:  # there is no such table
        applied = set()
    except AnyDatabaseError:
        return "not known while PostgreSQL does not answer"
    finally:
        connection.close()
    missing = sum(
        place not in applied and not (migration.replaces and applied.issuperset(migration.replaces))
        for place, migration in _all_migrations().items()
    )
    return f"{missing} migrations are not applied; run manage.py migrate" if missing else ""


def redis() -> str:
    """What is missing, "" if Redis answers."""
    return "" if queue.is_reachable() else "Redis does not answer; start it, or correct REDIS_URL"


def storage() -> str:
    """What is missing, "" if the storage takes files."""
    fault = condition.storage_fault()
    # What the library says names the store's address, and a folder's fault its place.
    return f"the storage cannot store files: it is {fault.partition(':')[0]}; /operations/ says why" if fault else ""


def programs() -> str:
    """Which programs of the site are missing, a line each, without the names of machines."""
    try:
        return "\n".join(missing_programs(with_names=False))
    except AnyDatabaseError:
        return ""  # the check of the database says so
    finally:
        connection.close()


CHECKS: dict[str, Check] = {"database": database, "migrations": migrations, "redis": redis, "storage": storage}
WARNINGS: dict[str, Check] = {"programs": programs}


@cache
def _all_migrations() -> dict[tuple[str, str], Migration]:
    return MigrationLoader(None, ignore_no_migrations=True).disk_migrations
