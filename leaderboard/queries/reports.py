"""Reads of visitors' reports, for operators: what is open, in groups on the same thing, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from leaderboard.models import GeneratedImage, Generator, Report, ReportState, clock

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """The open reports on one picture or model, the oldest first; ``late`` if the time for the oldest is over."""

    reports: Sequence[Report]
    late: bool

    @property
    def first(self) -> Report:
        return self.reports[0]

    @property
    def kinds(self) -> list[str]:
        """Each kind that was given, once."""
        return list(dict.fromkeys(report.kind for report in self.reports))


def open_groups() -> list[ReportGroup]:
    """All groups, the one with the nearest deadline first; of very many reports the oldest MOST_SHOWN."""
    now = clock.read()
    groups: dict[tuple[int, int | None], list[Report]] = {}
    for report in _with_target().filter(state=ReportState.OPEN).order_by("deadline_at", "pk")[:MOST_SHOWN]:
        groups.setdefault((report.generator_id, report.image_id), []).append(report)
    return [ReportGroup(reports, reports[0].deadline_at < now) for reports in groups.values()]


def closed(most: int = 50) -> QuerySet[Report]:
    """The reports that were decided about last."""
    return _with_target().exclude(state=ReportState.OPEN).order_by("-closed_at", "-pk")[:most]


def reports_on(generator: Generator, image: GeneratedImage | None) -> QuerySet[Report]:
    """All reports on the same picture or model, open ones first."""
    return Report.objects.filter(generator=generator, image=image).order_by("closed_at", "pk")


def report_with_target(report_id: int) -> Report | None:
    """One report with what it is about."""
    return _with_target().filter(pk=report_id).first()


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """How many reports are open and late, and when the oldest came in (None without one)."""

    open: int
    late: int
    oldest: datetime | None


def report_counts() -> ReportCounts:
    """For the page of operations."""
    waiting = Report.objects.filter(state=ReportState.OPEN)
    times = list(waiting.order_by("created_at").values_list("created_at", "deadline_at"))
    now = clock.read()
    return ReportCounts(len(times), sum(deadline < now for _, deadline in times), times[0][0] if times else None)


def _with_target() -> QuerySet[Report]:
    return Report.objects.select_related(
        "generator__owner", "image__prompt", "image__stored", "image__submission__suite"
    )
