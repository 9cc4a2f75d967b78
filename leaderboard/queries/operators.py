"""What operators did to a submission, as its author may read it."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import AuditAction, AuditEntry, Submission

READ_BY_AUTHORS = tuple(
    action for action in AuditAction if action.startswith("submission.") and action != AuditAction.SUBMISSION_VIEW
)
"""What changed something. That operators looked at it is in the log, for operators."""


def actions_on(submission: Submission) -> QuerySet[AuditEntry]:
    """What operators did to it, the latest first, without who."""
    of_submission = AuditEntry.objects.filter(target_kind="submission", target_id=str(submission.pk))
    return of_submission.filter(action__in=READ_BY_AUTHORS).only("at", "action", "reason").order_by("-id")
