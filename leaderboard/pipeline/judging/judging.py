"""Stage 3: planning the judge's calls, claiming a picture's calls, recording judgements."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.records import judgement_record, storable
from leaderboard.models import (
    GeneratedImage,
    JudgedImage,
    JudgedImageStatus,
    JudgeProfile,
    StoredImage,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.judging import rows
from leaderboard.pipeline.work import offers, transitions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JudgeClaim:
    """A claimed picture with everything that its calls need.

    ``dimensions`` are the calls still owed, ``attempt`` counts from 1, ``picture`` is its path in the storage, and
    ``prompt`` is the text from which it was made.
    """

    judging_id: int
    token: uuid.UUID
    submission_id: int
    attempt: int
    broken_tries: int
    profile_id: int
    profile_sha256: str
    picture: str
    prompt: str
    dimensions: tuple[str, ...]


def plan_judging(images: Iterable[GeneratedImage], submission: Submission) -> None:
    """Plan the calls for stored pictures, in the transaction that stores them, and fill their judges' queue."""
    profile = submission.judge_profile
    rubric = profile.frozen.protocol.rubric
    JudgedImage.objects.bulk_create(
        [
            JudgedImage(
                image=image,
                submission=submission,
                judge_profile=profile,
                dimensions=list(rubric.active_dimensions(image.prompt.target_facets)),
            )
            for image in images
        ],
        ignore_conflicts=True,
    )
    offers.offer_next(submission.pk)


def claim_judging(judging_id: int) -> JudgeClaim | None:
    """Claim one picture's outstanding calls; None when there is nothing to do or another worker has it."""
    token = uuid.uuid4()
    row = rows.claim_row(judging_id, token)
    if row is None:
        return None
    # Nothing can be recorded before the first attempt, and this query would run once per picture.
    recorded = rows.recorded_dimensions(judging_id) if row.attempt > 1 else frozenset()
    return JudgeClaim(
        judging_id=judging_id,
        token=token,
        submission_id=row.submission_id,
        attempt=row.attempt,
        broken_tries=row.broken_tries,
        profile_id=row.profile_id,
        profile_sha256=row.profile_sha256,
        picture=StoredImage(sha256=row.image_sha256).path,
        prompt=row.prompt,
        dimensions=tuple(dimension for dimension in row.dimensions if dimension not in recorded),
    )


def record_judgements(
    claim: JudgeClaim,
    outcomes: Sequence[JudgeOutcome],
    *,
    distorted: bool,
    waiting_for: str,
    retry_in_s: float,
    broke: bool = False,
    server: str | None = None,
    engine_version: str | None = None,
    counted: bool = True,
) -> bool:
    """Record a claimed picture's judgements; the calls still owed are due again after ``retry_in_s`` seconds.

    Args:
        distorted: whether resizing the picture for the judge changed its aspect ratio.
        waiting_for: why calls are still owed, for people; "" if none are.
        broke: whether a healthy judge accepted a call and gave no reply.
        server: the judge server that answered, and ``engine_version`` the version of its engine.
        counted: whether this was an attempt. It is none where the worker had to end before the judge answered.

    Returns:
        False when the claim was lost meanwhile: another worker has the row, and nothing is recorded.
    """
    owed = len(claim.dimensions) - len(outcomes)
    recorded = rows.record_row(
        claim.judging_id,
        claim.token,
        [
            judgement_record(
                outcome,
                attempt=claim.attempt,
                profile_sha256=claim.profile_sha256,
                server=server,
                engine_version=engine_version,
            )
            for outcome in outcomes
        ],
        due_in_s=retry_in_s,
        status=JudgedImageStatus.PLANNED.value if owed else JudgedImageStatus.JUDGED.value,
        distorted=distorted,
        waiting_for=storable(waiting_for),
        broke=int(broke),
        uncounted=0 if counted else 1,
    )
    if not recorded:
        log.warning("judging %s: the lease was lost, the result is discarded", claim.judging_id)
        return False
    transaction.on_commit(lambda: _after_judging(claim.submission_id), robust=True)
    return True


def give_back_message(judging_id: int) -> None:
    """Offer a row again whose message arrived at a worker that is about to end."""
    row = JudgedImage.objects.filter(pk=judging_id, status=JudgedImageStatus.PLANNED, lease_token__isnull=True)
    submission_id = row.values_list("submission_id", flat=True).first()
    if submission_id is not None and row.update(queued_at=None):
        offers.offer_next(submission_id)


def wake_judgings(profile: JudgeProfile) -> int:
    """Make all rows due that waited for a judge of this profile, now that one is back; returns how many."""
    return JudgedImage.objects.filter(
        judge_profile=profile, status=JudgedImageStatus.PLANNED, lease_token__isnull=True, waiting_for__gt=""
    ).update(due_at=Now(), waiting_for="")


def _after_judging(submission_id: int) -> None:
    # Almost always another picture of the submission is offered; then no further query is needed.
    if submission_id not in offers.offer_next(submission_id) and not transitions.judging_is_owed(submission_id):
        transitions.advance(submission_id)
