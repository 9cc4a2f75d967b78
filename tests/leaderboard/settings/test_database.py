"""Addresses of databases, as Django's settings."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError

from leaderboard.settings.database import ROLES, Limits, database, database_at, unreachable
from leaderboard.settings.environment import EnvironmentFault

NO_LIMITS = Limits(idle=0, lock=0, statement=0)


def test_an_address_is_taken_apart() -> None:
    settings = database_at(
        "postgresql://salon:p%40ss@db.example.org:5433/board?sslmode=verify-full&sslrootcert=ca.pem&connect_timeout=3",
        pool_size=4,
        limits=NO_LIMITS,
    )
    options = settings.pop("OPTIONS")
    assert settings == {
        "ENGINE": "leaderboard.settings.backend",
        "NAME": "board",
        "USER": "salon",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert isinstance(options, dict)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "ca.pem")
    assert (options["connect_timeout"], options["pool"]["max_size"]) == ("3", 4)


def test_a_socket_is_given_in_the_query_and_no_pool_is_an_option() -> None:
    settings = database_at("postgresql://postgres@/?host=/run/postgres", pool_size=0, limits=NO_LIMITS)
    assert (settings["HOST"], settings["NAME"]) == ("/run/postgres", "salon")
    assert {"pool", "options"}.isdisjoint(settings["OPTIONS"])  # type: ignore[arg-type]  # a dict


def test_another_kind_of_database_is_refused_without_telling_the_password() -> None:
    with pytest.raises(EnvironmentFault, match="DATABASE_URL must be a postgresql:// address") as refusal:
        database_at("mysql://salon:hush@localhost/salon", pool_size=0, limits=NO_LIMITS)
    assert "hush" not in str(refusal.value)


def test_limits_are_added_to_options_that_the_address_has() -> None:
    limits = Limits(idle=10, lock=0.5, statement=0)
    settings = database_at("postgresql://db/salon?options=-c%20jit%3Doff", pool_size=0, limits=limits)
    options = settings["OPTIONS"]["options"]  # type: ignore[index]  # a dict
    assert options.startswith("-c jit=off -c idle_in_transaction_session_timeout=10000 -c lock_timeout=500 ")
    assert "statement_timeout" not in options


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_limits_that_a_setting_overrides(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_ROLE", role)
    monkeypatch.setenv("DATABASE_LOCK_S", "7")
    options = database()["OPTIONS"]["options"]  # type: ignore[index]  # a dict
    limits = ROLES[role].limits
    assert f"idle_in_transaction_session_timeout={limits.idle * 1000:.0f} -c lock_timeout=7000" in options
    assert limits.lock > limits.idle or role == "command"


def test_postgres_takes_the_limits_of_a_worker(postgres: str) -> None:
    options = database_at(postgres, pool_size=0, limits=ROLES["worker"].limits)["OPTIONS"]
    with psycopg.connect(postgres, **options) as connection:  # type: ignore[arg-type]  # a dict of its arguments
        names = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in names]
    assert shown == [("10s",), ("15s",), ("5min",)]


def _cannot_connect(url: str) -> OperationalError:
    with pytest.raises(psycopg.OperationalError) as refusal:
        psycopg.connect(url)
    error = OperationalError()
    error.__cause__ = refusal.value
    return error


@pytest.mark.parametrize("given", [True, False])
def test_a_database_that_is_away_is_told_in_a_line(given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://salon:hush@127.0.0.1:1/salon"
    monkeypatch.setenv("DATABASE_URL", url if given else "")
    told = unreachable(_cannot_connect(url))
    assert ("127.0.0.1:1" in told, "make demo" in told) == (given, not given)
    assert "DATABASE_URL" in told
    assert "onnection refused" in told
    assert len(told.splitlines()) == 1
    assert "hush" not in told


def test_an_error_of_a_database_that_answers_is_something_else(postgres: str) -> None:
    error = OperationalError()
    error.__cause__ = psycopg.errors.LockNotAvailable()
    assert unreachable(error) == ""
