"""When cached pages become invalid: as soon as the site's *edition* is another than the one they were made from.

The edition is a value over all that public pages show. One statement reads it, at most every EDITION_S.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

from django.db import connection

from leaderboard.models.connection import give_back_connection

EDITION_S = 0.4
"""Seconds for which the edition is not read again: a release is seen within this time."""

_PARTS = (
    "(SELECT max(id) FROM leaderboard_release)",
    # Boards are shown before their first release.
    "(SELECT count(*) FROM leaderboard_board)",
    # A suite can be hidden and shown again.
    "(SELECT md5(string_agg(id || ' ' || hidden, ',' ORDER BY id)) FROM leaderboard_promptsuite)",
    "(SELECT max(id) FROM leaderboard_judgeprofile)",
    "(SELECT max(measured_at) FROM leaderboard_repeatability)",
    "(SELECT max(id) FROM leaderboard_humanpanel)",
    "(SELECT max(withdrawn_at) FROM leaderboard_submission)",
)

log = logging.getLogger(__name__)


def site_edition() -> Hashable:
    """A value that changes with everything that public pages show, except what authors say about their models."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(_PARTS)}")  # constants of this module
            parts: tuple[object, ...] = cursor.fetchone()
            return parts
    finally:
        give_back_connection()  # this runs outside of any request, at whose end Django would do it


class CurrentEdition:
    """The edition, read at most every EDITION_S by one of the threads that need it."""

    def __init__(self, read: Callable[[], Hashable]) -> None:
        self._read = read
        self._reading = threading.Lock()
        self._edition: Hashable = None
        self._valid_until = 0.0

    def get(self) -> Hashable:
        """The edition; the previous one while another thread reads it, or when it cannot be read."""
        # Only the very first readers wait: before them there is no edition.
        is_first = self._valid_until == 0.0
        if time.monotonic() >= self._valid_until and self._reading.acquire(blocking=is_first):
            try:
                self._refresh()
            finally:
                self._reading.release()
        return self._edition

    def _refresh(self) -> None:
        try:
            self._edition = self._read()
        except Exception:  # whatever the cause, cached pages are better than none
            log.warning("the site's edition cannot be read; cached pages stay as they are", exc_info=True)
        self._valid_until = time.monotonic() + EDITION_S
