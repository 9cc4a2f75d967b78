"""Reads of the published tables. They are files of the repository (``prompts/reported``), not rows of the database."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from leaderboard.domain.agreement.reported import ReportedTable, parse_reported


def reported_tables() -> tuple[ReportedTable, ...]:
    """All published tables, by file name."""
    return _read(settings.SALON_PROMPTS / "reported")


def reported_table(slug: str) -> ReportedTable | None:
    """One published table."""
    return next((table for table in reported_tables() if table.slug == slug), None)


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[ReportedTable, ...]:
    # Read once: the files ship with the program. A file that cannot be read is a bug, so its error is not caught.
    return tuple(parse_reported(file.read_text(encoding="utf-8"), file.name) for file in sorted(folder.glob("*.json")))
