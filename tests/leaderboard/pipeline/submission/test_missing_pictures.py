"""Failed pictures are requested again: only those without a file, from the same endpoint, within a day, twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    EndpointRun,
    GeneratedImage,
    ImageStatus,
    Kind,
    Outcome,
    QuotaEntry,
    RepeatedPicture,
    StoredImage,
    Submission,
    SubmissionScore,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation import pictures as generation
from leaderboard.pipeline.submission import cancelling, missing_pictures
from leaderboard.pipeline.submission.keys import open_key
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import quota, transitions
from tests.factories import scored_submission
from tests.leaderboard.pipeline.runs import (
    SPEC,
    endpoint_submission,
    generate,
    judge,
    new_stored_image,
    pass_time,
    reloaded,
    scored_again,
)
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)


def incomplete(pictures: int = 4, failed: int = 2) -> Submission:
    """A scored submission some of whose pictures failed."""
    submission = endpoint_submission(pictures=pictures)
    EndpointRun.objects.filter(submission=submission).update(size=SPEC.size, delivered=True)
    images = list(submission.images.order_by("id"))
    for image in images[failed:]:
        assert generate(image)
    left = GeneratedImage.objects.filter(pk__in=[image.pk for image in images[:failed]])
    left.update(status=ImageStatus.FAILED, cause="500 from the endpoint", failures=5)
    transitions.advance(submission.pk)
    for row in submission.judgings.order_by("id"):
        judge(row)
    return scored_again(submission)


def test_just_the_missing_pictures_are_requested_and_the_scores_follow() -> None:
    submission = incomplete()
    kept = dict(submission.images.filter(stored__isnull=False).values_list("pk", "stored"))
    left = quota.quota_state(submission.generator.team).left
    would = missing_pictures.repeat(submission, SPEC)
    assert (would.pictures, would.round) == (2, 1)
    row = reloaded(submission)
    assert (row.outcome, row.stage, row.ended_at, row.is_waiting) == (Outcome.RUNNING, Stage.GENERATION, None, False)
    assert row.deadline_at is not None
    assert not SubmissionScore.objects.filter(submission=submission).exists()
    run = EndpointRun.objects.get(submission=submission)
    assert open_key(bytes(run.sealed_key or b"")) == SPEC.api_key
    missing = list(submission.images.filter(status=ImageStatus.PLANNED))
    assert [image.failures for image in missing] == [0, 0]
    for image in missing:
        assert generate(image)
    transitions.advance(submission.pk)
    assert EndpointRun.objects.get(submission=submission).sealed_key is None
    for judging in submission.judgings.filter(status="planned"):
        judge(judging)
    transitions.advance(submission.pk)
    assert reloaded(submission).stage == Stage.SCORING
    after = scored_again(submission)
    assert SubmissionScore.objects.get(submission=after, dimension="", scope="judged").images == 4
    assert dict(submission.images.filter(pk__in=kept).values_list("pk", "stored")) == kept
    assert quota.quota_state(submission.generator.team).left == left
    causes = RepeatedPicture.objects.values_list("round", "cause", "failures")
    assert list(causes) == [(1, "500 from the endpoint", 5)] * 2
    with pytest.raises(SubmissionRefused, match="no picture of this submission is missing"):
        missing_pictures.repeat(after, SPEC)


def test_after_two_rounds_it_is_over() -> None:
    submission = incomplete(failed=1)
    for number in (1, 2):
        assert missing_pictures.repeat(submission, SPEC).round == number
        submission.images.filter(status=ImageStatus.PLANNED).update(status=ImageStatus.FAILED, cause="again")
        scored_again(submission)
    with pytest.raises(SubmissionRefused, match="repeated 2 times already"):
        missing_pictures.repeat(reloaded(submission), SPEC)
    image = submission.images.get(status=ImageStatus.FAILED)
    assert missing_pictures.earlier_causes(submission) == {image.pk: ["500 from the endpoint", "again"]}
    with pytest.raises(IntegrityError, match="repeat_rounds_are_limited"), transaction.atomic():
        RepeatedPicture.objects.create(image=image, round=3, cause="again", failures=1)


def test_a_run_that_failed_for_its_endpoint_gets_a_turn_of_its_own() -> None:
    submission = endpoint_submission(pictures=3)
    EndpointRun.objects.filter(submission=submission).update(size=SPEC.size)
    QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=Now())
    transitions.fail(submission.pk, "The endpoint failed.")
    would = missing_pictures.repeat(reloaded(submission), SPEC)
    assert would.pictures == 3
    row = reloaded(submission)
    assert row.admitted_at is not None
    assert row.share_end is not None
    assert (row.outcome, row.cause) == (Outcome.RUNNING, "")
    assert generate(submission.images.order_by("id")[0])


@pytest.mark.parametrize(
    "other",
    [
        {"base_url": "https://other.example.org/v1"},
        {"base_url": "https://images.example.org/v2"},
        {"model": "better"},
        {"size": "1024x1024"},
    ],
)
def test_another_endpoint_model_or_size_is_refused(other: dict[str, str]) -> None:
    submission = incomplete()
    before = Submission.objects.values().get(pk=submission.pk)
    with pytest.raises(SubmissionRefused, match="the same endpoint, model and size"):
        missing_pictures.repeat(submission, replace(SPEC, **other))  # type: ignore[arg-type]
    assert Submission.objects.values().get(pk=submission.pk) == before
    assert not RepeatedPicture.objects.exists()


def test_what_cannot_be_repeated_says_why() -> None:
    late, public, refunded, cancelled = incomplete(), incomplete(), incomplete(), endpoint_submission(pictures=2)
    Submission.objects.filter(pk=late.pk).update(ended_at=Now() - missing_pictures.ALLOWED_FOR)
    make_public(public)
    entry = QuotaEntry.objects.create(user=refunded.generator.owner, submission=refunded, debited_at=Now())
    QuotaEntry.objects.filter(pk=entry.pk).update(refunded_at=Now())
    cancelling.cancel(cancelled)
    removed = incomplete()
    StoredImage.objects.filter(generatedimage__submission=removed).update(deleted_at=Now())
    bundle = scored_submission(kind=Kind.BUNDLE)
    for submission, reason in (
        (late, "for a day after the end"),
        (public, "is or was public"),
        (refunded, "was refunded"),
        (cancelled, "was cancelled"),
        (removed, "was taken down"),
        (bundle, "only pictures from an endpoint"),
        (endpoint_submission(), "is scored or has failed"),
    ):
        with pytest.raises(SubmissionRefused, match=reason):
            missing_pictures.repeat(reloaded(submission), SPEC)
        assert missing_pictures.possible(reloaded(submission)) is None


def test_a_late_picture_of_the_first_round_is_refused() -> None:
    submission = endpoint_submission(pictures=2)
    EndpointRun.objects.filter(submission=submission).update(size=SPEC.size)
    image = submission.images.order_by("id")[0]
    claim = generation.claim_image(image.pk)
    assert claim is not None
    transitions.fail(submission.pk, "The endpoint failed.")
    missing_pictures.repeat(reloaded(submission), SPEC)
    assert not generation.record_image(*claim, new_stored_image())
    pass_time(image, 5)
    assert generate(image)


@real
def test_two_requests_at_once_make_one_round() -> None:
    submission = incomplete()

    def repeat() -> bool:
        try:
            missing_pictures.repeat(submission, SPEC)
        except SubmissionRefused:
            return False
        return True

    assert sorted(together([repeat, repeat])) == [False, True]
    assert RepeatedPicture.objects.count() == 2
