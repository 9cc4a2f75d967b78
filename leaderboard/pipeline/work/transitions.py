"""How a submission moves from stage to stage, and how it ends. Every move is a conditional update."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from leaderboard.domain.events import Event
from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.endpoint_fields import MOST_URL_CHARACTERS
from leaderboard.domain.submission.endpoint_secrets import shown_base_url
from leaderboard.models import (
    BundleRun,
    EndpointRun,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Outcome,
    Submission,
    clock,
)
from leaderboard.models.clock import Now
from leaderboard.models.generation import NOT_TRIED
from leaderboard.pipeline.work import deleting, leases, outbox, queue, quota, stage_times

log = logging.getLogger(__name__)

FORGOTTEN: dict[str, Any] = {"sealed_key": None, "sealed_configuration": None, "extra": {}}
"""The columns of an endpoint's run or trial without secrets."""

TIME_ALLOWED: dict[Stage, timedelta] = {
    Stage.SUBMISSION: timedelta(hours=2),
    Stage.GENERATION: timedelta(days=2),
    # Long, because work waits while no judge is available. A submission that ends here costs no quota.
    Stage.JUDGING: timedelta(days=14),
    Stage.SCORING: timedelta(hours=2),
}
"""How long a submission may stay in a stage before the sweeper ends it with a cause."""

WAIT_ALLOWED = timedelta(days=90)
"""How long a submission may wait for admission. The time limits of the stages count from then."""

_ENDS = {Outcome.FAILED: Event.FAILED, Outcome.REJECTED: Event.REJECTED}
"""The events of submissions that ended without scores, unless somebody cancelled them."""

_OUR_STAGES = frozenset({Stage.SUBMISSION, Stage.JUDGING, Stage.SCORING})
"""Stages in which only our own workers act, so a delay is always on our side."""

_NEVER = timedelta(days=36_500)
"""When the work of a cancelled submission is due, unless an operator resumes it."""

_UNCALLED = timedelta(hours=2)
"""An endpoint can delay calls for at most an hour. If it was not called for twice as long, no worker was running."""


def enter_stage(submission_id: int, *, frm: Stage, to: Stage) -> bool:
    """Move a running submission from one stage to the next; False when it is not in ``frm``."""
    waiting = Submission.objects.filter(pk=submission_id, stage=frm, outcome=Outcome.RUNNING)
    since = waiting.values_list("stage_since", flat=True).first()
    if since is None:
        return False
    moved = waiting.update(**entering(to))
    if moved:
        stage_times.count_on_commit(frm, since)
    return bool(moved)


def entering(stage: Stage) -> dict[str, Any]:
    """The columns of a submission that enters a stage now."""
    return {
        "stage": stage,
        "stage_since": Now(),
        "deadline_at": Now() + TIME_ALLOWED[stage],
        "due_at": Now(),
        "queued_at": None,
        "attempt": 0,
        **leases.NO_LEASE,
    }


def advance(submission_id: int) -> None:
    """Move a submission past generation and judging if nothing is left to do there.

    Call it after each commit that finishes a piece of work. No lock is needed: the worker that commits last sees the
    work of all others. If it dies before this call, the sweeper calls it.
    """
    planned_images = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.PLANNED)
    if planned_images.exists():
        return
    with transaction.atomic():  # so that the configuration is never left behind
        _end_if_nothing_generated(submission_id)
        if enter_stage(submission_id, frm=Stage.GENERATION, to=Stage.JUDGING):
            forget_configuration(submission_id)
    if not judging_is_owed(submission_id) and enter_stage(submission_id, frm=Stage.JUDGING, to=Stage.SCORING):
        Submission.objects.filter(pk=submission_id).update(queued_at=Now())
        queue.enqueue_on_commit(queue.SCORE, [submission_id])
        _let_others_in(submission_id)


def _let_others_in(submission_id: int) -> None:
    """Admit submissions to the place of one that no longer needs the judge."""
    profiles = Submission.objects.filter(pk=submission_id).values_list("judge_profile_id", flat=True)
    queue.enqueue_on_commit(queue.ADMIT, profiles)


def overdue_is_our_fault(submission: Submission) -> bool:
    """Whether an overdue submission waited for us, not for its endpoint; then it costs no quota."""
    if Stage(submission.stage) in _OUR_STAGES:
        return True
    last_call = GeneratedImage.objects.filter(submission=submission).aggregate(last=Max("called_at"))["last"]
    return last_call is None or clock.read() - last_call > _UNCALLED


def judging_is_owed(submission_id: int) -> bool:
    """Whether a stored picture of the submission still lacks a judgement."""
    return JudgedImage.objects.filter(submission=submission_id, status=JudgedImageStatus.PLANNED).exists()


def _end_if_nothing_generated(submission_id: int) -> None:
    images = GeneratedImage.objects.filter(submission=submission_id)
    in_generation = Submission.objects.filter(pk=submission_id, stage=Stage.GENERATION, outcome=Outcome.RUNNING)
    if in_generation.exists() and not images.filter(status=ImageStatus.STORED).exists():
        cause = images.values_list("cause", flat=True).first() or "the suite has no prompts"
        fail(submission_id, f"No picture could be generated. The first one failed with: {cause}")


def fail(submission_id: int, cause: str, *, our_fault: bool = False) -> bool:
    """End a running submission with a cause for people; a failure on our side costs no quota.

    False when it had already ended.
    """
    return _end(submission_id, Outcome.FAILED, cause, refund=our_fault)


def reject(submission_id: int, cause: str) -> bool:
    """End a submission whose bundle has faults; this costs no quota. False when it had already ended."""
    return _end(submission_id, Outcome.REJECTED, cause, refund=True)


@transaction.atomic
def cancel(submission_id: int, cause: str, *, refund: bool, by_author: bool = False) -> bool:
    """End a running submission for an operator or its author; False when it had already ended.

    No result of a call in flight can be recorded afterwards, and no further call begins.
    """
    hold(submission_id)
    stop_judging(submission_id)
    return _end(submission_id, Outcome.FAILED, cause, refund=refund, cancelled_at=Now(), cancelled_by_author=by_author)


def stop_judging(submission_id: int) -> None:
    """Take the unfinished judgings of a submission from their workers, in a transaction that ends it.

    They are not due either: a worker that waits for such a row's lock checks the row again, but not its submission.
    """
    unfinished = JudgedImage.objects.filter(submission=submission_id, status=JudgedImageStatus.PLANNED)
    unfinished.update(due_at=Now() + _NEVER, queued_at=None, **leases.NO_LEASE)


@transaction.atomic
def _end(submission_id: int, outcome: Outcome, cause: str, *, refund: bool, **columns: Any) -> bool:
    ended = Submission.objects.filter(pk=submission_id, outcome=Outcome.RUNNING).update(
        outcome=outcome,
        cause=cause,
        ended_at=Now(),
        deadline_at=None,
        **leases.NO_LEASE,
        **columns,
    )
    if not ended:
        return False
    forget_configuration(submission_id)
    forget_zip(submission_id)
    planned = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.PLANNED)
    planned.filter(cause="").update(cause=f"{NOT_TRIED}{cause}")
    planned.update(status=ImageStatus.FAILED)  # pictures that were requested keep the cause of their own last failure
    if refund:
        quota.refund(Submission(pk=submission_id))
    _let_others_in(submission_id)
    outbox.announce(_ENDS[outcome] if "cancelled_at" not in columns else Event.CANCELLED, submission_id)
    log.info("submission %s ended as %s: %s", submission_id, outcome, cause)
    return True


def forget_configuration(submission_id: int) -> None:
    """Delete the endpoint's key, parameters and full address, which are not needed after the last call."""
    for endpoint in EndpointRun.objects.filter(submission=submission_id):
        EndpointRun.objects.filter(pk=endpoint.pk).update(
            base_url=shown_base_url(endpoint.base_url)[:MOST_URL_CHARACTERS], **FORGOTTEN
        )


def forget_zip(submission_id: int) -> None:
    """Delete the uploaded zip, once its pictures are stored or it is no longer needed.

    With KEEP_BUNDLES_DAYS it stays until it expires.
    """
    if not settings.SALON_KEEP_BUNDLES_DAYS:
        delete_zip(submission_id)


def delete_zip(submission_id: int) -> None:
    """Delete the uploaded zip when the transaction is committed."""
    bundles = BundleRun.objects.filter(submission=submission_id).exclude(file="")
    for name in list(bundles.values_list("file", flat=True)):
        transaction.on_commit(partial(deleting.delete_file, name), robust=True)
    bundles.update(file="")


def hold(submission_id: int) -> None:
    """Lock the submission's row until the transaction ends.

    Take this lock before changing pictures in a transaction that may also end the submission. Otherwise two workers
    whose calls fail at the same time could deadlock over each other's pictures.
    """
    Submission.objects.select_for_update(no_key=True).filter(pk=submission_id).first()
