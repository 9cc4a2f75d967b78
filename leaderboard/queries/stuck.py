"""Running submissions that wait for something that may need an operator, and why they wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from leaderboard.domain.stages import Stage
from leaderboard.domain.translatable import gettext_noop
from leaderboard.models import GeneratedImage, ImageStatus, JudgedImage, JudgedImageStatus, Outcome, Submission
from leaderboard.models.clock import Now

SHOWN = 50
NEAR = timedelta(hours=1)

NEGLECTED_AFTER = timedelta(minutes=5)
"""For so long, work may be due without a worker that takes it."""

NO_WORKER = gettext_noop("No worker has taken it for more than 5 minutes.")
FAILING = gettext_noop("Calls of its endpoint fail.")
NEAR_DEADLINE = gettext_noop("The time for its stage ends within an hour.")


@dataclass(frozen=True, slots=True)
class Stuck:
    """A submission that waits. ``why``: a sentence to be translated; ``last``: what was recorded about it, or ""."""

    submission: Submission
    why: str
    last: str


def stuck_submissions() -> list[Stuck]:
    """The first SHOWN of them, the nearest deadline first; one query."""
    return [_stuck(row) for row in _waiting().order_by("deadline_at", "pk")[:SHOWN]]


def _waiting() -> QuerySet[Submission]:
    planned = JudgedImage.objects.filter(submission=OuterRef("pk"), status=JudgedImageStatus.PLANNED)
    failed = GeneratedImage.objects.filter(submission=OuterRef("pk"), status=ImageStatus.PLANNED, cause__gt="")
    rows = Submission.objects.filter(outcome=Outcome.RUNNING).annotate(
        judging_waits=Subquery(planned.filter(waiting_for__gt="").values("waiting_for")[:1]),
        last_cause=Subquery(failed.order_by("-called_at").values("cause")[:1]),
    )
    failing = Q(endpoint__failures_in_a_row__gt=0) | Q(endpoint__refusals_in_a_row__gt=0)
    waits = (
        Q(stage=Stage.GENERATION) & (failing | Q(endpoint__paused_until__gt=Now()))
        | Q(stage=Stage.JUDGING, judging_waits__gt="")
        | Q(stage=Stage.SUBMISSION, bundle__waiting_for__gt="")
        | Q(
            stage__in=[Stage.SUBMISSION, Stage.SCORING],
            lease_token__isnull=True,
            due_at__lt=Now() - NEGLECTED_AFTER,
        )
        | Q(deadline_at__lt=Now() + NEAR, deadline_at__gt=F("stage_since") + 2 * NEAR)
    )
    return rows.filter(waits).select_related("generator__owner", "endpoint", "bundle")


def _stuck(row: Submission) -> Stuck:
    last = {
        Stage.SUBMISSION: getattr(getattr(row, "bundle", None), "waiting_for", ""),
        Stage.GENERATION: getattr(row, "last_cause", None) or "",
        Stage.JUDGING: getattr(row, "judging_waits", None) or "",
    }.get(Stage(row.stage), "")
    endpoint = getattr(row, "endpoint", None)
    if row.stage == Stage.GENERATION and endpoint and (endpoint.failures_in_a_row or endpoint.refusals_in_a_row):
        return Stuck(row, FAILING, last)
    if last:
        return Stuck(row, "", last)
    return Stuck(row, NO_WORKER if row.stage in (Stage.SUBMISSION, Stage.SCORING) else NEAR_DEADLINE, "")
