"""PostgreSQL: whether it answers, is recent enough and stores all characters."""

from __future__ import annotations

from django.db import Error as AnyDatabaseError
from django.db import NotSupportedError, OperationalError, connection

from leaderboard.settings.database import unreachable


def database() -> str:
    """What is wrong with the database."""
    try:
        connection.ensure_connection()  # Django compares the server's version, too
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
    except NotSupportedError as error:
        return f"{str(error).rstrip('.')}: upgrade the server that DATABASE_URL names"
    except OperationalError as error:
        return unreachable(error) or f"PostgreSQL refuses, correct DATABASE_URL: {_first_line(error)}"
    except AnyDatabaseError as error:
        return f"PostgreSQL cannot be used: {_first_line(error)}"
    return "" if encoding == "UTF8" else f"the database's encoding is {encoding}: create it with ENCODING 'UTF8'"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
