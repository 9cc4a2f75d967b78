"""The deletion of an account that operators request or cancel, with their reason in the audit log."""

from __future__ import annotations

from django.db import transaction

from leaderboard.domain.recorded import times
from leaderboard.models import AuditAction, User
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.leaving import deletion
from leaderboard.pipeline.leaving.deletion import DeletionRefused


def foresee_request(user: User) -> str:
    """What ``request`` would do.

    Raises:
        ActionRefused: when the account cannot be deleted; it says why.
    """
    try:
        deletion.check(user)
    except DeletionRefused as refusal:
        raise ActionRefused(str(refusal)) from refusal
    foreseen = deletion.foresee(user)
    return (
        f"its sessions end at once; in {deletion.GRACE.days} days {foreseen.public} public submissions stay, "
        f"{foreseen.private} private ones lose their pictures, {foreseen.running} running ones are cancelled, and it "
        f"leaves {len(foreseen.teams)} teams"
    )


@transaction.atomic
def request(user: User, *, actor: Actor, reason: str, remove_name: bool) -> str:
    """Request the deletion of an account; returns what was done.

    Raises:
        ActionRefused: when the account cannot be deleted, or the reason is missing.
    """
    foresee_request(user)
    asked = deletion.request(user, remove_name=remove_name, by_operator=True)
    record(actor, AuditAction.USER_DELETION, user, reason, {"remove_name": remove_name})
    return f"it will be deleted on {times.moment(asked.due_at)}, unless the deletion is cancelled"


def foresee_keeping(user: User) -> str:
    """What ``keep`` would do.

    Raises:
        ActionRefused: when no deletion has been requested.
    """
    pending = deletion.pending(user)
    if pending is None:
        raise ActionRefused("Its deletion has not been requested.")
    return f"it would be deleted on {times.moment(pending.due_at)}; it is kept, and its tokens work again"


@transaction.atomic
def keep(user: User, *, actor: Actor, reason: str) -> str:
    """Cancel the deletion of an account; returns what was done.

    Raises:
        ActionRefused: when no deletion is pending, or the reason is missing.
    """
    pending = deletion.pending(user)
    if pending is None or not deletion.cancel(pending):
        raise ActionRefused("Its deletion has not been requested, or is done.")
    record(actor, AuditAction.USER_KEEP, user, reason)
    return "it is kept"
