"""The site's edition as the kept pages see it: asked for seldom, and remembered while it cannot be had."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable

EDITION_S = 0.4
"""Seconds for which an edition is taken to be the same: a release is seen within this time."""

log = logging.getLogger(__name__)


class Editions:
    """Asks ``read`` at most every EDITION_S, in one of the threads that want to know."""

    def __init__(self, read: Callable[[], Hashable]) -> None:
        self._read = read
        self._asking = threading.Lock()
        self._current: Hashable = None
        self._until = 0.0

    def current(self) -> Hashable:
        """The edition; while another thread asks, or nothing can be read, the one before."""
        if time.monotonic() >= self._until and self._asking.acquire(blocking=self._until == 0.0):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._current

    def _ask(self) -> None:
        try:
            self._current = self._read()
        except Exception:  # whatever keeps us from reading it, the pages in memory are better than none
            log.warning("the site's edition cannot be read; pages in memory stay as they are", exc_info=True)
        self._until = time.monotonic() + EDITION_S
