"""Figures of what visitors report."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import Metric

from leaderboard.models import ReportKind
from leaderboard.observe.figures.families import gauge


def reports() -> Iterator[Metric]:
    """The undecided reports, by kind, and how far the oldest is past its deadline."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*), greatest(0, extract(epoch FROM now() - min(deadline_at)))"
            " FROM leaderboard_report WHERE state = 'open' GROUP BY 1"
        )
        rows = cursor.fetchall()
    waiting = dict.fromkeys((kind.value for kind in ReportKind), 0) | {kind: count for kind, count, _ in rows}
    late = max((float(seconds) for _, _, seconds in rows), default=0.0)
    yield gauge("reports_open", "Visitors' reports that no operator has decided about.", ["kind"], waiting.items())
    yield gauge("report_overdue_seconds", "For how long a report is past its deadline; 0 if none is.", [], [(late,)])
