"""``manage.py migrate``: Django's, but it never stops a running site, and waits for its locks instead."""

from __future__ import annotations

import time
from typing import Any, Final

import psycopg
from django.core.management.commands import migrate
from django.db import OperationalError, connections

_LOCK_TIMEOUT: Final = "2s"
_TRIES: Final = 60
_PAUSE_S: Final = 1.0
_PASSING: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


class Command(migrate.Command):
    """Waits only briefly for a table's lock, gives up the place in its queue, and tries again.

    Everybody else who wants the table queues behind a migration that waits for it: a long wait would stop the site and
    its workers. Migrations that are done stay done, so that the next try goes on where this one stopped.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's, up to a minute and longer while other transactions hold a table."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_LOCK_TIMEOUT])
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
