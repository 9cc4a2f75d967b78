"""Judging again: what is set aside, which submissions go back to judging, and what is left as it is."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leaderboard.domain.judging.outcome import JudgeOutcome, lost_reply
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    ImageScore,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    Kind,
    Outcome,
    ScoreMatrix,
    Submission,
    SubmissionScore,
    SupersededJudgement,
)
from leaderboard.pipeline.judging import judging, rejudging
from leaderboard.pipeline.judging.rejudging import PublicSubmission, judge_again, judge_submission_again
from leaderboard.pipeline.scoring.matrices import ensure_matrix
from leaderboard.pipeline.submission import visibility
from leaderboard.pipeline.work import transitions
from tests.leaderboard.pipeline.runs import judging_submission, make_due, passing, record_all, reloaded, scored_again

pytestmark = pytest.mark.django_db

REASON = "it was missing"


def record_with_a_missing_call(row: JudgedImage, server: str = "gpu-1") -> None:
    """Record verdicts for all calls of a row but the first, which is lost."""
    make_due(row)
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    lost = JudgeOutcome(claim.dimensions[0], None, lost_reply("500 from the judge", 6), prompt_neutralised=False)
    outcomes = [lost, *(passing(claim, dimension) for dimension in claim.dimensions[1:])]
    assert judging.record_judgements(claim, outcomes, distorted=False, waiting_for="", retry_in_s=0, server=server)


def scored_with_missing(pictures: int = 2) -> Submission:
    """A scored submission, of whose every picture one judgement is missing."""
    submission = judging_submission(pictures=pictures)
    for row in submission.judgings.all():
        record_with_a_missing_call(row)
    return scored_again(submission)


def judge_owed(submission: Submission) -> None:
    for row in submission.judgings.filter(status=JudgedImageStatus.PLANNED):
        make_due(row)
        claim = judging.claim_judging(row.pk)
        assert claim is not None
        assert record_all(claim)


def scores_of(submission: Submission) -> list[tuple[object, ...]]:
    rows = SubmissionScore.objects.filter(submission=submission)
    return sorted(rows.values_list("scope", "dimension", "sub_capability", "facet", "mean", "images", "missing"))


def test_the_missing_calls_of_a_scored_submission_are_made_again_and_it_is_scored_as_if_they_had_never_failed() -> None:
    submission = scored_with_missing()
    ensure_matrix(submission, "en")
    again = judge_submission_again(submission.pk, REASON)
    assert (again.judgements, again.submissions, again.public) == (2, (submission.pk,), ())
    submission = reloaded(submission)
    assert (submission.stage, submission.outcome, submission.ended_at) == (Stage.JUDGING, Outcome.RUNNING, None)
    assert not ImageScore.objects.exists()
    assert not SubmissionScore.objects.exists()
    assert not ScoreMatrix.objects.exists()
    for row in submission.judgings.all():
        assert (row.status, row.waiting_for, row.broken_tries) == (JudgedImageStatus.PLANNED, REASON, 0)

    judge_owed(submission)
    transitions.advance(submission.pk)
    assert reloaded(submission).stage == Stage.SCORING
    undisturbed = judging_submission(pictures=2)
    judge_owed(undisturbed)
    assert scores_of(scored_again(submission)) == scores_of(scored_again(undisturbed))


def test_what_is_set_aside_is_kept_with_the_reason() -> None:
    submission = scored_with_missing(pictures=1)
    lost = Judgement.objects.get(status="transport_failure")
    judge_submission_again(submission.pk, REASON)
    assert not Judgement.objects.filter(pk=lost.pk).exists()
    kept = SupersededJudgement.objects.get()
    assert (kept.judging_id, kept.dimension, kept.status) == (lost.judging_id, lost.dimension, lost.status)
    assert (kept.judged_at, kept.reason) == (lost.judged_at, REASON)
    assert kept.judgement["reason"] == "no reply in 6 attempts; the last: 500 from the judge"
    assert kept.judgement["server"] == "gpu-1"


def test_a_worker_that_is_at_other_calls_of_the_picture_does_not_record_it_as_complete() -> None:
    row = max(judging_submission(pictures=3).judgings.all(), key=lambda row: len(row.dimensions))
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    first = passing(claim, claim.dimensions[0])
    judging.record_judgements(claim, [first], distorted=False, waiting_for="busy", retry_in_s=0)
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    judge_again(Judgement.objects.filter(judging=row), REASON)
    assert not record_all(claim)
    make_due(row)
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    assert claim.dimensions == tuple(row.dimensions)


def test_a_submission_that_runs_goes_on_and_keeps_its_deadline() -> None:
    submission = judging_submission(pictures=2)
    for row in submission.judgings.all():
        record_with_a_missing_call(row)
    before = reloaded(submission)
    judge_again(rejudging.missing_of(submission.pk), REASON)
    after = reloaded(submission)
    assert (after.stage, after.outcome) == (Stage.JUDGING, Outcome.RUNNING)
    assert (after.deadline_at, after.stage_since) == (before.deadline_at, before.stage_since)


def test_a_submission_that_ran_out_of_our_time_goes_on_where_it_ended() -> None:
    submission = judging_submission(pictures=2)
    first, second = submission.judgings.order_by("pk")
    record_with_a_missing_call(first)
    transitions.fail(submission.pk, "The stage judging was not finished within 14 days.", our_fault=True)
    assert submission in rejudging.with_missing()
    judge_submission_again(submission.pk, REASON)
    submission = reloaded(submission)
    assert (submission.outcome, submission.cause) == (Outcome.RUNNING, "")
    assert judging.claim_judging(second.pk) is not None


def test_what_is_public_stays_as_it_is() -> None:
    submission = scored_with_missing()
    visibility.make_public(submission)
    before = scores_of(submission)
    with pytest.raises(PublicSubmission, match="is public: its releases and its evidence never change"):
        judge_submission_again(submission.pk, REASON)
    again = judge_again(Judgement.objects.all(), REASON)
    assert (again.judgements, again.submissions, again.public) == (0, (), (submission.pk,))
    assert scores_of(submission) == before
    assert submission not in rejudging.with_missing()


def test_neither_imports_nor_what_failed_by_others_faults_is_judged_again() -> None:
    imported, failed = scored_with_missing(), judging_submission()
    Submission.objects.filter(pk=imported.pk).update(kind=Kind.IMPORT)
    Submission.objects.filter(pk=failed.pk).update(
        stage=Stage.GENERATION, outcome=Outcome.FAILED, cause="its key is wrong", ended_at=timezone.now()
    )
    assert not rejudging.with_missing().exists()
    assert judge_again(Judgement.objects.all(), REASON).judgements == 0
    assert reloaded(failed).outcome == Outcome.FAILED


def test_what_would_be_judged_again_is_told_before() -> None:
    submission = scored_with_missing()
    assert rejudging.planned(Judgement.objects.all()) == judge_again(Judgement.objects.all(), REASON)
    assert reloaded(submission).outcome == Outcome.RUNNING
