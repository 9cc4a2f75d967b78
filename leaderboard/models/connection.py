"""Giving a database connection back to the pool before the request ends."""

from __future__ import annotations

from django.db import close_old_connections, connection


def give_back_connection() -> None:
    """Return this thread's connection to the pool, so that a slow reader or a wait does not hold it.

    The next query takes a connection again. Inside a transaction this does nothing.
    """
    if not connection.in_atomic_block:
        close_old_connections()
