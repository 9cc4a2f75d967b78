"""``manage.py judge rejudge``: repeat judge calls that gave no verdicts, or that a certain judge server answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.management.base import CommandError
from django.db.models import QuerySet

from leaderboard.models import MISSING, Judgement, Submission
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.judgements import again
from leaderboard.pipeline.judging import rejudging

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which judgements are repeated: those that match all of these. ``since`` is a time in ISO 8601, UTC."""

    submissions: Sequence[int]
    server: str
    since: str
    missing: bool


def rejudge(selection: Selection, say: Say, *, dry_run: bool) -> None:
    """Set the selected judgements aside, and print what is judged again, submission by submission.

    Public submissions do not change.

    Raises:
        CommandError: when nothing says which, there is no such submission, or the time cannot be read.
    """
    judgements = _selected(selection)
    plan = rejudging.planned(judgements)
    for submission_id in plan.public:
        say(f"{rejudging.PublicSubmission(submission_id)}; it does not change")
    without_calls = set(_failed(selection)) - set(plan.submissions)
    for submission_id in sorted({*plan.submissions, *without_calls}):
        of_submission = judgements.filter(judging__submission=submission_id)
        count = of_submission.count()
        if not dry_run:
            count = _again(submission_id, of_submission, selection)
        say(f"submission {submission_id}: {count} judgements {'would be' if dry_run else 'are'} repeated")
    if not plan.submissions and not without_calls:
        say("there is nothing to judge again")


def _again(submission_id: int, judgements: QuerySet[Judgement], selection: Selection) -> int:
    actor, submission = Actor.command("judge rejudge"), Submission.objects.get(pk=submission_id)
    details = {"server": selection.server, "since": selection.since, "missing": selection.missing}
    return again(submission, judgements, actor=actor, reason="", details=details, goes_on=True)


def _selected(selection: Selection) -> QuerySet[Judgement]:
    if not (selection.submissions or selection.server or selection.since or selection.missing):
        raise CommandError("which judgements? Give --submission, --missing, --server or --since")
    judgements = Judgement.objects.all()
    unknown = set(selection.submissions) - set(Submission.objects.values_list("pk", flat=True))
    if unknown:
        raise CommandError(f"there is no submission {min(unknown)}")
    if selection.submissions:
        judgements = judgements.filter(judging__submission__in=selection.submissions)
    if selection.server:
        judgements = judgements.filter(server=selection.server)
    if selection.since:
        judgements = judgements.filter(judged_at__gte=_time(selection.since))
    if selection.missing or not (selection.server or selection.since):
        judgements = judgements.filter(status__in=MISSING)
    return judgements


def _failed(selection: Selection) -> list[int]:
    """The named submissions that failed on our side: they continue even if no judgement is missing yet."""
    if selection.server or selection.since:
        return []
    return list(rejudging.with_missing().filter(pk__in=selection.submissions).values_list("pk", flat=True))


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--since {text!r} is not a time such as 2026-11-29T17:00") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
