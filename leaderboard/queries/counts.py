"""How much of a submission's planned work is recorded: pictures, judge calls, boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Func, IntegerField, Q, Sum

from leaderboard.models import Board, GeneratedImage, ImageStatus, JudgedImage, Judgement, Submission


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """Numbers of pieces of work; ``recent_*`` counts those done since the given time.

    ``stored`` includes pictures that were judged elsewhere and imported without their files.
    """

    images: int
    stored: int
    failed: int
    recent_images: int
    calls: int
    statuses: dict[str, int]
    recent_calls: int
    boards_due: int

    @property
    def settled(self) -> int:
        """Pictures that are stored or finally failed."""
        return self.stored + self.failed

    @property
    def recorded(self) -> int:
        """Judge calls with any outcome."""
        return sum(self.statuses.values())


class _ActiveDimensions(Func):
    """The number of dimensions among a prompt's targets, which is the number of judge calls on its picture."""

    template = (
        "(SELECT count(DISTINCT target -> 'facet' ->> 0) FROM jsonb_array_elements(%(expressions)s) AS targets(target))"
    )
    output_field = IntegerField()


def work_counts(submission: Submission, since: datetime) -> WorkCounts:
    """The current counts of a submission; ``since`` begins the recent past."""
    images = GeneratedImage.objects.filter(submission=submission.pk).aggregate(
        planned=Count("id"),
        stored=Count("id", filter=Q(status__in=[ImageStatus.STORED, ImageStatus.IMPORTED])),
        failed=Count("id", filter=Q(status=ImageStatus.FAILED)),
        recent=Count("id", filter=~Q(status=ImageStatus.PLANNED) & Q(called_at__gte=since)),
        calls_ahead=Sum(_ActiveDimensions("prompt__targets"), filter=Q(status=ImageStatus.PLANNED), default=0),
    )
    judgings = JudgedImage.objects.filter(submission=submission.pk)
    planned = images["planned"]
    calls = judgings.aggregate(calls=Sum("dimensions__len", default=0))["calls"] + images["calls_ahead"]
    if not planned:
        planned, calls = _suite_plan(submission)
    judged = (
        Judgement.objects.filter(judging__submission=submission.pk)
        .order_by("status")
        .values_list("status")
        .annotate(count=Count("id"), recent=Count("id", filter=Q(judged_at__gte=since)))
    )
    by_status = [(str(status), int(count), int(recent)) for status, count, recent in judged]
    return WorkCounts(
        images=planned,
        stored=images["stored"],
        failed=images["failed"],
        recent_images=images["recent"],
        calls=calls,
        statuses={status: count for status, count, _ in by_status},
        recent_calls=sum(recent for _, _, recent in by_status),
        boards_due=_boards_due(submission),
    )


def _suite_plan(submission: Submission) -> tuple[int, int]:
    """Pictures and judge calls computed from the prompts: a bundle's pictures are planned only after its check."""
    plan = submission.prompts().aggregate(images=Count("id"), calls=Sum(_ActiveDimensions("targets"), default=0))
    pictures_of_prompt = len(submission.languages) * submission.pictures_per_prompt
    return plan["images"] * pictures_of_prompt, plan["calls"] * pictures_of_prompt


def _boards_due(submission: Submission) -> int:
    """Boards on which a public submission still has to appear."""
    due = Board.objects.filter(
        suite=submission.suite_id,
        judge_profile=submission.judge_profile_id,
        language__in=submission.languages,
        publish_requested_at__isnull=False,
    )
    return due.exclude(releases__rows__submission=submission.pk).count()
