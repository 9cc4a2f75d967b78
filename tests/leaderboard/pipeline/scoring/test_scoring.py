"""Scores in the database: the numbers of the domain, per language and scope, once and in full."""

from __future__ import annotations

import pytest

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.scoring.scores import Scope
from leaderboard.domain.stages import Stage
from leaderboard.models import ImageScore, JudgedImage, Judgement, Outcome, Submission, SubmissionScore
from leaderboard.pipeline.scoring import scoring
from tests.factories import judge_all, judgement, running_submission, scored_submission
from tests.leaderboard.pipeline.runs import pass_time, reloaded

pytestmark = pytest.mark.django_db


def judged(verdict: Verdict = 1, languages: tuple[str, ...] = ("en",)) -> Submission:
    submission = running_submission(languages=languages)
    judge_all(submission, verdict)
    Submission.objects.filter(pk=submission.pk).update(stage=Stage.SCORING)
    return reloaded(submission)


def score(submission: Submission) -> bool:
    claim = scoring.claim_scoring(submission.pk)
    assert claim is not None
    return scoring.score_submission(*claim)


def overall(submission: Submission, language: str, scope: Scope) -> SubmissionScore:
    return SubmissionScore.objects.get(submission=submission, language=language, scope=scope, dimension="")


def rejudge(row: JudgedImage, verdict: Verdict, *, targets_only: bool = False) -> None:
    """Replace all verdicts of one picture."""
    rubric = row.judge_profile.frozen.protocol.rubric
    wanted = row.image.prompt.target_facets if targets_only else set(rubric.by_path)
    row.judgements.all().delete()
    Judgement.objects.bulk_create(
        judgement(row, d, {f.path: verdict if f.path in wanted else 0 for f in rubric.checklist(d)})
        for d in row.dimensions
    )


def test_a_submission_ends_as_scored_with_every_level_in_both_scopes() -> None:
    submission = judged(verdict=2)
    assert score(submission)
    ended = reloaded(submission)
    assert (ended.outcome, ended.deadline_at, ended.lease_token, ended.public_at) == (Outcome.SCORED, None, None, None)
    assert ended.ended_at is not None
    for scope in Scope:
        assert (overall(submission, "en", scope).mean, overall(submission, "en", scope).images) == (100.0, 24)
    by_level = SubmissionScore.objects.filter(submission=submission, scope=Scope.JUDGED)
    assert by_level.exclude(dimension="").filter(sub_capability="").count() == 5
    assert by_level.exclude(sub_capability="").filter(facet="").count() == 23
    assert by_level.exclude(facet="").count() == 56
    assert ImageScore.objects.filter(judging__submission=submission).count() == 48


def test_the_overall_is_the_mean_over_the_pictures_at_full_precision() -> None:
    submission = judged(verdict=1)
    rows = list(submission.judgings.select_related("image__prompt", "judge_profile").order_by("id"))
    rejudge(rows[0], 2)
    rejudge(rows[1], None)
    assert score(submission)
    mean = overall(submission, "en", Scope.JUDGED)
    assert (mean.mean, mean.images) == ((22 * 60 + 100) / 23, 23)
    nothing = ImageScore.objects.get(judging=rows[1], scope=Scope.JUDGED)
    assert (nothing.overall, nothing.levels) == (None, [])


def test_the_target_scope_counts_the_prompts_target_facets_only() -> None:
    submission = judged(verdict=0)
    for row in submission.judgings.select_related("image__prompt", "judge_profile"):
        rejudge(row, 2, targets_only=True)
    assert score(submission)
    assert overall(submission, "en", Scope.TARGET).mean == 100.0
    assert 0 < overall(submission, "en", Scope.JUDGED).mean < 100


def test_the_languages_are_scored_apart() -> None:
    submission = judged(verdict=1, languages=("en", "zh"))
    for row in submission.judgings.filter(image__language="zh").select_related("image__prompt", "judge_profile"):
        rejudge(row, 2)
    assert score(submission)
    assert overall(submission, "en", Scope.JUDGED).mean == 60.0
    assert overall(submission, "zh", Scope.JUDGED).mean == 100.0


def test_missing_judgements_are_no_zeros() -> None:
    submission = judged(verdict=2)
    Judgement.objects.filter(judging__submission=submission, dimension="Quality").update(
        status="malformed", verdicts=[], reason="no JSON"
    )
    assert score(submission)
    assert overall(submission, "en", Scope.JUDGED).mean == 100.0
    assert not SubmissionScore.objects.filter(submission=submission, dimension="Quality").exists()


def test_a_submission_of_which_nothing_was_judged_ends_without_scores() -> None:
    submission = judged(verdict=None)
    assert score(submission)
    assert reloaded(submission).outcome == Outcome.SCORED
    assert not SubmissionScore.objects.filter(submission=submission).exists()


def test_scoring_with_a_lost_claim_writes_nothing() -> None:
    submission = judged()
    slow = scoring.claim_scoring(submission.pk)
    assert slow is not None
    pass_time(submission, 100)
    quick = scoring.claim_scoring(submission.pk)
    assert quick is not None
    assert not scoring.score_submission(*slow)
    assert SubmissionScore.objects.count() == ImageScore.objects.count() == 0
    assert scoring.score_submission(*quick)
    before = list(SubmissionScore.objects.order_by("pk").values())
    assert not scoring.score_submission(*quick)
    assert list(SubmissionScore.objects.order_by("pk").values()) == before
    assert scoring.claim_scoring(submission.pk) is None


def test_anothers_submission_moves_no_score() -> None:
    first = scored_submission(verdict=1)
    before = list(SubmissionScore.objects.filter(submission=first).values())
    scored_submission(verdict=2)
    assert list(SubmissionScore.objects.filter(submission=first).values()) == before
