"""What is kept for how long: pictures go when no submission needs them, and published ones never."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from leaderboard.domain.images.check import inspect_image
from leaderboard.models import (
    BundleRun,
    Deletion,
    Evidence,
    GeneratedImage,
    Outcome,
    StoredImage,
    Submission,
    SubmissionScore,
    SupersededEvidence,
    clock,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation.lost_pictures import ALL_FOLDERS
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.site import storage_mark
from leaderboard.pipeline.submission import intake, retention
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.work import transitions
from tests.factories import publish, scored_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures, give_picture, reloaded, upload_bundle
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = timedelta(days=365)


def long_ago(submission: Submission, **times: object) -> Submission:
    """Everything about a submission happened a year ago."""
    Submission.objects.filter(pk=submission.pk).update(
        created_at=Now() - YEAR, **{name: Now() - YEAR for name in ("ended_at", *times)}
    )
    StoredImage.objects.update(stored_at=Now() - YEAR)
    return reloaded(submission)


def scored(number: int = 1) -> tuple[Submission, StoredImage]:
    """A submission of a year ago; the bytes of its first picture are in the storage."""
    submission = scored_submission()
    stored = give_picture(submission.images.order_by("pk")[0], png(number))
    return long_ago(submission), stored


def make_old(name: str) -> None:
    then = time.time() - YEAR.total_seconds()
    os.utime(default_storage.path(name), (then, then))


def tidy() -> None:
    housekeeping.tidy(ALL_FOLDERS)


def test_a_private_submission_loses_its_pictures_after_its_term_and_keeps_its_scores(settings: LazySettings) -> None:
    submission, stored = scored()
    tidy()
    assert default_storage.exists(stored.path), "no term is set"
    settings.SALON_KEEP_PRIVATE_DAYS = 400
    until = retention.kept_until(submission)
    assert until is not None
    assert submission.ended_at is not None
    assert until - submission.ended_at == timedelta(days=400)
    tidy()
    assert default_storage.exists(stored.path), "its term is not over"
    settings.SALON_KEEP_PRIVATE_DAYS = 300
    tidy()
    assert not default_storage.exists(stored.path)
    assert StoredImage.objects.get(pk=stored.pk).deleted_because == Deletion.RETENTION
    assert SubmissionScore.objects.filter(submission=submission).exists()
    assert retention.kept_until(reloaded(submission)) is None
    with pytest.raises(SubmissionRefused, match="its pictures are deleted"):
        make_public(submission)


def test_published_pictures_and_evidence_are_never_deleted(settings: LazySettings) -> None:
    settings.SALON_KEEP_PRIVATE_DAYS = settings.SALON_KEEP_ENDED_DAYS = 1
    storage_mark.mark(new_storage=True)
    submission, stored = scored()
    publish(submission)
    submission = long_ago(submission, public_at=None)
    make_old(stored.path)
    evidence = Evidence.objects.get()
    make_old(evidence.path)
    tidy()
    assert default_storage.exists(stored.path)
    assert default_storage.exists(evidence.path)
    with pytest.raises(SubmissionRefused):
        retention.release(submission)
    with pytest.raises(IntegrityError, match="submission_public_keeps_files"), transaction.atomic():
        Submission.objects.update(files_deleted_at=Now())
    withdraw(submission)
    tidy()
    assert default_storage.exists(stored.path), "it was withdrawn just now"
    long_ago(submission, public_at=None, withdrawn_at=None)
    tidy()
    assert not default_storage.exists(stored.path)
    assert default_storage.exists(evidence.path), "evidence stays"


def test_a_picture_that_another_submission_needs_stays(settings: LazySettings) -> None:
    settings.SALON_KEEP_PRIVATE_DAYS = 300
    (first, stored), (second, same) = scored(), scored()
    assert same == stored
    Submission.objects.filter(pk=second.pk).update(ended_at=Now())
    tidy()
    assert reloaded(first).files_deleted_at
    assert default_storage.exists(stored.path)
    long_ago(second)
    tidy()
    assert not default_storage.exists(stored.path)


def test_a_failed_submission_is_tidied_after_its_own_term() -> None:
    submission, stored = scored()
    Submission.objects.filter(pk=submission.pk).update(outcome=Outcome.FAILED, cause="its endpoint went away")
    out = StringIO()
    call_command("tidy", dry_run=True, stdout=out)
    assert "would be deleted: submissions whose pictures have expired: 1" in out.getvalue()
    assert "would be deleted: pictures that no submission needs: 25" in out.getvalue()
    assert default_storage.exists(stored.path)
    assert not Submission.objects.filter(files_deleted_at__isnull=False).exists()
    call_command("tidy", stdout=out)
    assert not default_storage.exists(stored.path)


def test_an_author_gives_up_the_files_of_a_private_submission() -> None:
    submission, stored = scored()
    retention.release(submission)
    with pytest.raises(SubmissionRefused, match="only once"):
        retention.release(submission)
    tidy()
    assert StoredImage.objects.get(pk=stored.pk).deleted_because == Deletion.AUTHOR
    assert not default_storage.exists(stored.path)


def test_either_publishing_or_giving_up_the_files_succeeds_but_not_both() -> None:
    submission, _ = scored()

    def attempt(act: object) -> bool:
        try:
            act(submission)  # type: ignore[operator]  # one of two functions
        except SubmissionRefused:
            return False
        return True

    assert sum(together([lambda: attempt(make_public), lambda: attempt(retention.release)])) == 1


def test_files_without_a_row_are_deleted_once_they_are_old_and_only_in_the_sites_storage() -> None:
    _, stored = scored()
    names = ("images/00/" + "0" * 64, "renditions/00/" + "0" * 64 + "-320.webp", "images/00/notes.txt")
    for name in names:
        default_storage.save(name, ContentFile(b"nobody's"))
    storage_mark.mark(new_storage=True)
    tidy()
    assert all(default_storage.exists(name) for name in names), "they are young"
    for name in (*names, stored.path):
        make_old(name)
    Path(default_storage.path(storage_mark.FILE)).write_text("another site's")
    tidy()
    assert all(default_storage.exists(name) for name in names), "the storage is another site's"
    default_storage.delete(storage_mark.FILE)
    storage_mark.mark(new_storage=True)
    tidy()
    assert [default_storage.exists(name) for name in names] == [False, False, True]
    assert default_storage.exists(stored.path)


def test_the_files_of_a_deletion_that_broke_off_are_deleted_later() -> None:
    _, stored = scored()
    storage_mark.mark(new_storage=True)
    make_old(stored.path)
    StoredImage.objects.filter(pk=stored.pk).update(deleted_at=Now(), deleted_because=Deletion.TAKEDOWN)
    tidy()
    assert not default_storage.exists(stored.path)


def test_a_picture_without_a_submission_is_deleted_and_can_come_back() -> None:
    data = png(7)
    stored = store_bytes(inspect_image(data), data)
    tidy()
    assert default_storage.exists(stored.path)
    StoredImage.objects.update(stored_at=Now() - YEAR)
    tidy()
    assert not default_storage.exists(stored.path)
    store_bytes(inspect_image(data), data)
    assert default_storage.exists(stored.path)
    tidy()
    assert default_storage.exists(stored.path)


def test_zips_are_kept_for_their_term_after_the_check(settings: LazySettings) -> None:
    settings.SALON_KEEP_BUNDLES_DAYS = 30
    submission = upload_bundle(demo_pictures())
    name = str(submission.bundle.file.name)
    Submission.objects.update(created_at=Now() - YEAR)
    tidy()
    assert default_storage.exists(name), "it is not checked yet"
    Submission.objects.update(created_at=Now())
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    intake.take_in(*claim)
    assert GeneratedImage.objects.filter(submission=submission).exists()
    tidy()
    assert default_storage.exists(name), "its term is not over"
    Submission.objects.update(created_at=Now() - timedelta(days=31))
    tidy()
    assert not default_storage.exists(name)
    assert BundleRun.objects.get().file.name == ""
    transitions.forget_zip(submission.pk)


def test_superseded_evidence_stays_and_evidence_of_nobody_goes() -> None:
    publish(scored()[0])
    storage_mark.mark(new_storage=True)
    evidence = Evidence.objects.get()
    facts = {"submission": evidence.submission, "byte_size": 1, "hidden": False, "written_at": clock.read()}
    earlier = SupersededEvidence.objects.create(sha256="1" * 64, **facts)
    nobodys = Evidence(sha256="2" * 64).path
    for name in (earlier.path, nobodys):
        default_storage.save(name, ContentFile(b"replies"))
        make_old(name)
    make_old(evidence.path)
    tidy()
    assert [default_storage.exists(name) for name in (evidence.path, earlier.path, nobodys)] == [True, True, False]
