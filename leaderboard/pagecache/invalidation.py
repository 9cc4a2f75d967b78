"""When cached pages become invalid: as soon as the site's *edition* is another than the one they were made from.

The edition is a value over all that public pages show. One statement reads it, at most every EDITION_S.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from django.db import connection

from leaderboard.models.connection import give_back_connection

EDITION_S = 0.4
"""Seconds for which the edition is not read again: a release is seen within this time."""

PATIENCE_S = 0.5
"""Seconds that a reader waits for the edition at most; a database that takes longer counts as away."""

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
    # What operators hide, take down, unlist or exclude, and whether they undo it.
    "(SELECT sum(value) FROM leaderboard_tally WHERE name = 'moderations')",
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
    """The edition, read at most every EDITION_S.

    A thread of its own reads it, because a database that hangs must not hold up the readers of cached pages.
    """

    def __init__(self, read: Callable[[], Hashable]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._edition: Hashable = None
        self._valid_until = 0.0
        self._reading: _Reading | None = None
        self._failed = False

    def get(self) -> Hashable:
        """The edition; the previous one while it is being read for another caller, or when it cannot be read."""
        with self._lock:
            is_mine = self._reading is None and time.monotonic() >= self._valid_until
            if is_mine:
                self._reading = _Reading(time.monotonic())
                threading.Thread(target=self._refresh, args=[self._reading], name="edition", daemon=True).start()
            reading = self._reading
        # Before the first one there is no edition, so that all have to wait for it.
        if reading is not None and (is_mine or (self._valid_until == 0.0 and not self.is_away)):
            reading.ended.wait(PATIENCE_S)
        return self._edition

    def known(self) -> Hashable | None:
        """The edition, unless it has to be read first (None). It never waits."""
        is_fresh = time.monotonic() < self._valid_until
        return self._edition if is_fresh or (self._reading is not None and self._valid_until) else None

    @property
    def is_away(self) -> bool:
        """Whether the database refuses to tell the edition, or is taking too long."""
        reading = self._reading
        return self._failed or (reading is not None and time.monotonic() - reading.began_at > PATIENCE_S)

    def _refresh(self, reading: _Reading) -> None:
        try:
            self._edition = self._read()
            self._failed = False
        except Exception:  # with any error, cached pages are better than no pages
            if not self._failed:
                log.warning("the site's edition cannot be read; cached pages stay as they are", exc_info=True)
            self._failed = True
        with self._lock:
            self._valid_until = time.monotonic() + EDITION_S
            self._reading = None
        reading.ended.set()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the edition. ``began_at``: of the monotonic clock, in seconds."""

    began_at: float
    ended: threading.Event = field(default_factory=threading.Event)
