"""Locks by name, for things without their own row to lock."""

from __future__ import annotations

from django.db import connection

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_name(name: str) -> None:
    """Wait for the lock of this name and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [name])
