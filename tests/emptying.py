"""How the database is emptied after a test of real transactions.

Django truncates all tables, for which PostgreSQL makes new files for every table and index, and then creates the
content types and permissions again: 0.1 s of CPU. A test writes to few tables, and only those are emptied here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

Emptying = Callable[[TransactionTestCase], None]


def emptying() -> Emptying | None:
    """To be called in the new database; what it holds is kept by every call of the result.

    Returns:
        A replacement for ``TransactionTestCase._fixture_teardown``; None if the user is no superuser, who alone can
        switch triggers off.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (is_superuser,) = cursor.fetchone()
    if not is_superuser:
        return None
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    kept = set(_with_rows(tables))
    emptied = sorted(table for table in tables if table not in kept)
    return lambda _: _empty(emptied)


def _empty(tables: Sequence[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # As for TRUNCATE: rows that another thread has not committed yet are waited for, so that they go, too.
        cursor.execute(sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
        for table in _with_rows(tables):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _with_rows(tables: Sequence[str]) -> list[str]:
    selects = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(selects))
        return [table for (table,) in cursor.fetchall()]
