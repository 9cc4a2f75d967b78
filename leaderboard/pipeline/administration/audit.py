"""The log of operators' actions. Every action calls ``record`` in its own transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from leaderboard.domain.texts import FieldFault, read_paragraphs
from leaderboard.models import AuditAction, AuditEntry, Submission, User
from leaderboard.models.audit import LONGEST_REASON
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.work.locks import lock_name

log = logging.getLogger(__name__)

ONE_VIEW_PER = timedelta(hours=1)
"""Views of the same submission by the same operator within this time are logged once."""

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an operator, or a command (``user_id`` is None)."""

    name: str
    user_id: int | None = None

    @classmethod
    def of(cls, user: User) -> Actor:
        """The operator who is signed in."""
        return cls(user.email, user.pk)

    @classmethod
    def command(cls, name: str) -> Actor:
        """``manage.py NAME``: running it needs no account."""
        return cls(f"manage.py {name}")


def record(  # the parts of one entry
    actor: Actor,
    action: AuditAction,
    target: Model,
    reason: str,
    details: Mapping[str, Any] | None = None,
    *,
    public: bool = False,
) -> AuditEntry:
    """Log an action, in the caller's transaction: either both happen or neither.

    ``details``: further JSON values, such as the old and the new quota. ``public``: visitors may read the reason.

    Raises:
        ActionRefused: when the reason is missing, too long, or has characters that cannot be shown.
        RuntimeError: outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("call record() in the transaction of the action")
    entry = AuditEntry.objects.create(
        actor=actor.name[:254],
        actor_id=actor.user_id,
        action=action,
        target_kind=str(target._meta.model_name),
        target_id=str(target.pk),
        target_name=str(target)[:_LONGEST_NAME],
        reason=_read(reason, needed=public or actor.user_id is not None),
        details=dict(details or {}),
        public=public,
    )
    log.info("%s: %s %s %s: %s", entry.actor, action.value, entry.target_kind, entry.target_id, entry.reason)
    return entry


@transaction.atomic
def record_view(actor: Actor, submission: Submission) -> None:
    """Log that an operator views a private submission: once an hour for each operator and submission."""
    views = AuditEntry.objects.filter(
        target_kind="submission",
        target_id=str(submission.pk),
        action=AuditAction.SUBMISSION_VIEW,
        actor_id=actor.user_id,
        at__gt=Now() - ONE_VIEW_PER,
    )
    if views.exists():
        return
    lock_name(f"view {submission.pk} {actor.user_id}")  # a page and its pictures are requested at the same time
    if not views.exists():
        AuditEntry.objects.create(
            actor=actor.name[:254],
            actor_id=actor.user_id,
            action=AuditAction.SUBMISSION_VIEW,
            target_kind="submission",
            target_id=str(submission.pk),
            target_name=str(submission)[:_LONGEST_NAME],
        )


def _read(reason: str, *, needed: bool) -> str:
    try:
        text = read_paragraphs(reason)
    except FieldFault as fault:
        raise ActionRefused(str(fault)) from fault
    if needed and not text:
        raise ActionRefused("A reason is needed, which others will understand a year from now.")
    if len(text) > LONGEST_REASON:
        raise ActionRefused(f"The reason has {len(text)} characters; at most {LONGEST_REASON} are accepted.")
    return text
