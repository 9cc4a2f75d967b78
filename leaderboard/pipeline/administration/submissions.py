"""What operators do to submissions."""

from __future__ import annotations

from django.db import transaction

from leaderboard.models import AuditAction, QuotaEntry, Submission
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.work import quota


def foresee_refund(submission: Submission) -> str:
    """What ``refund`` would do.

    Raises:
        ActionRefused: when nothing can be given back.
    """
    entry = QuotaEntry.objects.filter(submission=submission).select_related("user").first()
    if entry is None:
        raise ActionRefused("It cost its author nothing.")
    if entry.refunded_at is not None:
        raise ActionRefused(f"What it cost was given back on {entry.refunded_at:%Y-%m-%d %H:%M} UTC.")
    return f"{entry.user} gets back the submission that it cost on {entry.debited_at:%Y-%m-%d}"


@transaction.atomic
def refund(submission: Submission, *, actor: Actor, reason: str) -> str:
    """Give its author back what the submission cost; returns what was done. Whoever comes second is refused.

    Raises:
        ActionRefused: when it cost nothing, or was given back already.
    """
    if not quota.refund(submission):
        foresee_refund(submission)
        raise ActionRefused("It changed at the same moment; look at it again.")
    record(actor, AuditAction.SUBMISSION_REFUND, submission, reason)
    return "its quota was given back"
