"""Folders for the local state of sites that tests start.

A new site first creates PostgreSQL's data folder and applies all migrations, which takes longer than everything else it
does before it answers. A run of pytest does both once, for the first test that needs it; all sites start from copies.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from leaderboard.embedded import paths, postgres

MIGRATED = "template1" if "DATABASE_URL" in os.environ else "salon"
"""The database on the tests' server from which others are created: migrated if the server is the embedded one."""

_RUN = "SALON_TEST_RUN"
"""The environment variable with the folder that all processes of a run share; tests.services sets it."""


@contextmanager
def empty_home() -> Iterator[Path]:
    """A folder that does not exist yet, for SALON_HOME; it is removed at the end.

    Not below pytest's own temporary folders: every run of pytest takes the permissions on these away from other users,
    and with them, in runs as root, a running PostgreSQL's, which has a user of its own.
    """
    with tempfile.TemporaryDirectory(prefix="salon-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "salon"


@contextmanager
def new_home() -> Iterator[Path]:
    """As ``empty_home``, but it exists and has a migrated database, unless DATABASE_URL names another server."""
    with empty_home() as home:
        home.mkdir()
        if "DATABASE_URL" not in os.environ:
            copy_migrated_postgres(home)
        yield home


def copy_migrated_postgres(home: Path) -> None:
    """Put a copy of PostgreSQL's data folder, with all migrations applied, into the folder of local state."""
    # Unlike shutil's, this copy has the owner of the original, which is not the one who copies if that is root.
    subprocess.run(["cp", "-Rp", str(_migrated_postgres()), str(home / "postgres")], check=True)


def _migrated_postgres() -> Path:
    """The data folder of a stopped server, made by the first process of the run that asks."""
    run = Path(os.environ[_RUN])
    home = run / "migrated"
    done = run / "migrated.done"
    with (run / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _migrate(home)
            done.touch()
    return home / "postgres"


def _migrate(home: Path) -> None:
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALON_HOME", str(home))
        url = postgres.start()
        try:
            trade_durability_for_speed(url)
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=paths.CHECKOUT,
                env={**os.environ, "DATABASE_URL": url},
                check=True,
            )
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM RESET ALL")  # the sites that start from a copy can be trusted
        finally:
            postgres.stop()


def trade_durability_for_speed(url: str) -> None:
    """Nobody reads a test database after a crash of the machine."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
