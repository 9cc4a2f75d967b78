"""The same pictures under the site's current judge profile: a new submission, and files that nobody deletes early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F

from leaderboard.domain.stages import Stage
from leaderboard.models import GeneratedImage, ImageStatus, JudgeProfile, Kind, Outcome, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.pictures import exclude
from leaderboard.pipeline.administration.takedown import take_down_picture
from leaderboard.pipeline.loading.suites import load_profile
from leaderboard.pipeline.submission import newer_judge, retention
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import quota, storage_use, transitions
from leaderboard.queries.submissions import progress
from tests.factories import _pixel_profile, load_pixel_profile, scored_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import give_picture, judge, reloaded
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)
OPERATOR = Actor("operator@example.org", 1)


@pytest.fixture
def newer(db: None) -> JudgeProfile:
    """A newer version of the site's judge profile."""
    load_pixel_profile()
    files = {name: text.replace('version = "3"', 'version = "99"', 1) for name, text in _pixel_profile().items()}
    return load_profile(files)[0]


@pytest.fixture
def source(db: None) -> Submission:
    """A scored submission under the older profile."""
    return scored_submission(kind=Kind.ENDPOINT, languages=["en", "zh"])


def test_the_new_submission_has_the_same_files_and_is_judged_without_generation(
    source: Submission, newer: JudgeProfile
) -> None:
    left = quota.quota_state(source.generator.team).left
    would = newer_judge.foresee(source)
    assert (would.profile, would.pictures, would.missing) == (newer, 48, 0)
    again = newer_judge.rejudge(source, source.generator.owner)
    assert (again.judge_profile, again.pictures_of, again.kind) == (newer, source, Kind.ENDPOINT)
    assert again.stage == Stage.GENERATION
    assert quota.quota_state(source.generator.team).left == left - 1
    files = GeneratedImage.objects.order_by("id").values_list("prompt", "language", "stored")
    assert list(files.filter(submission=again)) == list(files.filter(submission=source))
    transitions.advance(again.pk)
    assert reloaded(again).stage == Stage.JUDGING
    for row in again.judgings.order_by("id"):
        judge(row)
    transitions.advance(again.pk)
    state = progress(reloaded(again))
    assert (state.stage, state.calls_recorded) == (Stage.SCORING, would.calls)
    assert [stage.state for stage in state.stages][:3] == ["done"] * 3
    assert reloaded(source).outcome == Outcome.SCORED


def test_the_same_pictures_are_judged_once_per_profile(source: Submission, newer: JudgeProfile) -> None:
    again = newer_judge.rejudge(source, source.generator.owner)
    for one in (source, again):
        assert newer_judge.possible(one) is None
    with pytest.raises(SubmissionRefused, match=f"submission {again.pk} has the same pictures"):
        newer_judge.rejudge(source, source.generator.owner)
    copied = Submission.objects.get(pk=again.pk)
    copied.pk = None
    with pytest.raises(IntegrityError, match="submission_pictures_once_per_profile"), transaction.atomic():
        copied.save()
    transitions.fail(again.pk, "the judge was away", our_fault=True)
    assert newer_judge.possible(source) is not None
    assert list(newer_judge.siblings(source)) == [again]


@real
def test_two_at_once_make_one(transactional_db: None, newer: JudgeProfile) -> None:
    source = scored_submission()

    def rejudge() -> bool:
        try:
            newer_judge.rejudge(source, source.generator.owner)
        except SubmissionRefused:
            return False
        return True

    assert sorted(together([rejudge, rejudge])) == [False, True]


def test_what_cannot_be_judged_again_says_why(source: Submission, newer: JudgeProfile) -> None:
    Submission.objects.filter(pk=source.pk).update(kind=Kind.IMPORT)
    with pytest.raises(SubmissionRefused, match="imported"):
        newer_judge.rejudge(reloaded(source), source.generator.owner)
    Submission.objects.filter(pk=source.pk).update(kind=Kind.BUNDLE, judge_profile=newer)
    with pytest.raises(SubmissionRefused, match="the site's current judge profile"):
        newer_judge.rejudge(reloaded(source), source.generator.owner)
    retention.release(source)
    with pytest.raises(SubmissionRefused, match="are deleted"):
        newer_judge.rejudge(reloaded(source), source.generator.owner)


def test_what_operators_decided_about_a_picture_stays(source: Submission, newer: JudgeProfile) -> None:
    excluded, removed = source.images.order_by("id")[:2]
    exclude(excluded.pk, OPERATOR, "Not made by the model.")
    take_down_picture(removed.pk, OPERATOR, "A court's order.")
    again = newer_judge.rejudge(source, source.generator.owner)
    first, second = again.images.order_by("id")[:2]
    assert (first.excluded_at is not None, first.excluded_reason) == (True, "Not made by the model.")
    assert (second.status, second.stored, second.cause) == (ImageStatus.FAILED, None, newer_judge.DELETED)
    assert again.judgings.count() == 47


def test_files_stay_until_no_submission_needs_them_and_are_counted_once(
    source: Submission, newer: JudgeProfile
) -> None:
    image = source.images.order_by("id")[0]
    stored = give_picture(image, png(7))
    before = storage_use.use_of(source.generator.team).pictures
    again = newer_judge.rejudge(source, source.generator.owner)
    storage_use.count(source.generator.team_id)
    assert storage_use.use_of(source.generator.team).pictures == before
    StoredImage.objects.update(stored_at=F("stored_at") - timedelta(days=3))
    retention.release(source)
    retention.delete_unneeded_pictures(range(256))
    assert default_storage.exists(stored.path)
    transitions.fail(again.pk, "the test is over")
    Submission.objects.filter(pk=again.pk).update(files_deleted_at=Now(), files_deleted_because="author")
    with transaction.atomic():
        retention.delete_unneeded_pictures(range(256))
    assert StoredImage.objects.get(pk=stored.pk).deleted_at is not None


def test_practice_stays_practice(newer: JudgeProfile) -> None:
    source = scored_submission(practice_rule=1)
    again = newer_judge.rejudge(source, source.generator.owner)
    assert again.is_practice
    assert quota.quota_state(source.generator.team, practice=True).left == 19
