"""A process of the site reports itself, and says in its log which other programs are missing."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Collection

from django.db import Error as AnyDatabaseError
from django.db import connection

from leaderboard.pipeline.work.workers import WEB, missing_programs, report_worker

log = logging.getLogger(__name__)

_EVERY_S = 15.0


_LOGGED_AT = 4
_LOGGED_AGAIN_AFTER = 240


class Watch:
    """Logs what is missing once it was missing for a minute, again every hour, and when it is back."""

    def __init__(self) -> None:
        self._missing: dict[str, int] = {}
        """For how many looks in a row, by sentence."""

    def look(self, missing: Collection[str]) -> None:
        """Compare what is missing now with what was missing before."""
        for sentence in self._missing.keys() - set(missing):
            if self._missing[sentence] >= _LOGGED_AT:
                log.warning("this is over: %s", sentence)
        self._missing = {sentence: self._missing.get(sentence, 0) + 1 for sentence in missing}
        for sentence, looks in self._missing.items():
            if looks % _LOGGED_AGAIN_AFTER == _LOGGED_AT:
                log.warning("%s", sentence)


def start_reporting() -> None:
    """Report until the process ends."""
    threading.Thread(target=_report_again_and_again, name="presence", daemon=True).start()


def _report_again_and_again() -> None:
    name, watch = f"{WEB}@{socket.gethostname()}", Watch()
    while True:
        try:
            report_worker(name)
            watch.look(missing_programs())
        except AnyDatabaseError as error:
            log.warning("%s could not report itself: %s", name, str(error).strip())
        finally:
            connection.close()
        time.sleep(_EVERY_S)
