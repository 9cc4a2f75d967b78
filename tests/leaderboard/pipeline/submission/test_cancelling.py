"""Authors cancel their submissions, also while workers are at them."""

from __future__ import annotations

import pytest

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointRun, GeneratedImage, JudgedImage, Judgement, Outcome, Submission
from leaderboard.pipeline.administration import submissions as operators
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.generation import pictures as generation
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.submission import cancelling
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.work import leases, quota
from tests.factories import judge_all, load_demo_suite, load_pixel_profile, running_submission, scored_submission
from tests.leaderboard.pipeline.administration.acting import WHY
from tests.leaderboard.pipeline.runs import (
    SPEC,
    endpoint_submission,
    judge,
    judging_submission,
    new_generator,
    new_stored_image,
    record_all,
    reloaded,
)
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


def test_before_the_first_judgement_it_costs_nothing() -> None:
    load_pixel_profile()
    submission = submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
    left = quota.quota_state(submission.generator.team).left
    assert cancelling.refunds(submission)
    assert cancelling.cancel(submission, only_with_refund=True)
    after = reloaded(submission)
    assert (after.outcome, after.cancelled_by_author) == (Outcome.FAILED, True)
    assert after.cancelled_at == after.ended_at
    assert after.cause.startswith("Cancelled by its author on ")
    assert quota.quota_state(submission.generator.team).left == left + 1
    run = EndpointRun.objects.get(submission=submission)
    assert (run.sealed_key, run.sealed_configuration) == (None, None)


def test_after_the_first_judgement_the_quota_is_spent() -> None:
    submission = judging_submission(pictures=2)
    assert judge(submission.judgings.order_by("id")[0])
    assert not cancelling.refunds(submission)
    with pytest.raises(SubmissionRefused, match="judging has begun"):
        cancelling.cancel(submission, only_with_refund=True)
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert not cancelling.cancel(submission)
    assert reloaded(submission).outcome == Outcome.FAILED


def test_a_refused_cancellation_leaves_the_workers_their_claims() -> None:
    submission = judging_submission(pictures=2)
    first, second = submission.judgings.order_by("id")
    judge(first)
    claim = judging.claim_judging(second.pk)
    assert claim is not None
    with pytest.raises(SubmissionRefused):
        cancelling.cancel(submission, only_with_refund=True)
    assert record_all(claim)


@pytest.mark.parametrize("make", [scored_submission, running_submission])
def test_what_has_ended_cannot_be_cancelled(make: type[Submission]) -> None:
    submission: Submission = make()
    if submission.outcome == Outcome.RUNNING:
        cancelling.cancel(submission)
    before = Submission.objects.values().get(pk=submission.pk)
    with pytest.raises(SubmissionRefused, match="already ended"):
        cancelling.cancel(submission)
    assert Submission.objects.values().get(pk=submission.pk) == before


def test_results_of_calls_in_flight_are_refused_and_no_further_call_begins() -> None:
    submission = judging_submission(pictures=2)
    flying, waiting = submission.judgings.order_by("id")
    claim = judging.claim_judging(flying.pk)
    assert claim is not None
    cancelling.cancel(submission)
    assert not record_all(claim)
    assert judging.claim_judging(waiting.pk) is None
    assert not Judgement.objects.filter(judging__submission=submission).exists()
    assert cancelling.refunds(submission)


def test_a_picture_that_arrives_late_is_discarded() -> None:
    submission = endpoint_submission(pictures=2)
    claim = generation.claim_image(submission.images.order_by("id")[0].pk)
    assert claim is not None
    cancelling.cancel(submission)
    assert not generation.record_image(*claim, new_stored_image())
    assert not GeneratedImage.objects.filter(submission=submission, stored__isnull=False).exists()


def test_operators_do_not_resume_what_its_author_cancelled() -> None:
    submission = judging_submission()
    cancelling.cancel(submission)
    with pytest.raises(ActionRefused, match="Its author cancelled it"):
        operators.retry(submission, **WHY)


@real
def test_a_worker_that_waits_for_a_row_meanwhile_gets_no_claim() -> None:
    submission = judging_submission()
    row = JudgedImage.objects.filter(submission=submission)[0]
    refunded, claim = overlapping(
        lambda: cancelling.cancel(submission, only_with_refund=True), lambda: judging.claim_judging(row.pk)
    )
    assert (refunded, claim) == (True, None)


@real
def test_a_judgement_recorded_meanwhile_counts() -> None:
    submission = judging_submission()
    claim = judging.claim_judging(JudgedImage.objects.filter(submission=submission)[0].pk)
    assert claim is not None

    def cancel() -> bool:
        try:
            return cancelling.cancel(submission, only_with_refund=True)
        except SubmissionRefused:
            return False

    assert overlapping(lambda: record_all(claim), cancel) == (True, False)
    assert reloaded(submission).outcome == Outcome.RUNNING


@real
@pytest.mark.parametrize("cancel_first", [True, False])
def test_either_it_is_cancelled_or_scored(cancel_first: bool) -> None:
    submission = running_submission(stage=Stage.SCORING)
    judge_all(submission)
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None

    def cancel() -> bool:
        try:
            cancelling.cancel(submission)
        except SubmissionRefused:
            return False
        return True

    def score() -> bool:
        return scoring.score_submission(reloaded(submission), token)

    first, second = (cancel, score) if cancel_first else (score, cancel)
    assert overlapping(first, second) == (True, False)
    assert reloaded(submission).outcome == (Outcome.FAILED if cancel_first else Outcome.SCORED)
