"""``manage.py migrate``: as Django's, but waits for locks without blocking a running site."""

from __future__ import annotations

import time
from typing import Any, Final

import psycopg
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration

_LOCK_TIMEOUT: Final = "2s"
_TRIES: Final = 60
_PAUSE_S: Final = 1.0
_PASSING: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


class Command(migrate.Command):
    """Waits only briefly for a table's lock, then gives up its place in the queue and tries again.

    Every other query of the table queues behind a migration that waits for it: a long wait would stop the site and
    its workers. Completed migrations stay applied, so the next try continues where this one stopped.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; retries for some minutes while other transactions hold a table."""
        self._database = connections[options["database"]]
        for tries_left in reversed(range(_TRIES)):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not tries_left or not isinstance(error.__cause__, _PASSING):
                    raise
                self.stderr.write(f"a table is in use, trying again: {str(error).splitlines()[0]}")
                time.sleep(_PAUSE_S)
            else:
                return

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        """Django calls this before and after each migration."""
        if action == "apply_start" and migration is not None:
            self._prepare(migration)
        super().migration_progress_callback(action, migration, fake)

    def _prepare(self, migration: Migration) -> None:
        """Limit how long a migration waits for locks, unless it builds indexes concurrently: those block nobody.

        An index that an interrupted try has left is dropped, because PostgreSQL neither uses nor completes it.
        """
        with self._database.cursor() as cursor:
            timeout = _LOCK_TIMEOUT if migration.atomic else "0"
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [timeout])
            for operation in migration.operations:
                if isinstance(operation, AddIndexConcurrently):
                    name = self._database.ops.quote_name(operation.index.name)
                    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
