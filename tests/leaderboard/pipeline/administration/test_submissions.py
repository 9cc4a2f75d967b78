"""Cancelling submissions, letting them go on, and giving quota back, also while workers are at them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models import F

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    AuditEntry,
    EndpointRun,
    GeneratedImage,
    JudgedImage,
    Kind,
    Outcome,
    QuotaEntry,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration import submissions
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.generation import pictures as generation
from leaderboard.pipeline.judging import incidents, judging
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.work import leases, transitions
from tests.factories import judge_all, running_submission, scored_submission
from tests.leaderboard.pipeline.administration.acting import WHY, one_of_many, tried
from tests.leaderboard.pipeline.runs import (
    demo_pictures,
    endpoint_submission,
    judge,
    judging_submission,
    new_stored_image,
    record_all,
    reloaded,
    upload_bundle,
)
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


def paid(submission: Submission) -> QuotaEntry:
    return QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=Now())


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


# --- cancel -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("refund", [True, False])
def test_a_cancelled_submission_ends_with_the_reason_and_without_its_key(refund: bool) -> None:
    submission = endpoint_submission(pictures=2)
    entry = paid(submission)
    submissions.cancel(submission, refund=refund, **WHY)
    after = reloaded(submission)
    assert (after.outcome, after.stage) == (Outcome.FAILED, Stage.GENERATION)
    assert re.match(r"An operator cancelled this submission on \d\d? [A-Z][a-z]{2} 20\d\d: ", after.cause)
    assert after.cause.endswith(": our judge was away")
    assert after.cancelled_at == after.ended_at
    entry.refresh_from_db()
    assert (entry.refunded_at is not None) is refund
    assert EndpointRun.objects.get(submission=submission).sealed_key is None
    assert AuditEntry.objects.get().details == {"stage": "generation", "quota refunded": refund}


@pytest.mark.parametrize("submission", [scored_submission, lambda: ended(running_submission())])
def test_what_has_ended_is_not_cancelled(submission: Any) -> None:
    row = submission()
    with pytest.raises(ActionRefused, match="has already ended"):
        submissions.cancel(row, **WHY)
    assert actions() == []


@real
def test_of_several_cancellations_at_once_one_is_done_and_logged() -> None:
    submission = judging_submission()
    one_of_many(lambda: submissions.cancel(submission, **WHY))
    assert actions() == ["submission.cancel"]


@real
def test_a_judging_worker_that_comes_back_changes_nothing() -> None:
    submission = judging_submission(pictures=1)
    claim = judging.claim_judging(submission.judgings.get().pk)
    assert claim is not None
    submissions.cancel(submission, **WHY)
    record_all(claim)
    transitions.advance(submission.pk)
    assert (reloaded(submission).outcome, reloaded(submission).stage) == (Outcome.FAILED, Stage.JUDGING)
    assert judging.claim_judging(submission.judgings.get().pk) is None


@real
def test_a_cancellation_that_comes_during_scoring_waits_and_is_refused() -> None:
    submission = in_scoring()
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None
    scored, told = overlapping(
        lambda: scoring.score_submission(reloaded(submission), token),
        tried(lambda: submissions.cancel(submission, **WHY)),
    )
    assert scored
    assert told == "refused: It has already ended: scored."
    assert (reloaded(submission).outcome, actions()) == (Outcome.SCORED, [])


@real
def test_scoring_that_comes_during_a_cancellation_records_nothing() -> None:
    submission = in_scoring()
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None
    _, scored = overlapping(
        lambda: submissions.cancel(submission, **WHY), lambda: scoring.score_submission(reloaded(submission), token)
    )
    assert not scored
    assert reloaded(submission).outcome == Outcome.FAILED
    assert not submission.scores.exists()


def test_a_picture_that_arrives_after_the_cancellation_is_dropped() -> None:
    submission = endpoint_submission(pictures=2)
    claim = generation.claim_image(submission.images.order_by("id")[0].pk)
    assert claim is not None
    submissions.cancel(submission, **WHY)
    assert not generation.record_image(*claim, new_stored_image())
    assert set(submission.images.values_list("status", flat=True)) == {"failed"}


def test_the_check_of_a_cancelled_bundle_records_nothing() -> None:
    submission = upload_bundle(demo_pictures())
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    submissions.cancel(submission, **WHY)
    assert not intake.take_in(*claim)
    assert (reloaded(submission).outcome, reloaded(submission).stage) == (Outcome.FAILED, Stage.SUBMISSION)


def test_a_judge_that_had_collapsed_does_not_bring_a_cancelled_submission_back() -> None:
    submission = judging_submission(pictures=2)
    judge(submission.judgings.order_by("id")[0])
    submission.judgings.get(status="judged").judgements.update(server="judge:1")
    submissions.cancel(submission, **WHY)
    incidents.record_collapse("judge:1", submission.judge_profile.sha256, "the same verdicts", 60)
    assert reloaded(submission).outcome == Outcome.FAILED


# --- go on ------------------------------------------------------------------------------------------------------------
def test_a_submission_that_failed_in_judging_goes_on_with_what_it_has() -> None:
    submission = judging_submission(pictures=2)
    judge(submission.judgings.order_by("id")[0])
    transitions.fail(submission.pk, "The stage judging was not finished within 14 days.", our_fault=True)
    expected = f"with its 2 pictures, which takes {owed(submission)} judge calls and costs its author nothing"
    assert expected in submissions.foresee_retry(reloaded(submission))
    submissions.retry(submission, **WHY)
    after = reloaded(submission)
    assert (after.outcome, after.stage, after.cause) == (Outcome.RUNNING, Stage.JUDGING, "")
    judge(submission.judgings.get(status="planned"))
    transitions.advance(submission.pk)
    assert reloaded(submission).stage == Stage.SCORING
    assert AuditEntry.objects.get().details["cause"] == "The stage judging was not finished within 14 days."


def test_a_submission_that_failed_in_generation_goes_on_without_the_missing_pictures() -> None:
    submission = endpoint_submission(pictures=3)
    for image in submission.images.order_by("id")[:2]:
        claim = generation.claim_image(image.pk)
        assert claim is not None
        generation.record_image(*claim, new_stored_image())
    transitions.fail(submission.pk, "The stage generation was not finished within 2 days.")
    assert "1 pictures stay missing" in submissions.foresee_retry(reloaded(submission))
    submissions.retry(submission, **WHY)
    assert (reloaded(submission).outcome, reloaded(submission).stage) == (Outcome.RUNNING, Stage.JUDGING)
    for row in submission.judgings.all():
        judge(row)
    transitions.advance(submission.pk)
    assert reloaded(submission).stage == Stage.SCORING


def test_a_cancelled_submission_can_go_on() -> None:
    submission = judging_submission()
    submissions.cancel(submission, **WHY)
    submissions.retry(submission, **WHY)
    assert (reloaded(submission).outcome, reloaded(submission).cancelled_at) == (Outcome.RUNNING, None)
    assert actions() == ["submission.cancel", "submission.retry"]


def test_waits_and_tries_of_its_calls_begin_anew() -> None:
    submission = judging_submission(pictures=1)
    submission.judgings.update(waiting_for="the picture is lost", unread_tries=9, broken_tries=2, due_at=F("due_at"))
    transitions.fail(submission.pk, "a lost picture", our_fault=True)
    submissions.retry(submission, **WHY)
    row = submission.judgings.get()
    assert (row.waiting_for, row.unread_tries, row.broken_tries) == ("", 0, 0)
    assert judging.claim_judging(row.pk) is not None


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (running_submission, "is running"),
        (scored_submission, "is scored"),
        (lambda: ended(endpoint_submission(pictures=2)), "no picture"),
        (lambda: ended(running_submission(stage=Stage.SUBMISSION)), "file was deleted"),
        (lambda: ended(judging_submission(), Outcome.REJECTED), "faults"),
        (lambda: ended(running_submission(kind=Kind.IMPORT, stage=Stage.JUDGING)), "file was deleted"),
    ],
)
def test_what_cannot_go_on_says_why(make: Any, why: str) -> None:
    submission = make()
    with pytest.raises(ActionRefused, match=why):
        submissions.retry(submission, **WHY)
    assert actions() == []


@real
def test_of_several_retries_at_once_one_is_done_and_logged() -> None:
    submission = judging_submission()
    transitions.fail(submission.pk, "our deadline was over", our_fault=True)
    one_of_many(lambda: submissions.retry(submission, **WHY))
    assert actions() == ["submission.retry"]
    assert reloaded(submission).outcome == Outcome.RUNNING


# --- try now ----------------------------------------------------------------------------------------------------------
def test_waiting_work_is_due_at_once_and_the_time_of_the_stage_begins_anew() -> None:
    submission = endpoint_submission(pictures=2)
    held, waiting = submission.images.order_by("id")
    claim = generation.claim_image(held.pk)
    assert claim is not None
    GeneratedImage.objects.filter(pk=waiting.pk).update(due_at="2099-01-01T00:00Z", queued_at=Now())
    EndpointRun.objects.filter(submission=submission).update(paused_until="2099-01-01T00:00Z")
    Submission.objects.filter(pk=submission.pk).update(deadline_at=Now())
    submissions.try_now(reloaded(submission), **WHY)
    assert generation.record_image(*claim, new_stored_image())
    assert generation.claim_image(waiting.pk) is not None
    deadline = reloaded(submission).deadline_at
    assert deadline is not None
    assert deadline - reloaded(submission).stage_since >= transitions.TIME_ALLOWED[Stage.GENERATION]


def test_nothing_of_an_ended_submission_is_tried() -> None:
    with pytest.raises(ActionRefused, match="has ended"):
        submissions.try_now(scored_submission(), **WHY)


# --- quota ------------------------------------------------------------------------------------------------------------
@real
def test_of_several_refunds_at_once_one_gives_back() -> None:
    submission = running_submission()
    entry = paid(submission)
    one_of_many(lambda: submissions.refund(submission, **WHY))
    entry.refresh_from_db()
    assert entry.refunded_at is not None
    assert actions() == ["submission.refund"]


@real
def test_a_refund_that_comes_during_a_cancellation_is_refused() -> None:
    submission = running_submission()
    paid(submission)
    _, told = overlapping(
        lambda: submissions.cancel(submission, **WHY), tried(lambda: submissions.refund(submission, **WHY))
    )
    assert told.startswith("refused: Its quota was refunded on")
    assert actions() == ["submission.cancel"]


def test_what_cost_nothing_is_not_given_back() -> None:
    with pytest.raises(ActionRefused, match="cost its author nothing"):
        submissions.refund(running_submission(), **WHY)


def ended(submission: Submission, outcome: Outcome = Outcome.FAILED) -> Submission:
    end = transitions.reject if outcome == Outcome.REJECTED else transitions.fail
    assert end(submission.pk, "something happened")
    return reloaded(submission)


def in_scoring() -> Submission:
    submission = running_submission()
    judge_all(submission)
    Submission.objects.filter(pk=submission.pk).update(stage=Stage.SCORING)
    return reloaded(submission)


def owed(submission: Submission) -> int:
    """Calls that are still to be made."""
    return sum(len(row.dimensions) for row in JudgedImage.objects.filter(submission=submission, status="planned"))
