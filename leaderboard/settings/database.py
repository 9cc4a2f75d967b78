"""Where PostgreSQL is, and how many connections a process holds: ``DATABASE_URL`` and ``DATABASE_POOL``."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from leaderboard.embedded import paths
from leaderboard.settings import environment as env

_WAIT_S = 30  # for a connection of the pool


def database() -> dict[str, object]:
    """Django's settings for the database that the environment names, or else for the embedded one."""
    return database_at(env.text("DATABASE_URL") or paths.postgres_url(), pool_size=env.integer("DATABASE_POOL", 10))


def database_at(url: str, *, pool_size: int) -> dict[str, object]:
    """Django's settings for a ``postgresql://user:password@host:port/name?options`` address.

    Args:
        pool_size: most connections of a process; 0 for one per thread, without a pool.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.EnvironmentFault(f"DATABASE_URL must be a postgresql:// address; its scheme is {parts.scheme!r}")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = str(options.pop("host", parts.hostname or ""))
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": _WAIT_S}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "salon",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
