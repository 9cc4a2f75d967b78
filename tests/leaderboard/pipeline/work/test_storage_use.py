"""What an account uses: counted from rows, in a constant number of statements, and limited at every way in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import (
    GeneratedImage,
    Outcome,
    StoredImage,
    Submission,
    SubmissionStorage,
    UploadSession,
    User,
    clock,
    personal_team,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission import retention
from leaderboard.pipeline.submission.storage_quota import StorageExhausted
from leaderboard.pipeline.submission.submit import submit_bundle, submit_endpoint
from leaderboard.pipeline.submission.uploads import check
from leaderboard.pipeline.work import storage_use
from tests.factories import (
    GeneratorFactory,
    UserFactory,
    load_demo_suite,
    load_pixel_profile,
    publish,
    scored_submission,
)
from tests.leaderboard.pipeline.runs import SPEC, demo_pictures, upload_bundle

pytestmark = pytest.mark.django_db
BYTES = 24 * 1000  # of the pictures that tests.factories makes for the demo suite


def scored(owner: User, **fields: Any) -> Submission:
    return scored_submission(generator=GeneratorFactory.create(owner=owner), **fields)


def test_zip_pictures_copies_and_evidence_add_up() -> None:
    owner = UserFactory.create()
    submission = scored(owner)
    StoredImage.objects.update(rendition_bytes=10)
    publish(submission)
    waiting = upload_bundle(demo_pictures(), generator=submission.generator)
    scored_submission()
    use = storage_use.use_of(personal_team(owner))
    assert (use.pictures, use.renditions) == (BYTES, 240)
    assert use.zips == waiting.bundle.byte_size
    assert use.evidence == submission.evidence.byte_size
    assert use.total == BYTES + 240 + use.zips + use.evidence
    of_one = storage_use.use_of_submission(submission)
    assert (of_one.pictures, of_one.zips, of_one.evidence) == (BYTES, 0, use.evidence)


def test_a_picture_counts_once_in_each_submission_that_has_it() -> None:
    owner = UserFactory.create()
    first, second = scored(owner), scored(owner)
    shared = first.images.order_by("pk")[0].stored
    GeneratedImage.objects.filter(submission=second).update(stored=shared)
    assert storage_use.use_of(personal_team(owner)).pictures == BYTES + 1000


def test_running_submissions_are_counted_again_and_settled_ones_are_not() -> None:
    owner = UserFactory.create()
    submission = scored(owner)
    storage_use.use_of(personal_team(owner))
    GeneratedImage.objects.filter(submission=submission).update(status="failed", cause="…", stored=None)
    assert storage_use.use_of(personal_team(owner)).pictures == BYTES, "counted within the last minute"
    SubmissionStorage.objects.update(counted_at=Now() - timedelta(minutes=2))
    assert storage_use.use_of(personal_team(owner)).pictures == 0, "it ended just now"
    Submission.objects.update(ended_at=Now() - timedelta(days=30))
    SubmissionStorage.objects.update(counted_at=Now() - timedelta(minutes=2), picture_bytes=5)
    assert storage_use.count(personal_team(owner).pk) == 0
    SubmissionStorage.objects.update(counted_at=Now() - timedelta(days=8))
    assert (storage_use.count(personal_team(owner).pk), storage_use.count()) == (0, 1), (
        "once a week, and not in a request"
    )


def test_deleted_files_do_not_count() -> None:
    owner = UserFactory.create()
    submission = scored(owner)
    assert storage_use.use_of(personal_team(owner)).pictures == BYTES
    StoredImage.objects.filter(pk=submission.images.order_by("pk")[0].stored_id).update(deleted_at=Now())
    SubmissionStorage.objects.update(counted_at=Now() - timedelta(minutes=2))
    assert storage_use.use_of(personal_team(owner)).pictures == BYTES - 1000
    retention.release(submission)
    assert storage_use.use_of(personal_team(owner)).pictures == 0


def test_the_statements_do_not_grow_with_the_submissions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    owner = UserFactory.create()
    team = personal_team(owner)
    for _ in range(2):
        scored(owner)
        with django_assert_num_queries(4):
            storage_use.use_of(team)


def test_every_way_in_is_closed_when_the_account_is_full(settings: LazySettings) -> None:
    load_pixel_profile()
    owner = UserFactory.create()
    submission = scored(owner)
    team = submission.generator.team
    settings.SALON_ACCOUNT_STORAGE_GIB = 1
    SubmissionStorage.objects.update_or_create(
        submission=submission, defaults={"picture_bytes": 2**30, "rendition_bytes": 0, "counted_at": clock.read()}
    )
    said = "use 1.0.GB of the 1.0.GB of your account, and this one needs .* more; delete the files"
    with pytest.raises(StorageExhausted, match=said):
        check(team, 1)
    with pytest.raises(StorageExhausted, match=said):
        submit_endpoint(submission.generator, load_demo_suite(), ["en"], SPEC)
    with pytest.raises(StorageExhausted, match=said):
        submit_bundle(submission.generator, load_demo_suite(), ["en"], SimpleUploadedFile("a.zip", b"x"))
    team.storage_quota_gib = 2
    check(team, 2**30)
    with pytest.raises(StorageExhausted):
        check(team, 2**30 + 1)
    UploadSession.objects.create(
        owner=owner,
        generator=submission.generator,
        suite=submission.suite,
        languages=["en"],
        byte_size=2**20,
        part_bytes=2**20,
        name="bundles/direct/1.zip",
        expires_at=clock.read(),
    )
    with pytest.raises(StorageExhausted):
        check(team, 2**30)
    settings.SALON_ACCOUNT_STORAGE_GIB = 0
    team.storage_quota_gib = None
    check(team, 2**40 if settings.SALON_BUNDLE_MAX_BYTES > 2**40 else 1)
    assert Submission.objects.exclude(outcome=Outcome.SCORED).count() == 0
