"""The pool: connections that PostgreSQL has closed are never handed out, and cost no wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from leaderboard.settings.backend.base import DatabaseWrapper
from leaderboard.settings.database import Limits, database_at

LIMITS = Limits(idle=10, lock=10, statement=10, pool_wait=1.5)
CONNECTIONS = 5


@pytest.fixture
def wrapper(postgres: str) -> Iterator[DatabaseWrapper]:
    """Django's connection to the server of the tests, with a pool."""
    yield from _wrapper(postgres)


def _wrapper(url: str) -> Iterator[DatabaseWrapper]:
    settings: dict[str, Any] = {
        **database_at(url, pool_size=CONNECTIONS, limits=LIMITS),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "TEST": {},
    }
    wrapper = DatabaseWrapper(settings, alias="with a pool")
    yield wrapper
    wrapper.close_pool()


def test_connections_that_were_cut_are_replaced_without_a_pause(wrapper: DatabaseWrapper, postgres: str) -> None:
    params = wrapper.get_connection_params()
    connections = [wrapper.get_new_connection(params) for _ in range(CONNECTIONS)]
    pids = [connection.info.backend_pid for connection in connections]
    for connection in connections:
        wrapper.pool.putconn(connection)
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [pids])
    started = time.monotonic()
    connections = [wrapper.get_new_connection(params) for _ in range(CONNECTIONS)]
    assert time.monotonic() - started < 1
    assert all(connection.execute("SELECT 1").fetchone() == (1,) for connection in connections)
    for connection in connections:
        wrapper.pool.putconn(connection)


def test_a_server_that_is_away_is_an_error_after_the_pools_wait(caplog: pytest.LogCaptureFixture) -> None:
    for wrapper in _wrapper("postgresql://postgres@127.0.0.1:1/salon"):
        with pytest.raises(PoolTimeout):
            wrapper.get_new_connection(wrapper.get_connection_params())
