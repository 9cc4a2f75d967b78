"""Operators' actions on a submission, as its author may read them."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import AuditAction, AuditEntry, Submission

READ_BY_AUTHORS = tuple(
    action for action in AuditAction if action.startswith("submission.") and action != AuditAction.SUBMISSION_VIEW
)
"""Actions that changed something. Views are logged, too, but only operators see them."""


def actions_on(submission: Submission) -> QuerySet[AuditEntry]:
    """Operators' actions to it, the latest first, without who."""
    of_submission = AuditEntry.objects.filter(target_kind="submission", target_id=str(submission.pk))
    return of_submission.filter(action__in=READ_BY_AUTHORS).only("at", "action", "reason").order_by("-id")
