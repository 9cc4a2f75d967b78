"""The database's clock, the one clock for times that are stored in rows and compared with each other.

Machines' clocks differ. A lease that one machine sets and another one reads would be hours too long or too short, so
queries use ``Now()`` (the start of the statement), and ``read()`` gives the same time to Python where it is needed as a
value. Ruff refuses the machine's clock in the code that plans and does work (TID251 in ``pyproject.toml``).
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models.functions import Now

__all__ = ["Now", "read"]


def read() -> datetime:
    """The time now, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
