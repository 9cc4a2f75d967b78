"""This machine's clock: certificates and signed addresses depend on it."""

from __future__ import annotations

from leaderboard.models.workers import CLOCK_TOLERANCE
from leaderboard.pipeline.work.workers import clock_ahead_s


def clock() -> str:
    """How far it differs from the database's."""
    ahead_s = clock_ahead_s()
    if abs(ahead_s) <= CLOCK_TOLERANCE.total_seconds():
        return ""
    return f"this machine's clock is {ahead_s:+.1f} s off the database's: correct it (NTP)"
