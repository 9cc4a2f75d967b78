"""Repeats judge calls: those of a submission, or those that a judge server answered in a period."""

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

SAID_TO_AUTHORS = "An operator had these calls repeated"


def foresee_rejudging(submission: Submission) -> str:
    """What ``rejudge`` would do.

    Raises:
        ActionRefused: when its judgements must stay.
    """
    if submission.kind == Kind.IMPORT:
        raise ActionRefused("It was judged elsewhere; its pictures are not stored here.")
    if rejudging.is_settled(submission):
        raise ActionRefused(str(rejudging.PublicSubmission(submission.pk)))
    if submission.files_deleted_at is not None:
        raise ActionRefused("Its pictures are deleted, so no judge can judge them again.")
    if submission.outcome not in (Outcome.RUNNING, Outcome.SCORED):
        raise ActionRefused("It has failed. Use “Resume”.")
    missing = rejudging.missing_of(submission.pk).count()
    judgements = Judgement.objects.filter(judging__submission=submission).count()
    if not judgements:
        raise ActionRefused("It has no judgements yet.")
    return f"{missing} of its {judgements} judgements have no verdicts; those that you choose below are repeated"


@transaction.atomic
def rejudge(submission: Submission, *, actor: Actor, reason: str, everything: bool = False) -> str:
    """Set a submission's judgements aside and repeat their calls; returns what was done. ``everything``: not only
    those without verdicts.

    Raises:
        ActionRefused: when there are none, or they must stay.
    """
    judgements = Judgement.objects.filter(judging__submission=submission)
    chosen = judgements if everything else rejudging.missing_of(submission.pk)
    count = again(submission, chosen, actor=actor, reason=reason, details={"everything": everything})
    return f"{count} judgements are repeated"


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
    """Repeat some of a submission's judgements; returns how many. ``goes_on``: if it failed on our side during
    judging, it continues even without any of them.

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
        raise ActionRefused("It has no such judgements.")
    return done.judgements


def foresee_rejudging_of_server(server: JudgeServer) -> str:
    """What ``rejudge_server`` would do."""
    return f"the judgements of {server.name} in the period that you choose are repeated, submission by submission"


def rejudge_server(
    server: JudgeServer, *, actor: Actor, reason: str, since: datetime, until: datetime | None = None
) -> str:
    """Repeat a judge server's judgements from ``since`` until ``until`` (now, if None); returns what was done. Each
    submission is its own transaction and log entry. Public ones do not change.

    Raises:
        ActionRefused: when it gave no judgement in that period.
    """
    given = Judgement.objects.filter(
        server=server.name, judging__judge_profile=server.judge_profile_id, judged_at__gte=since
    )
    if until is not None:
        given = given.filter(judged_at__lte=until)
    plan = rejudging.planned(given)
    if not plan.submissions and not plan.public:
        raise ActionRefused("It gave no judgement in that period that can be repeated.")
    details = {"server": server.name, "since": since.isoformat(), "until": until.isoformat() if until else None}
    count = 0
    for submission in Submission.objects.filter(pk__in=plan.submissions):
        chosen = given.filter(judging__submission=submission)
        try:
            count += again(submission, chosen, actor=actor, reason=reason, details=details)
        except ActionRefused:  # it was made public, or judged again, at the same moment
            continue
    left = f"; the public submissions {list(plan.public)} do not change" if plan.public else ""
    return f"{count} judgements of {len(plan.submissions)} submissions are repeated{left}"
