"""What all public pages depend on, in one statement: whatever changes here makes kept pages old."""

from __future__ import annotations

from collections.abc import Hashable

from django.db import connection

from leaderboard.models.connection import give_back_connection

_PARTS = (
    "(SELECT max(id) FROM leaderboard_release)",
    # Boards are seen before their first release.
    "(SELECT count(*) FROM leaderboard_board)",
    # A suite can be hidden and shown, a profile's caveat read anew.
    "(SELECT md5(string_agg(id || ' ' || hidden, ',' ORDER BY id)) FROM leaderboard_promptsuite)",
    "(SELECT max(id) FROM leaderboard_judgeprofile)",
    "(SELECT max(measured_at) FROM leaderboard_repeatability)",
    "(SELECT max(id) FROM leaderboard_humanpanel)",
    "(SELECT max(withdrawn_at) FROM leaderboard_submission)",
)


def edition() -> Hashable:
    """A value that changes with everything that public pages show, but for what authors say about their models."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(_PARTS)}")  # our own constants
            parts: tuple[object, ...] = cursor.fetchone()
            return parts
    finally:
        give_back_connection()  # asked for outside of any request, at whose end Django would do that
