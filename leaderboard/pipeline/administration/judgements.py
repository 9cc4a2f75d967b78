"""Having judge calls made again: those of a submission, or what a judge server gave in a certain time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.models import AuditAction, Judgement, JudgeServer, Kind, Outcome, Submission
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.judging import rejudging

SAID_TO_AUTHORS = "An operator has these calls made again"


def foresee_rejudging(submission: Submission) -> str:
    """What ``rejudge`` would do.

    Raises:
        ActionRefused: when its judgements have to stay.
    """
    if submission.kind == Kind.IMPORT:
        raise ActionRefused("It was judged elsewhere; its pictures are not stored here.")
    if rejudging.is_settled(submission):
        raise ActionRefused(str(rejudging.PublicSubmission(submission.pk)))
    if submission.files_deleted_at is not None:
        raise ActionRefused("Its pictures are deleted, so that no judge can look at them again.")
    if submission.outcome not in (Outcome.RUNNING, Outcome.SCORED):
        raise ActionRefused("It has failed. “Go on” lets it go on.")
    missing = rejudging.missing_of(submission.pk).count()
    judgements = Judgement.objects.filter(judging__submission=submission).count()
    if not judgements:
        raise ActionRefused("It has no judgements yet.")
    return f"of its {judgements} judgements {missing} gave nothing; those that you choose below are made again"


@transaction.atomic
def rejudge(submission: Submission, *, actor: Actor, reason: str, everything: bool = False) -> str:
    """Set a submission's judgements aside and make their calls again; returns what was done.

    ``everything``: not only those that gave nothing.

    Raises:
        ActionRefused: when there are none, or they have to stay.
    """
    judgements = Judgement.objects.filter(judging__submission=submission)
    chosen = judgements if everything else rejudging.missing_of(submission.pk)
    count = again(submission, chosen, actor=actor, reason=reason, details={"everything": everything})
    return f"{count} judgements are made again"


@transaction.atomic
def again(
    submission: Submission,
    judgements: QuerySet[Judgement],
    *,
    actor: Actor,
    reason: str,
    details: Mapping[str, Any],
    goes_on: bool = False,
) -> int:
    """Have some of a submission's judgements made again; returns how many.

    ``goes_on``: if it failed by our fault during judging, it goes on even without any of them.

    Raises:
        ActionRefused: when there is nothing to do, or the submission is public.
    """
    if rejudging.is_settled(submission):
        raise ActionRefused(str(rejudging.PublicSubmission(submission.pk)))
    entry = record(actor, AuditAction.SUBMISSION_REJUDGE, submission, reason, details)
    said = f"{SAID_TO_AUTHORS}: {entry.reason}" if entry.reason else SAID_TO_AUTHORS
    done = rejudging.judge_again(judgements, said, also=[submission.pk] if goes_on else [])
    if done.public:  # since this moment
        raise ActionRefused(str(rejudging.PublicSubmission(submission.pk)))
    if not done.judgements and not goes_on:
        raise ActionRefused("None of its judgements is one of these.")
    return done.judgements


def foresee_rejudging_of_server(server: JudgeServer) -> str:
    """What ``rejudge_server`` would do."""
    return f"what {server.name} gave in the time that you choose is made again, submission by submission"


def rejudge_server(
    server: JudgeServer, *, actor: Actor, reason: str, since: datetime, until: datetime | None = None
) -> str:
    """Make again what a judge server gave from ``since`` until ``until`` (now, if None); returns what was done.

    Each submission is a transaction and an entry of the log of its own. Public ones are left as they are.

    Raises:
        ActionRefused: when it gave nothing in that time.
    """
    given = Judgement.objects.filter(
        server=server.name, judging__judge_profile=server.judge_profile_id, judged_at__gte=since
    )
    if until is not None:
        given = given.filter(judged_at__lte=until)
    plan = rejudging.planned(given)
    if not plan.submissions and not plan.public:
        raise ActionRefused("It gave no judgement in that time that could be made again.")
    details = {"server": server.name, "since": since.isoformat(), "until": until.isoformat() if until else None}
    count = 0
    for submission in Submission.objects.filter(pk__in=plan.submissions):
        chosen = given.filter(judging__submission=submission)
        try:
            count += again(submission, chosen, actor=actor, reason=reason, details=details)
        except ActionRefused:  # it was made public, or judged again, at the same moment
            continue
    left = f"; the public submissions {list(plan.public)} are left as they are" if plan.public else ""
    return f"{count} judgements of {len(plan.submissions)} submissions are made again{left}"
