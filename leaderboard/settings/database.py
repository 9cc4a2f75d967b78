"""Where PostgreSQL is, how many connections a process holds, and how long it may keep others waiting.

The settings are ``DATABASE_URL``, ``DATABASE_POOL`` and ``DATABASE_IDLE_S``, ``DATABASE_LOCK_S``,
``DATABASE_STATEMENT_S``; their defaults depend on the role of the program.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from leaderboard.embedded import paths
from leaderboard.settings import environment as env

ROLE: Final = "SALON_ROLE"
"""The environment variable in which a program says what it is before it loads the settings."""

CHECK: Final = "check"
"""The role of what looks whether a program can start (leaderboard/checks); somebody waits for its answer."""

_CONNECT_WITHIN_S = {CHECK: 3}
_USUALLY_WITHIN_S = 5
_POSTGRES_PORT = 5432
_LOST_AFTER_S = 15  # without a sign of life from the other side, both sides give a connection up


@dataclass(frozen=True, slots=True)
class Limits:
    """What PostgreSQL allows a session, in seconds; 0 for no limit.

    Attributes:
        idle: between two statements of a transaction. Its locks block others: a frozen process must not hold them.
        lock: for a lock that another transaction holds.
        statement: for one statement.
        pool_wait: for a connection of the pool, which is not PostgreSQL's limit but ours.
    """

    idle: float
    lock: float
    statement: float
    pool_wait: float = 30


@dataclass(frozen=True, slots=True)
class _Role:
    limits: Limits
    pool_size: int


ROLES: Final = {
    # Locks are waited for longer than anybody may sit idle on one, so that a frozen process costs the others no error.
    # A reader does not wait longer than for one statement.
    "site": _Role(Limits(idle=10, lock=15, statement=30, pool_wait=10), pool_size=10),
    # Publishing ranks thousands of models in a few statements.
    "worker": _Role(Limits(idle=10, lock=15, statement=300), pool_size=10),
    # manage.py. Its one thread needs no pool. An import or an index may take hours.
    "command": _Role(Limits(idle=600, lock=30, statement=0), pool_size=0),
    CHECK: _Role(Limits(idle=2, lock=3, statement=3), pool_size=0),
}


def database() -> dict[str, object]:
    """Django's settings for the database that the environment names, or else for the embedded one."""
    role = ROLES[os.environ.get(ROLE, "command")]
    limits = Limits(
        idle=env.number("DATABASE_IDLE_S", role.limits.idle),
        lock=env.number("DATABASE_LOCK_S", role.limits.lock),
        statement=env.number("DATABASE_STATEMENT_S", role.limits.statement),
        pool_wait=role.limits.pool_wait,
    )
    return database_at(address(), pool_size=env.integer("DATABASE_POOL", role.pool_size), limits=limits)


def address() -> str:
    """The ``postgresql://`` address from the environment, or else the embedded server's."""
    return env.text("DATABASE_URL") or paths.postgres_url()


def unreachable(error: Exception) -> str:
    """One line for whoever started a command without its database: what was tried, and what to do.

    Empty if the error came from a database that answers.
    """
    cause = error.__cause__
    if not isinstance(cause, psycopg.OperationalError) or cause.sqlstate is not None:
        return ""
    reason = str(cause).strip().splitlines()[0].rpartition("failed: ")[2]
    if not env.text("DATABASE_URL"):
        folder = paths.home() / "postgres"
        return (
            f"cannot connect to the embedded PostgreSQL in {folder} ({reason}): start it with make demo or make "
            "showcase and leave that running, or name another PostgreSQL with DATABASE_URL"
        )
    parts = urlsplit(address())
    place = dict(parse_qsl(parts.query)).get("host") or f"{parts.hostname}:{parts.port or _POSTGRES_PORT}"
    return f"cannot connect to PostgreSQL at {place} ({reason}): start it, or correct DATABASE_URL"


def database_at(url: str, *, pool_size: int, limits: Limits) -> dict[str, object]:
    """Django's settings for a ``postgresql://user:password@host:port/name?options`` address.

    Args:
        pool_size: most connections of a process; 0 for one per thread, without a pool.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.EnvironmentFault(f"DATABASE_URL must be a postgresql:// address; its scheme is {parts.scheme!r}")
    given: dict[str, str] = dict(parse_qsl(parts.query))
    host = given.pop("host", parts.hostname or "")
    within_s = _CONNECT_WITHIN_S.get(os.environ.get(ROLE, ""), _USUALLY_WITHIN_S)
    options: dict[str, object] = {"connect_timeout": within_s, **_CONNECTION, **given}
    session = " ".join(filter(None, [given.get("options", ""), _session_options(limits)]))
    if session:
        options["options"] = session
    if pool_size:
        options["pool"] = {
            "min_size": 1,
            "max_size": pool_size,
            "timeout": limits.pool_wait,
            # Short, because the pauses between tries double: after an outage of minutes the pool would wait minutes.
            "reconnect_timeout": 2,
        }
    return {
        "ENGINE": "leaderboard.settings.backend",
        "NAME": parts.path.lstrip("/") or "salon",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


_CONNECTION: Final[dict[str, object]] = {
    # Without these a process waits for as long as the kernel tries (15 minutes) when a machine or its network is gone.
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": _LOST_AFTER_S * 1000,
}


def _session_options(limits: Limits) -> str:
    """What the server applies to the session; empty if all limits are 0, for a pooler that refuses options."""
    milliseconds = {
        "idle_in_transaction_session_timeout": limits.idle,
        "lock_timeout": limits.lock,
        "statement_timeout": limits.statement,
    }
    chosen = [f"-c {name}={round(seconds * 1000)}" for name, seconds in milliseconds.items() if seconds]
    if chosen:
        # The server's side of the same: a client that is gone holds its locks until the server notices.
        chosen += ["-c tcp_keepalives_idle=5", "-c tcp_keepalives_interval=3", "-c tcp_keepalives_count=3"]
        chosen += [f"-c tcp_user_timeout={_LOST_AFTER_S * 1000}"]
    return " ".join(chosen)
