"""The database backend that Django loads for ``ENGINE: leaderboard.settings.backend``.

After a restart of PostgreSQL every connection in the pool is dead. Django's ``CONN_HEALTH_CHECKS`` replaces them one
after the other with growing pauses in between, so that a request waits for seconds or fails. Here the dead ones are
dropped at once.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

_TRY_S = 1.0
"""Each try has the pool connect at once; otherwise it would do so only after its own growing pauses."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes only connections from the pool that answer."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection or one of the pool; raises psycopg.OperationalError."""
        if self.pool is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        self.pool.open()
        deadline = time.monotonic() + self.pool.timeout
        while True:
            try:
                connection = self.pool.getconn(timeout=_TRY_S)
            except PoolTimeout:
                if time.monotonic() > deadline:
                    raise
                continue
            if _answers(connection):
                return connection
            self.pool.putconn(connection)  # the pool closes it, and makes another one


def _answers(connection: psycopg.Connection[Any]) -> bool:
    try:
        connection.execute("")
    except psycopg.Error:
        connection.close()
        return False
    return True
