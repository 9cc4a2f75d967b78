"""What operators do to accounts and their tokens."""

from __future__ import annotations

from django.db import transaction

from leaderboard.models import ApiToken, AuditAction, User
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.work import quota

MOST_QUOTA = 100_000


def foresee_quota(user: User) -> str:
    """What the account has now, which ``set_quota`` changes."""
    own = "its own" if user.submission_quota is not None else "that of the site"
    return f"now it has {quota.allowed(user)} submissions ({own}), of which {quota.quota_state(user).left} are left"


@transaction.atomic
def set_quota(user: User, *, actor: Actor, reason: str, submission_quota: int | None) -> str:
    """Set how many submissions the account has in a window, None for what the site allows; returns what was done.

    Raises:
        ActionRefused: when the number is not between 1 and MOST_QUOTA, or it has this quota already.
    """
    if submission_quota is not None and not 1 <= submission_quota <= MOST_QUOTA:
        raise ActionRefused(f"{submission_quota} is not a number from 1 to {MOST_QUOTA}.")
    locked = User.objects.select_for_update().get(pk=user.pk)  # submitting counts under the same lock
    if locked.submission_quota == submission_quota:
        raise ActionRefused("It has this quota already.")
    record(actor, AuditAction.USER_QUOTA, user, reason, {"from": locked.submission_quota, "to": submission_quota})
    User.objects.filter(pk=user.pk).update(submission_quota=submission_quota)
    return "it has the site's quota" if submission_quota is None else f"it has {submission_quota} submissions"


def foresee_operator(user: User) -> str:
    """What ``make_operator`` would do.

    Raises:
        ActionRefused: when the account is an operator's, or deactivated.
    """
    if user.is_staff:
        raise ActionRefused("It is an operator's already.")
    if not user.is_active:
        raise ActionRefused("It is deactivated.")
    return "it sees everything on the site and may do whatever operators may, this too"


@transaction.atomic
def make_operator(user: User, *, actor: Actor, reason: str) -> str:
    """Give an account the rights of operators; returns what was done.

    Raises:
        ActionRefused: when it has them already, or is deactivated.
    """
    foresee_operator(User.objects.select_for_update().get(pk=user.pk))
    record(actor, AuditAction.USER_OPERATOR, user, reason)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return "it is an operator's"


def foresee_no_operator(user: User) -> str:
    """What ``end_operator`` would do.

    Raises:
        ActionRefused: when the account is no operator's.
    """
    if not user.is_staff:
        raise ActionRefused("It is no operator's.")
    return "it is an author's account again, at once, also where it is signed in"


@transaction.atomic
def end_operator(user: User, *, actor: Actor, reason: str) -> str:
    """Take the rights of operators from an account; returns what was done.

    Raises:
        ActionRefused: when it has none, or is the operator's own: one operator has to stay.
    """
    foresee_no_operator(User.objects.select_for_update().get(pk=user.pk))
    if actor.user_id == user.pk:
        raise ActionRefused("This is your own account. Ask another operator.")
    record(actor, AuditAction.USER_NO_OPERATOR, user, reason)
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    return "it is an author's account"


def foresee_deletion(token: ApiToken) -> str:
    """What ``delete_token`` would do."""
    return f"programs that use it in the name of {token.user} are refused from now on; it cannot be taken back"


@transaction.atomic
def delete_token(token: ApiToken, *, actor: Actor, reason: str) -> str:
    """Delete an API token, for example one that was published by mistake; returns what was done.

    Raises:
        ActionRefused: when it is deleted already.
    """
    if not accounts.delete_token(token.user, token.pk):
        raise ActionRefused("It is deleted already.")
    record(actor, AuditAction.TOKEN_DELETE, token, reason, {"account": token.user.email})
    return "it is deleted"
