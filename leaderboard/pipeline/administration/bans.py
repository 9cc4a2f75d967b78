"""Banning and unbanning accounts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from leaderboard.models import AuditAction, Ban, Generator, Outcome, Submission, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.listing import relist_models, unlist_models
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.work import quota, transitions

_CAUSE = "The account was banned by the operators. Their reason: {reason}"


@transaction.atomic
def ban(user_id: int, actor: Actor, reason: str, *, unlist: bool) -> Ban:
    """Ban an account: nobody can sign in or use its tokens; its sessions end and its running submissions are
    cancelled. Their quota is refunded when the ban is lifted.

    Args:
        unlist: its models leave the boards, with this reason in public; otherwise they stay.

    Raises:
        ActionRefused: when the account is banned or inactive already, is an operator's, or the reason is missing.
    """
    user = _locked(user_id)
    if user.is_staff or user.is_superuser:
        raise ActionRefused(f"{user} is an operator: remove the operator's rights first.")
    if not user.is_active:
        raise ActionRefused(f"{user} is already banned, or cannot sign in for another reason.")
    running = Submission.objects.filter(of_account(user), outcome=Outcome.RUNNING).order_by("pk")
    run_ids = list(running.values_list("pk", flat=True))
    listed = list(Generator.objects.select_for_update(no_key=True).filter(owner=user, unlisted_at=None).order_by("pk"))
    unlisted = [generator.pk for generator in listed] if unlist else []
    entry = record(actor, AuditAction.USER_BAN, user, reason, {"runs": run_ids, "unlisted": unlisted})
    User.objects.filter(pk=user_id).update(is_active=False, sessions_ended=F("sessions_ended") + 1)
    cause = _CAUSE.format(reason=entry.reason)
    cancelled = [run_id for run_id in run_ids if transitions.fail(run_id, cause)]
    if unlist:
        unlist_models(listed, actor, entry.reason)
    return Ban.objects.create(user=user, reason=entry.reason, cancelled=cancelled, unlisted=unlisted)


@transaction.atomic
def unban(user_id: int, actor: Actor, reason: str) -> None:
    """The account can be used again, with the tokens that it had; the models that the ban unlisted are listed again.

    Cancelled submissions stay cancelled; their quota is refunded. Users must sign in again.

    Raises:
        ActionRefused: when the account is not banned, or the reason is missing.
    """
    user = _locked(user_id)
    current = Ban.objects.filter(user=user, lifted_at__isnull=True).first()
    if current is None:
        raise ActionRefused(f"{user} is not banned.")
    if user.erased_at is not None:
        raise ActionRefused(f"{user} cannot be used again.")
    entry = record(actor, AuditAction.USER_UNBAN, user, reason, {"banned_for": current.reason})
    User.objects.filter(pk=user_id).update(is_active=True)
    for submission in Submission.objects.filter(pk__in=current.cancelled):
        quota.refund(submission)
    models = Generator.objects.select_for_update(no_key=True).filter(pk__in=current.unlisted, unlisted_at__isnull=False)
    relist_models(models.order_by("pk"), actor, entry.reason)
    Ban.objects.filter(pk=current.pk).update(lifted_at=Now())


def of_account(user: User) -> Q:
    """The submissions that a ban covers: what the account registered or submitted, not what others of its teams did."""
    return Q(generator__owner=user) | Q(submitted_by=user)


def _locked(user_id: int) -> User:
    """The account, whose row every new submission locks too."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise ActionRefused(f"There is no account {user_id}.")
    return user
