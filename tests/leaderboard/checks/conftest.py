"""A prepared site without its programs: a PostgreSQL database, a Redis, a storage and settings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from leaderboard.embedded import paths, redis
from tests.homes import MIGRATED, empty_home

DATABASE = "salon_starting"


@dataclass(frozen=True)
class Site:
    """Where it is, and the environment of its programs."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run ``python arguments`` with some variables changed."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=paths.CHECKOUT,
            env={**self.environment, **changed},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *program: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """The checks of a program, and then "started" in its place."""
        then = [sys.executable, "-c", "print('started')"]
        return self.run("-m", "leaderboard.checks", *program, "--", *then, **changed)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a statement."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def database_url(server: str, name: str) -> str:
    """The address of another database of the same server."""
    before, _, after = server.partition("/salon?")
    return f"{before}/{name}?{after}"


@pytest.fixture(scope="session")
def site(postgres: str) -> Iterator[Site]:
    """Prepared once for all tests; each puts back what it changes."""
    with ExitStack() as stack:
        home = stack.enter_context(empty_home())
        with pytest.MonkeyPatch.context() as patch:  # not longer: other tests of this process have a home of their own
            patch.setenv("SALON_HOME", str(home))
            redis_url, process = redis.start()
        stack.callback(process.wait)
        stack.callback(process.kill)
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {MIGRATED}")
        environment = {
            **os.environ,
            "SALON_HOME": str(home),
            "DATABASE_URL": database_url(postgres, DATABASE),
            "REDIS_URL": redis_url,
            "SECRET_KEY": "the site's secret key, at least 32 characters",
            "KEY_SECRET": "the site's key secret, at least 32 characters",
        }
        site = Site(home, environment)
        prepared = site.run("manage.py", "prepare_site", "--verbosity", "0")
        assert prepared.returncode == 0, prepared.stderr
        yield site
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
