"""Having judge calls made again, by submission and by judge server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leaderboard.models import AuditEntry, Judgement, JudgeServer, Outcome, Submission, SupersededJudgement, clock
from leaderboard.pipeline.administration import judgements
from leaderboard.pipeline.administration.refusal import ActionRefused
from tests.factories import publish, running_submission, scored_submission
from tests.leaderboard.pipeline.administration.acting import WHY, one_of_many
from tests.leaderboard.pipeline.runs import judging_submission, reloaded

pytestmark = pytest.mark.django_db


def of(submission: Submission) -> int:
    return Judgement.objects.filter(judging__submission=submission).count()


def test_the_calls_that_gave_nothing_are_made_again_and_the_author_reads_why() -> None:
    submission = scored_submission()
    broken = Judgement.objects.filter(judging__submission=submission)[:2]
    Judgement.objects.filter(pk__in=broken.values("pk")).update(status="malformed", verdicts=[])
    before = of(submission)
    judgements.rejudge(submission, **WHY)
    assert of(submission) == before - 2
    assert reloaded(submission).outcome == Outcome.RUNNING
    waits = submission.judgings.filter(status="planned").values_list("waiting_for", flat=True)
    assert set(waits) == {"An operator had these calls repeated: our judge was away"}
    assert AuditEntry.objects.get().details == {"everything": False}


def test_all_calls_can_be_made_again() -> None:
    submission = scored_submission()
    judgements.rejudge(submission, everything=True, **WHY)
    assert of(submission) == 0
    assert not submission.scores.exists()


def test_what_has_to_stay_stays_and_says_why() -> None:
    public = scored_submission()
    publish(public)
    for submission, why in (
        (public, "is public"),
        (scored_submission(), "It has no such judgements"),
        (running_submission(), "It has no such judgements"),
    ):
        with pytest.raises(ActionRefused, match=why):
            judgements.rejudge(submission, **WHY)
    assert not AuditEntry.objects.exists()
    assert not SupersededJudgement.objects.exists()
    for submission, why in ((public, "is public"), (running_submission(), "no judgements yet")):
        with pytest.raises(ActionRefused, match=why):
            judgements.foresee_rejudging(submission)


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_is_done_and_logged() -> None:
    submission = scored_submission()
    one_of_many(lambda: judgements.rejudge(submission, everything=True, **WHY))
    assert AuditEntry.objects.count() == 1
    assert SupersededJudgement.objects.count() == SupersededJudgement.objects.values("judging", "dimension").count()


def test_what_a_server_gave_in_a_time_is_made_again() -> None:
    private, public, other = scored_submission(), scored_submission(), scored_submission()
    now = clock.read()
    for submission in (private, public):
        Judgement.objects.filter(judging__submission=submission).update(server="judge:1")
    late = Judgement.objects.filter(judging__submission=private).order_by("pk").values("pk")[:1]
    Judgement.objects.filter(pk__in=late).update(judged_at=now + timedelta(hours=2))
    publish(public)
    server = JudgeServer.objects.create(name="judge:1", judge_profile=private.judge_profile)
    kept = of(other), of(public)
    told = judgements.rejudge_server(server, since=now - timedelta(hours=1), until=now + timedelta(hours=1), **WHY)
    assert f"the public submissions [{public.pk}] do not change" in told
    assert (of(private), of(other), of(public)) == (1, *kept)
    entry = AuditEntry.objects.get()
    assert (entry.target_id, entry.details["server"]) == (str(private.pk), "judge:1")
    with pytest.raises(ActionRefused, match="no judgement in that period"):
        judgements.rejudge_server(server, since=now + timedelta(days=1), **WHY)


def test_a_submission_that_is_being_judged_goes_on() -> None:
    submission = judging_submission()
    with pytest.raises(ActionRefused):
        judgements.rejudge(submission, everything=True, **WHY)
    assert reloaded(submission).outcome == Outcome.RUNNING
