"""The pool's connections: who needs none any longer gives it back before the request ends."""

from __future__ import annotations

from django.db import close_old_connections, connection


def give_back_connection() -> None:
    """Return this thread's connection, so that a slow reader or a wait does not keep it from others.

    The next query takes one again. Within a transaction nothing happens: it needs the connection that it has.
    """
    if not connection.in_atomic_block:
        close_old_connections()
