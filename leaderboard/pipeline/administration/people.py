"""Operators' actions on accounts, their tokens, and teams."""

from __future__ import annotations

from django.db import transaction

from leaderboard.models import OPEN, AccountDeletion, ApiToken, AuditAction, Team, User
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.work import quota, storage_use

MOST_QUOTA = 100_000
MOST_STORAGE_GIB = 1_000_000


def foresee_quota(team: Team) -> str:
    """The team's current quota, which ``set_quota`` changes."""
    own = "its own" if team.submission_quota is not None else "the site's limit"
    return f"its quota is {quota.allowed(team)} submissions ({own}), of which {quota.quota_state(team).left} are left"


@transaction.atomic
def set_quota(team: Team, *, actor: Actor, reason: str, submission_quota: int | None) -> str:
    """Set how many submissions the team has in a window, None for what the site allows; returns what was done.

    Raises:
        ActionRefused: when the number is not between 1 and MOST_QUOTA, or it has this quota already.
    """
    if submission_quota is not None and not 1 <= submission_quota <= MOST_QUOTA:
        raise ActionRefused(f"{submission_quota} is not a number from 1 to {MOST_QUOTA}.")
    locked = Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # submitting counts under the same lock
    if locked.submission_quota == submission_quota:
        raise ActionRefused("It already has this quota.")
    record(actor, AuditAction.TEAM_QUOTA, team, reason, {"from": locked.submission_quota, "to": submission_quota})
    Team.objects.filter(pk=team.pk).update(submission_quota=submission_quota)
    return "it has the site's quota" if submission_quota is None else f"its quota is {submission_quota} submissions"


def foresee_storage(team: Team) -> str:
    """The team's use and limit of storage, which ``set_storage`` changes."""
    own = "its own" if team.storage_quota_gib is not None else "the site's limit"
    limit = storage_use.limit_of(team)
    used = storage_use.use_of(team).total / 2**30
    return f"it uses {used:.1f} GiB; its limit ({own}): {f'{limit / 2**30:.0f} GiB' if limit else 'none'}"


@transaction.atomic
def set_storage(team: Team, *, actor: Actor, reason: str, storage_quota_gib: int | None) -> str:
    """Set how many GiB the team may store, None for what the site allows; returns what was done.

    Raises:
        ActionRefused: when the number is not between 1 and MOST_STORAGE_GIB, or it has this limit already.
    """
    if storage_quota_gib is not None and not 1 <= storage_quota_gib <= MOST_STORAGE_GIB:
        raise ActionRefused(f"{storage_quota_gib} is not a number from 1 to {MOST_STORAGE_GIB}.")
    locked = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if locked.storage_quota_gib == storage_quota_gib:
        raise ActionRefused("It already has this limit.")
    record(actor, AuditAction.TEAM_STORAGE, team, reason, {"from": locked.storage_quota_gib, "to": storage_quota_gib})
    Team.objects.filter(pk=team.pk).update(storage_quota_gib=storage_quota_gib)
    return "it has the site's limit" if storage_quota_gib is None else f"it may store {storage_quota_gib} GiB"


def foresee_operator(user: User) -> str:
    """What ``make_operator`` would do.

    Raises:
        ActionRefused: when the account is an operator's, deactivated, or will be deleted.
    """
    if user.is_staff:
        raise ActionRefused("It already has an operator's rights.")
    if not user.is_active:
        raise ActionRefused("It is deactivated.")
    if AccountDeletion.objects.filter(OPEN, user=user).exists():
        raise ActionRefused("Its deletion has been requested.")
    return "it sees everything on the site and has all rights of operators, including this one"


@transaction.atomic
def make_operator(user: User, *, actor: Actor, reason: str) -> str:
    """Give an account the rights of operators; returns what was done.

    Raises:
        ActionRefused: when it already has them, or is deactivated.
    """
    foresee_operator(User.objects.select_for_update().get(pk=user.pk))
    record(actor, AuditAction.USER_OPERATOR, user, reason)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return "it has an operator's rights"


def foresee_no_operator(user: User) -> str:
    """What ``end_operator`` would do.

    Raises:
        ActionRefused: when the account is not an operator's.
    """
    if not user.is_staff:
        raise ActionRefused("It is not an operator's.")
    return "it is an author's account again at once, even where it is signed in"


@transaction.atomic
def end_operator(user: User, *, actor: Actor, reason: str) -> str:
    """Take the rights of operators from an account; returns what was done.

    Raises:
        ActionRefused: when it has none, or is the operator's own: one operator must remain.
    """
    foresee_no_operator(User.objects.select_for_update().get(pk=user.pk))
    if actor.user_id == user.pk:
        raise ActionRefused("This is your own account. Ask another operator.")
    record(actor, AuditAction.USER_NO_OPERATOR, user, reason)
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    return "it is an author's account"


def foresee_deletion(token: ApiToken) -> str:
    """What ``delete_token`` would do."""
    return f"programs that use it for {token.user} are refused from now on; this cannot be undone"


@transaction.atomic
def delete_token(token: ApiToken, *, actor: Actor, reason: str) -> str:
    """Delete an API token, for example one that was published by mistake; returns what was done.

    Raises:
        ActionRefused: when it is already deleted.
    """
    if not accounts.delete_token(token.user, token.pk):
        raise ActionRefused("It is already deleted.")
    record(actor, AuditAction.TOKEN_DELETE, token, reason, {"account": token.user.email})
    return "it is deleted"
