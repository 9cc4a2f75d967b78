"""Queries about judge profiles, their noise and servers, and about everything else that operators watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from leaderboard.models import (
    MISSING,
    Alert,
    AuditAction,
    AuditEntry,
    Board,
    JudgedImage,
    JudgeIncident,
    Judgement,
    JudgeProfile,
    Outcome,
    Repeatability,
    Submission,
    SweepFailure,
    Worker,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.judging import rejudging

_SHOWN = 50
_FEW = 10
_A_DAY, _AN_HOUR = timedelta(days=1), timedelta(hours=1)

ALERTS_SHOWN = 100
ENDED_SHOWN_FOR = timedelta(days=7)


def profiles() -> QuerySet[JudgeProfile]:
    """All loaded profiles, newest first, without their files."""
    return JudgeProfile.objects.defer("files").order_by("-id")


def profile_of_version(profile_key: str, version: str) -> JudgeProfile | None:
    return JudgeProfile.objects.filter(key=profile_key, version=version).first()


def latest_repeatability(profile: JudgeProfile) -> Repeatability | None:
    """The newest measurement of a profile's noise."""
    return Repeatability.objects.filter(judge_profile=profile).first()


def workers() -> QuerySet[Worker]:
    """The processes that have reported within a day."""
    return Worker.objects.all()


def alerts() -> QuerySet[Alert]:
    """The newest ongoing faults on our side."""
    return Alert.objects.all()[:ALERTS_SHOWN]


def ended_by_us() -> QuerySet[Submission]:
    """Recent submissions that failed because of us (they cost no quota), newest first."""
    recent = Submission.objects.filter(outcome=Outcome.FAILED, ended_at__gt=Now() - ENDED_SHOWN_FOR)
    return recent.filter(quota_entry__refunded_at__isnull=False, cancelled_at__isnull=True).order_by("-ended_at")[
        :ALERTS_SHOWN
    ]


def failed_lately() -> QuerySet[Submission]:
    """The latest submissions that failed within a day, for any reason except cancellation."""
    failed = Submission.objects.filter(outcome=Outcome.FAILED, cancelled_at__isnull=True, ended_at__gt=Now() - _A_DAY)
    return failed.order_by("-ended_at")[:_FEW]


def broken_calls() -> list[dict[str, Any]]:
    """How many judge calls gave no verdicts within the last hour: ``count`` by ``server`` and ``status``."""
    broken = Judgement.objects.filter(judged_at__gt=Now() - _AN_HOUR, status__in=MISSING)
    counted = broken.values("server", "status").annotate(count=Count("pk")).order_by("-count")
    return [dict(line) for line in counted[:_FEW]]


def latest_actions() -> QuerySet[AuditEntry]:
    """The operators' latest actions, without mere views."""
    return AuditEntry.objects.exclude(action=AuditAction.SUBMISSION_VIEW)[:_FEW]


def profiles_without_noise() -> list[JudgeProfile]:
    """Profiles that a server runs and whose noise was never measured, so that no canary can watch the server."""
    return list(profiles().filter(servers__isnull=False, repeatabilities__isnull=True).distinct())


def due_releases() -> QuerySet[Board]:
    """Boards with a release that is due, the longest due first; ``is_held`` while a worker publishes one."""
    is_held = ExpressionWrapper(Q(lease_expires_at__gt=Now()), output_field=BooleanField())
    is_late = ExpressionWrapper(Q(deadline_at__lt=Now()), output_field=BooleanField())
    due = Board.objects.filter(publish_requested_at__isnull=False).annotate(is_held=is_held, is_late=is_late)
    return due.order_by("deadline_at", "slug")


def sweep_failures() -> QuerySet[SweepFailure]:
    """The sweeper's failures, latest first."""
    return SweepFailure.objects.order_by("-failed_at")


def incidents() -> QuerySet[JudgeIncident]:
    """The latest collapses of judges, ongoing ones first."""
    return JudgeIncident.objects.select_related("judge_profile").order_by(F("closed_at").desc(nulls_first=True))[
        :_SHOWN
    ]


def with_missing() -> QuerySet[Submission]:
    """The newest submissions that can be judged again, with ``missing``: how many planned calls gave no verdicts."""
    planned = JudgedImage.objects.filter(submission=OuterRef("pk")).values("submission")
    given = Judgement.objects.filter(judging__submission=OuterRef("pk")).exclude(status__in=MISSING)
    missing = _of_submission(planned.annotate(count=Sum("dimensions__len"))) - _of_submission(
        given.order_by().values("judging__submission").annotate(count=Count("pk"))
    )
    return rejudging.with_missing().annotate(missing=missing).select_related("generator").order_by("-pk")[:_SHOWN]


def _of_submission(counted: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), 0)
