"""A rejected bundle's report, grouped as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leaderboard.domain.submission.bundle import FAULT_LABELS
from leaderboard.models import Submission


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """All faults of one kind."""

    label: str
    count: int
    faults: tuple[Mapping[str, Any], ...]


def fault_groups(submission: Submission) -> list[FaultGroup]:
    """The report's faults by kind, the most frequent kind first; [] where no report was written."""
    bundle = getattr(submission, "bundle", None)
    report = (bundle.report if bundle else None) or {}
    faults = report.get("faults", [])
    counts: dict[str, int] = report.get("counts", {})
    return [
        FaultGroup(_(FAULT_LABELS.get(kind, kind)), count, tuple(fault for fault in faults if fault["kind"] == kind))
        for kind, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]
