"""The figures of the whole site, whichever process is asked, in one scrape."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from prometheus_client.core import Metric

from leaderboard.observe.figures import moderation, parts, work
from leaderboard.observe.figures.families import gauge

log = logging.getLogger(__name__)

_FROM_DATABASE: tuple[Callable[[], Iterator[Metric]], ...] = (
    work.planned_work,
    work.submissions,
    work.waiting,
    work.tallies,
    parts.workers,
    parts.judges,
    parts.announced_judges,
    parts.boards,
    parts.faults,
    moderation.reports,
)
_STORED_BYTES_KEPT_S = 300.0


class SiteFigures:
    """A collector in Prometheus' sense: a fixed number of statements, however much there is."""

    def __init__(self) -> None:
        self._stored_bytes: list[Metric] = []
        self._stored_bytes_at = float("-inf")

    def collect(self) -> Iterable[Metric]:
        """All families; those that the database does not give are left out."""
        families = [gauge("build_info", "1, with the version of the code.", ["version"], [_VERSION])]
        try:
            families += [family for read in _FROM_DATABASE for family in read()]
            families += self._stored()
            is_up = 1.0
        except AnyDatabaseError as error:
            log.warning("the figures are incomplete, the database fails: %s", error)
            is_up = 0.0
        finally:
            connection.close()
        families.append(gauge("database_up", "Whether PostgreSQL gives the figures.", [], [(is_up,)]))
        return [*families, *work.messages(), *parts.storage()]

    def _stored(self) -> list[Metric]:
        if time.monotonic() - self._stored_bytes_at > _STORED_BYTES_KEPT_S:
            self._stored_bytes = list(parts.stored_bytes())
            self._stored_bytes_at = time.monotonic()
        return self._stored_bytes


_VERSION = (settings.SALON_CODE_VERSION, 1)
