"""Stage 3: judging again. Judgements are set aside with the reason, and their calls are owed again.

Public submissions do not change: nor do their releases and evidence. Imports have no pictures to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    MISSING,
    Evidence,
    ImageScore,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    Kind,
    Outcome,
    ScoreMatrix,
    Submission,
    SubmissionScore,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.work import leases, offers, transitions


@dataclass(frozen=True, slots=True)
class Rejudging:
    """What is judged again: judgements, and the submissions they belong to; ``public``: those that do not change."""

    judgements: int
    submissions: tuple[int, ...]
    public: tuple[int, ...]


class PublicSubmission(ValueError):
    """The submission is public, so its judgements stay; the message says what to do instead."""

    def __init__(self, submission_id: int) -> None:
        super().__init__(
            f"submission {submission_id} is public: its releases and its evidence never change. "
            "Withdraw it and submit again"
        )


def is_settled(submission: Submission) -> bool:
    """Whether a submission's judgements are final because they are public, or its evidence is written."""
    return submission.public_at is not None or Evidence.objects.filter(submission=submission).exists()


def with_missing() -> QuerySet[Submission]:
    """Submissions with calls to repeat that gave no verdicts, or that ended before all calls were made."""
    missing = Judgement.objects.filter(judging__submission=OuterRef("pk"), status__in=MISSING)
    ended = _rejudgeable().filter(_ended_by_us())
    return ended.filter(Exists(missing) | Q(outcome=Outcome.FAILED)).filter(public_at__isnull=True)


def missing_of(submission_id: int) -> QuerySet[Judgement]:
    """The missing judgements of a submission."""
    return Judgement.objects.filter(judging__submission=submission_id, status__in=MISSING)


def planned(judgements: QuerySet[Judgement]) -> Rejudging:
    """What ``judge_again`` would do."""
    submissions = Submission.objects.filter(pk__in=judgements.values("judging__submission")).order_by("pk")
    taken, public = _parted(submissions)
    return Rejudging(judgements.filter(judging__submission__in=taken).count(), taken, public)


def judge_submission_again(submission_id: int, reason: str) -> Rejudging:
    """Repeat the missing calls of a submission, and make those that it never made because its deadline passed.

    Raises:
        PublicSubmission: when it is public.
    """
    if is_settled(Submission.objects.get(pk=submission_id)):
        raise PublicSubmission(submission_id)
    return judge_again(missing_of(submission_id), reason, also=[submission_id])


@transaction.atomic
def judge_again(judgements: QuerySet[Judgement], reason: str, *, also: Iterable[int] = ()) -> Rejudging:
    """Set the judgements aside and repeat their calls; submissions scored with them go back to judging.

    Args:
        reason: for the author's page and for the record.
        also: submissions that failed on our side during judging, and now continue.
    """
    concerned = Q(pk__in=judgements.values("judging__submission")) | Q(pk__in=list(also))
    # Scoring holds the same lock. So a submission is scored either before, and goes back, or after this is complete.
    locked = Submission.objects.select_for_update(no_key=True).filter(concerned).order_by("pk")
    taken, public = _parted(locked)
    chosen = judgements.filter(judging__submission__in=taken)
    judging_ids = set(chosen.values_list("judging", flat=True))
    rows = JudgedImage.objects.select_for_update().filter(pk__in=judging_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))
    moved = _set_aside(list(chosen.values_list("pk", flat=True)), reason)
    JudgedImage.objects.filter(pk__in=judging_ids).update(
        status=JudgedImageStatus.PLANNED,
        due_at=Now(),
        queued_at=None,
        waiting_for=reason,
        broken_tries=0,
        **leases.NO_LEASE,  # a worker with the row's other calls must not record it as complete
    )
    _send_back(taken)
    transaction.on_commit(lambda: _offer(taken), robust=True)
    return Rejudging(moved, taken, public)


def _rejudgeable() -> QuerySet[Submission]:
    return Submission.objects.exclude(kind=Kind.IMPORT)


def _ended_by_us() -> Q:
    in_our_hands = Q(outcome=Outcome.FAILED, stage__in=[Stage.JUDGING, Stage.SCORING], cancelled_at__isnull=True)
    return (Q(outcome=Outcome.SCORED) | in_our_hands) & Q(files_deleted_at__isnull=True)


def _parted(submissions: QuerySet[Submission]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The primary keys of those that can be judged again, and of the public ones."""
    judged_here = [submission for submission in submissions if submission.kind != Kind.IMPORT]
    public = tuple(submission.pk for submission in judged_here if is_settled(submission))
    running_or_ended_by_us = Q(outcome=Outcome.RUNNING) | _ended_by_us()
    others = [submission.pk for submission in judged_here if submission.pk not in public]
    taken = Submission.objects.filter(running_or_ended_by_us, pk__in=others).order_by("pk")
    return tuple(taken.values_list("pk", flat=True)), public


def _set_aside(judgement_ids: list[int], reason: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH removed AS (DELETE FROM leaderboard_judgement WHERE id = ANY(%s) RETURNING *)
            INSERT INTO leaderboard_supersededjudgement
                (judging_id, dimension, status, judged_at, judgement, reason)
            SELECT judging_id, dimension, status, judged_at, to_jsonb(removed) - 'id' - 'judging_id', %s FROM removed
            """,
            [judgement_ids, reason],
        )
        return int(cursor.rowcount)


def _send_back(submission_ids: Iterable[int]) -> None:
    """Send scored submissions, and those that failed on our side during judging, back to judging."""
    in_scoring = Q(outcome=Outcome.RUNNING, stage=Stage.SCORING)
    left = Submission.objects.filter(in_scoring | _ended_by_us(), pk__in=submission_ids)
    left_ids = list(left.values_list("pk", flat=True))
    ImageScore.objects.filter(judging__submission__in=left_ids).delete()
    SubmissionScore.objects.filter(submission__in=left_ids).delete()
    ScoreMatrix.objects.filter(submission__in=left_ids).delete()
    Submission.objects.filter(pk__in=left_ids).update(
        stage=Stage.JUDGING,
        stage_since=Now(),
        outcome=Outcome.RUNNING,
        cause="",
        ended_at=None,
        deadline_at=Now() + transitions.TIME_ALLOWED[Stage.JUDGING],
        due_at=Now(),
        queued_at=None,
        attempt=0,
        **leases.NO_LEASE,
    )


def _offer(submission_ids: Iterable[int]) -> None:
    for submission_id in submission_ids:
        offers.offer_next(submission_id)
        transitions.advance(submission_id)
