"""Holding a run at an exact point: a table lock stops whoever is about to write a stage's result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

_WITHIN_S = 30
_WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
    WHERE NOT granted AND relname = %s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A locked table. Readers pass; writers wait until the block is left."""

    connection: psycopg.Connection
    table: str

    def wait_for_a_writer(self) -> None:
        """Wait until somebody is about to write: the stage has come to its last step."""
        deadline = time.monotonic() + _WITHIN_S
        while not self._waiting():
            assert time.monotonic() < deadline, f"nobody wanted to write {self.table} within {_WITHIN_S} s"
            time.sleep(0.02)

    def _waiting(self) -> bool:
        row = self.connection.execute(_WAITING, [self.table]).fetchone()
        return bool(row and row[0])


@contextmanager
def held(database_url: str, table: str) -> Iterator[Held]:
    """Lock a table against writing until the block is left."""
    with psycopg.connect(database_url) as connection:
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
        yield Held(connection, table)
