"""A judge that collapses: what it gave in that time is judged again, and operators learn of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import JudgedImage, JudgedImageStatus, JudgeIncident, Judgement, Outcome, Submission
from leaderboard.pipeline.judging import incidents, judging
from leaderboard.pipeline.submission import visibility
from tests.leaderboard.pipeline.runs import judging_submission, passing, reloaded, scored_again

pytestmark = pytest.mark.django_db


def judged(server: str | None, *, ago_s: float = 0, pictures: int = 1) -> Submission:
    """A submission whose calls a judge server has answered, so many seconds ago."""
    submission = judging_submission(pictures=pictures)
    for row in submission.judgings.all():
        judge(row, server)
    made = Judgement.objects.filter(judging__submission=submission)
    made.update(judged_at=F("judged_at") - timedelta(seconds=ago_s))
    return submission


def judge(row: JudgedImage, server: str | None) -> None:
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    outcomes = [passing(claim, dimension) for dimension in claim.dimensions]
    assert judging.record_judgements(claim, outcomes, distorted=False, waiting_for="", retry_in_s=0, server=server)


def collapse(submission: Submission, bad_for_s: float = 60) -> None:
    incidents.record_collapse("gpu-1", submission.judge_profile.sha256, "the same verdicts", bad_for_s)


def is_owed(submission: Submission) -> bool:
    return submission.judgings.filter(status=JudgedImageStatus.PLANNED).exists()


def test_only_what_this_server_gave_since_then_is_judged_again(caplog: pytest.LogCaptureFixture) -> None:
    bad, before = judged("gpu-1", ago_s=30), judged("gpu-1", ago_s=300)
    elsewhere, unknown = judged("gpu-2", ago_s=30), judged(None, ago_s=30)
    collapse(bad)
    assert [is_owed(submission) for submission in (bad, before, elsewhere, unknown)] == [True, False, False, False]
    incident = JudgeIncident.objects.get()
    assert (incident.server, incident.cause, incident.closed_at) == ("gpu-1", "the same verdicts", None)
    assert incident.judgements == len(bad.judgings.get().dimensions)
    assert incidents.open_cause("gpu-1", bad.judge_profile.sha256) == "the same verdicts"
    assert "the judge gpu-1 has collapsed: the same verdicts" in caplog.text
    assert caplog.records[-1].levelname == "ERROR"


def test_scored_submissions_go_back_and_public_ones_are_told_to_operators() -> None:
    scored, public = scored_again(judged("gpu-1")), scored_again(judged("gpu-1"))
    visibility.make_public(public)
    collapse(scored)
    assert (reloaded(scored).stage, reloaded(scored).outcome) == (Stage.JUDGING, Outcome.RUNNING)
    assert reloaded(public).outcome == Outcome.SCORED
    assert JudgeIncident.objects.get().public_submissions == [public.pk]


def test_what_came_until_the_judge_was_well_again_is_judged_again_too() -> None:
    submission = judged("gpu-1")
    collapse(submission)
    late = judged("gpu-1")  # another worker recorded it before it knew
    assert not is_owed(late)
    incidents.end("gpu-1", submission.judge_profile.sha256)
    assert is_owed(late)
    incident = JudgeIncident.objects.get()
    assert incident.closed_at is not None
    assert incident.judgements == sum(len(row.dimensions) for row in JudgedImage.objects.all())
    assert incidents.open_cause("gpu-1", submission.judge_profile.sha256) == ""


def test_two_workers_that_find_the_same_share_one_incident_from_the_earlier_time() -> None:
    submission = judged("gpu-1", ago_s=100)
    collapse(submission, bad_for_s=10)
    assert not is_owed(submission)
    collapse(submission, bad_for_s=120)
    assert is_owed(submission)
    incident = JudgeIncident.objects.get()
    assert timezone.now() - incident.since > timedelta(seconds=120)
    with pytest.raises(IntegrityError), transaction.atomic():
        JudgeIncident.objects.create(
            server="gpu-1", judge_profile=submission.judge_profile, since=timezone.now(), cause="again"
        )


def test_ending_what_is_not_open_does_nothing() -> None:
    submission = judged("gpu-1")
    incidents.end("gpu-1", submission.judge_profile.sha256)
    assert not is_owed(submission)
