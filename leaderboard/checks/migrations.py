"""The migrations: those of this version that are not applied, and applied ones that it does not know."""

from __future__ import annotations

from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader

_NAMED = 3


def not_applied() -> str:
    """Migrations that the database lacks: this code would fail."""
    applied = _applied()
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    missing = [
        place
        for place, migration in on_disk.items()
        if place not in applied and not (migration.replaces and applied.issuperset(migration.replaces))
    ]
    if not missing:
        return ""
    return (
        f"migrations are not applied ({_names(missing)}): run manage.py prepare_database with this version of the code"
    )


def newer_than_the_code() -> str:
    """Applied migrations that this code does not know: it works with them, because migrations only add."""
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    ours = {app for app, _ in on_disk}
    replaced = {place for migration in on_disk.values() for place in migration.replaces}
    newer = [place for place in _applied() - on_disk.keys() - replaced if place[0] in ours]
    if not newer:
        return ""
    return f"the database is of a later version than this code ({_names(newer)}): upgrade this program, too"


def _applied() -> set[tuple[str, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    except ProgrammingError:  # there is no such table
        return set()


def _names(places: list[tuple[str, str]]) -> str:
    names = [f"{app}.{name}" for app, name in sorted(places)]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
