"""Shared by actions with public reasons: they change public pages and boards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from leaderboard.models import AuditAction, AuditEntry, Submission, TallyName
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.work import tallies


def record_publicly(
    actor: Actor, action: AuditAction, target: Model, reason: str, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Log an action with a public reason, and invalidate cached public pages."""
    tallies.add({(TallyName.MODERATIONS, action.value): 1.0})
    return record(actor, action, target, reason, details, public=True)


def publish_again(submissions: Iterable[Submission]) -> None:
    """Request releases of all boards that list the public ones; releases in progress are discarded."""
    for submission in submissions:
        if submission.public_at is not None:
            publish.request_releases(submission, drop_begun=True)
