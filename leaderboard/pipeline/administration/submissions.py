"""Operators' actions on submissions: cancel, resume, try now, withdraw, refund quota."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from leaderboard.domain.recorded import times
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    AuditAction,
    EndpointRun,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    Kind,
    Outcome,
    QuotaEntry,
    Submission,
    clock,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.admission.admitting import admit_now
from leaderboard.pipeline.judging import rejudging
from leaderboard.pipeline.submission import visibility
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import quota, transitions

_CHANGED = "It changed at the same time; check it again."
_STAGES_TO_GO_ON_WITH = frozenset({Stage.GENERATION, Stage.JUDGING, Stage.SCORING})


# --- cancel -----------------------------------------------------------------------------------------------------------
def foresee_cancelling(submission: Submission) -> str:
    """What ``cancel`` would do.

    Raises:
        ActionRefused: when it has already ended.
    """
    if submission.outcome != Outcome.RUNNING:
        raise ActionRefused(f"It has already ended: {submission.outcome}.")
    return f"it ends in the stage {submission.stage}; no more calls are made for it"


@transaction.atomic
def cancel(submission: Submission, *, actor: Actor, reason: str, refund: bool = True) -> str:
    """End a running submission; returns what was done. Workers can no longer record results for it. Its author reads
    the reason. Its endpoint's key and its zip are deleted, as at every end.

    Raises:
        ActionRefused: when it has already ended.
    """
    locked = _locked(submission)  # waits for a worker that is about to record its end
    foresee_cancelling(locked)
    entry = record(
        actor, AuditAction.SUBMISSION_CANCEL, submission, reason, {"stage": locked.stage, "quota refunded": refund}
    )
    cause = f"An operator cancelled this submission on {times.day(clock.read())}: {entry.reason}"
    if not transitions.cancel(submission.pk, cause, refund=refund):
        raise ActionRefused(_CHANGED)
    return "it is cancelled" + (" and its quota was refunded" if refund else "")


# --- resume -----------------------------------------------------------------------------------------------------------
def foresee_retry(submission: Submission) -> str:
    """What ``retry`` would do, and what it costs.

    Raises:
        ActionRefused: when there is nothing to resume with.
    """
    if submission.outcome == Outcome.RUNNING:
        raise ActionRefused("It is running. “Try now” ends the waits of its work.")
    if submission.outcome == Outcome.SCORED:
        raise ActionRefused("It is scored. “Judge again” repeats its calls.")
    if submission.cancelled_at is not None and submission.cancelled_by_author:
        raise ActionRefused("Its author cancelled it, and can submit again.")
    if submission.outcome == Outcome.REJECTED:
        raise ActionRefused("Its bundle has faults: its author must upload another one.")
    if submission.kind == Kind.IMPORT or Stage(submission.stage) not in _STAGES_TO_GO_ON_WITH:
        raise ActionRefused("Its file was deleted when it ended: its author must upload it again.")
    if submission.files_deleted_at is not None:
        raise ActionRefused("Its pictures are deleted: its author must submit again.")
    images = GeneratedImage.objects.filter(submission=submission)
    stored = images.filter(status=ImageStatus.STORED).count()
    if not stored:
        raise ActionRefused(
            "It has no picture, and its endpoint's key was deleted when it ended: its author must submit again."
        )
    gap = images.count() - stored
    without = f" {gap} pictures stay missing, because its endpoint's key is deleted." if gap else ""
    return (
        f"it is judged with its {stored} pictures, which takes {_calls_owed(submission)} judge calls and "
        f"costs its author nothing.{without}"
    )


@transaction.atomic
def retry(submission: Submission, *, actor: Actor, reason: str) -> str:
    """Resume a failed submission with the pictures that it has; returns what was done.

    Raises:
        ActionRefused: when it did not fail, or there is nothing to resume with.
    """
    locked = _locked(submission)
    foresee_retry(locked)
    record(actor, AuditAction.SUBMISSION_RETRY, submission, reason, {"stage": locked.stage, "cause": locked.cause})
    if locked.stage == Stage.GENERATION:
        Submission.objects.filter(pk=submission.pk).update(stage=Stage.JUDGING)
    Submission.objects.filter(pk=submission.pk).update(cancelled_at=None, cancelled_by_author=False)
    planned = JudgedImage.objects.filter(submission=submission, status=JudgedImageStatus.PLANNED)
    planned.update(due_at=Now(), queued_at=None, waiting_for="", broken_tries=0, unread_tries=0)
    rejudging.judge_again(Judgement.objects.none(), reason, also=[submission.pk])
    return "it continues in the stage judging"


# --- try now ----------------------------------------------------------------------------------------------------------
def foresee_trying_now(submission: Submission) -> str:
    """What ``try_now`` would do.

    Raises:
        ActionRefused: when it is not running.
    """
    if submission.outcome != Outcome.RUNNING:
        raise ActionRefused(f"It has ended: {submission.outcome}.")
    if submission.is_waiting:
        return "it is admitted at once and judged before all others"
    return f"its waiting work in the stage {submission.stage} is tried at once, and the stage's time limit restarts"


@transaction.atomic
def try_now(submission: Submission, *, actor: Actor, reason: str) -> str:
    """End all waits of a running submission, and restart the time limit of its stage; returns what was done. Work
    that a worker holds is not changed. The sweeper offers the rest within seconds.

    Raises:
        ActionRefused: when it is not running.
    """
    locked = _locked(submission)
    foresee_trying_now(locked)
    deadline = locked.deadline_at
    record(
        actor,
        AuditAction.SUBMISSION_TRY_NOW,
        submission,
        reason,
        {"stage": locked.stage, "deadline": deadline.isoformat() if deadline else None},
    )
    if locked.is_waiting and admit_now(locked):
        return "it is admitted and judged before all others"
    now = {"due_at": Now(), "queued_at": None}
    EndpointRun.objects.filter(submission=submission).update(paused_until=None)
    held = {"lease_token__isnull": False}
    GeneratedImage.objects.filter(submission=submission, status=ImageStatus.PLANNED).exclude(**held).update(**now)
    JudgedImage.objects.filter(submission=submission, status=JudgedImageStatus.PLANNED).exclude(**held).update(**now)
    Submission.objects.filter(pk=submission.pk).exclude(**held).update(**now)
    Submission.objects.filter(pk=submission.pk).update(
        deadline_at=Now() + transitions.TIME_ALLOWED[Stage(locked.stage)]
    )
    return "its work is tried at once"


# --- withdraw ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def withdraw(submission: Submission, *, actor: Actor, reason: str) -> str:
    """Withdraw a public submission in its author's name; returns what was done.

    Raises:
        ActionRefused: when it is not public, or already withdrawn.
    """
    try:
        visibility.withdraw(submission)
    except SubmissionRefused as refusal:
        raise ActionRefused(str(refusal)) from refusal
    record(actor, AuditAction.SUBMISSION_WITHDRAW, submission, reason)
    return "it is withdrawn; its boards follow within a minute"


# --- quota ------------------------------------------------------------------------------------------------------------
def foresee_refund(submission: Submission) -> str:
    """What ``refund`` would do.

    Raises:
        ActionRefused: when nothing can be refunded.
    """
    entry = QuotaEntry.objects.filter(submission=submission).select_related("user").first()
    if entry is None:
        raise ActionRefused("It cost its author nothing.")
    if entry.refunded_at is not None:
        raise ActionRefused(f"Its quota was refunded on {times.moment(entry.refunded_at)}.")
    return f"{entry.user} gets back the submission debited on {times.day(entry.debited_at)}"


@transaction.atomic
def refund(submission: Submission, *, actor: Actor, reason: str) -> str:
    """Refund the submission's quota to its author; returns what was done. A second refund is refused.

    Raises:
        ActionRefused: when it cost nothing, or was already refunded.
    """
    if not quota.refund(submission):
        foresee_refund(submission)
        raise ActionRefused(_CHANGED)
    record(actor, AuditAction.SUBMISSION_REFUND, submission, reason)
    return "its quota was refunded"


def _locked(submission: Submission) -> Submission:
    """The submission as it is now, locked until the transaction ends."""
    return Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)


def _calls_owed(submission: Submission) -> int:
    planned = JudgedImage.objects.filter(submission=submission).aggregate(calls=Sum("dimensions__len"))["calls"] or 0
    return planned - Judgement.objects.filter(judging__submission=submission).count()
