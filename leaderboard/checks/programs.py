"""The other programs of the site."""

from __future__ import annotations

from leaderboard.pipeline.work.workers import missing_programs


def programs() -> str:
    """Those that are not running."""
    return "; ".join(missing_programs())
