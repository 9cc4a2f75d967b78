"""How a submission moves from stage to stage, and how it ends. All moves are conditional updates."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    BundleRun,
    EndpointRun,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Outcome,
    Submission,
)
from leaderboard.pipeline.work import leases, queue, quota

log = logging.getLogger(__name__)

TIME_ALLOWED: dict[Stage, timedelta] = {
    Stage.SUBMISSION: timedelta(hours=2),
    Stage.GENERATION: timedelta(days=2),
    # Long, because work waits for a judge that is away; what ends here is our fault and costs no quota.
    Stage.JUDGING: timedelta(days=14),
    Stage.SCORING: timedelta(hours=2),
}
"""How long a submission may stay in a stage before it is ended with a cause."""

_OURS = frozenset({Stage.SUBMISSION, Stage.JUDGING, Stage.SCORING})
"""Stages in which only our own workers act."""

_UNCALLED = timedelta(hours=2)
"""An endpoint can make us wait for an hour at most; where it was not called for twice as long, no worker was there."""


def enter_stage(submission_id: int, *, frm: Stage, to: Stage) -> bool:
    """Move a running submission on; False when it is not (or no longer) where the caller believed."""
    now = timezone.now()
    moved = Submission.objects.filter(pk=submission_id, stage=frm, outcome=Outcome.RUNNING).update(
        stage=to,
        stage_since=now,
        deadline_at=now + TIME_ALLOWED[to],
        due_at=now,
        queued_at=None,
        **leases.NO_LEASE,
        attempt=0,
    )
    return bool(moved)


def advance(submission_id: int) -> None:
    """Move a submission past every stage in which nothing is left to do.

    Called after each commit that finishes a piece of work: whoever commits last sees all others' work, so no lock is
    needed; should that process die in between, the sweeper calls it again.
    """
    planned_images = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.PLANNED)
    if planned_images.exists():
        return
    with transaction.atomic():  # a death in between would leave the key behind
        _end_if_nothing_generated(submission_id)
        if enter_stage(submission_id, frm=Stage.GENERATION, to=Stage.JUDGING):
            forget_key(submission_id)
    if not judging_is_owed(submission_id) and enter_stage(submission_id, frm=Stage.JUDGING, to=Stage.SCORING):
        Submission.objects.filter(pk=submission_id).update(queued_at=timezone.now())
        queue.enqueue_on_commit(queue.SCORE, [submission_id])


def overdue_is_our_fault(submission: Submission) -> bool:
    """Whether an overdue submission waited for us, and not for its endpoint; then it costs no quota."""
    if Stage(submission.stage) in _OURS:
        return True
    called = GeneratedImage.objects.filter(submission=submission).aggregate(last=Max("called_at"))["last"]
    return called is None or timezone.now() - called > _UNCALLED


def judging_is_owed(submission_id: int) -> bool:
    """Whether a stored picture of the submission still waits for a judgement."""
    return JudgedImage.objects.filter(submission=submission_id, status=JudgedImageStatus.PLANNED).exists()


def _end_if_nothing_generated(submission_id: int) -> None:
    images = GeneratedImage.objects.filter(submission=submission_id)
    in_generation = Submission.objects.filter(pk=submission_id, stage=Stage.GENERATION, outcome=Outcome.RUNNING)
    if in_generation.exists() and not images.filter(status=ImageStatus.STORED).exists():
        cause = images.values_list("cause", flat=True).first() or "the suite has no prompts"
        fail(submission_id, f"No picture could be generated. The first one failed with: {cause}")


def fail(submission_id: int, cause: str, *, our_fault: bool = False) -> bool:
    """End a running submission with a cause that a person can read."""
    return _end(submission_id, Outcome.FAILED, cause, give_back=our_fault)


def reject(submission_id: int, cause: str) -> bool:
    """End a submission whose bundle has faults; it costs nothing."""
    return _end(submission_id, Outcome.REJECTED, cause, give_back=True)


@transaction.atomic
def _end(submission_id: int, outcome: Outcome, cause: str, *, give_back: bool) -> bool:
    ended = Submission.objects.filter(pk=submission_id, outcome=Outcome.RUNNING).update(
        outcome=outcome,
        cause=cause,
        ended_at=timezone.now(),
        deadline_at=None,
        **leases.NO_LEASE,
    )
    if not ended:
        return False
    forget_key(submission_id)
    forget_zip(submission_id)
    planned = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.PLANNED)
    planned.filter(cause="").update(cause=f"not tried: {cause}")
    planned.update(status=ImageStatus.FAILED)  # what was tried keeps the cause of its own last failure
    if give_back:
        quota.refund(Submission(pk=submission_id))
    log.info("submission %s ended as %s: %s", submission_id, outcome, cause)
    return True


def forget_key(submission_id: int) -> None:
    """Delete the endpoint's key: it is not needed once the last picture is there."""
    EndpointRun.objects.filter(submission=submission_id).update(sealed_key=None)


def forget_zip(submission_id: int) -> None:
    """Delete the uploaded zip: its pictures are stored one by one, or it will never be read again."""
    bundles = BundleRun.objects.filter(submission=submission_id).exclude(file="")
    for name in list(bundles.values_list("file", flat=True)):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    bundles.update(file="")


def hold(submission_id: int) -> None:
    """Lock the submission's row until the transaction ends.

    Whoever changes pictures and may end the submission takes this lock first; two workers whose calls fail at the
    same moment would otherwise wait for each other's pictures.
    """
    Submission.objects.select_for_update(no_key=True).filter(pk=submission_id).first()
