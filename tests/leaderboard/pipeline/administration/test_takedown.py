"""Taking down: the files are gone and cannot come back, and what others have of the same bytes is decided openly."""

from __future__ import annotations

import contextlib

import pytest
from django.core.files.storage import default_storage

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.images.faults import ImageFault
from leaderboard.models import (
    Alert,
    AuditEntry,
    Board,
    Deletion,
    Evidence,
    GeneratedImage,
    Outcome,
    StoredImage,
    Submission,
    SupersededEvidence,
)
from leaderboard.pipeline.administration import erasing
from leaderboard.pipeline.administration.pictures import exclude
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.administration.takedown import take_down_picture, take_down_submission
from leaderboard.pipeline.generation import deletion
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.generation.renditions import render
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.publishing.evidence import EvidenceTakenDown, ensure_evidence
from leaderboard.pipeline.tidying.housekeeping import tidy
from tests.factories import judge_all, publish, running_submission, scored_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.pipeline.runs import reloaded
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "A court ordered it."


def with_pictures(submission: Submission, first: int) -> Submission:
    """Give the submission real files, numbered from ``first``."""
    for number, image in enumerate(submission.images.order_by("pk")[:3], first):
        data = png(number)
        stored = store_bytes(inspect_image(data), data)
        render(stored.sha256)
        GeneratedImage.objects.filter(pk=image.pk).update(stored=stored)
    return reloaded(submission)


def images(submission: Submission) -> list[GeneratedImage]:
    return list(submission.images.select_related("stored").order_by("pk")[:3])


def files_there(image: GeneratedImage) -> bool:
    assert image.stored is not None
    return any(default_storage.exists(path) for path in deletion.paths(image.stored))


@pytest.fixture
def public() -> Submission:
    submission = with_pictures(scored_submission(), 1)
    publish(submission)
    return submission


def test_a_pictures_files_go_its_hash_and_scores_stay(public: Submission) -> None:
    image, kept = images(public)[:2]
    take_down_picture(image.pk, ANNA, WHY)
    assert (files_there(image), files_there(kept)) == (False, True)
    stored = StoredImage.objects.get(pk=image.stored_id)
    assert (stored.is_taken_down, stored.deleted_reason) == (True, WHY)
    assert AuditEntry.objects.get().details == {"sha256": stored.pk, "also_in": []}
    publishing.publish_board(Board.objects.get().pk)
    assert Board.objects.get().releases.count() == 1  # nothing of the standings changed
    with pytest.raises(ActionRefused, match="already"):
        take_down_picture(image.pk, ANNA, WHY)


def test_the_same_bytes_cannot_be_stored_again_nor_by_somebody_who_is_just_doing_so(public: Submission) -> None:
    image, data = images(public)[0], png(1)
    overlapping(lambda: take_down_picture(image.pk, ANNA, WHY), lambda: _store_or_refused(data))
    assert not files_there(image)
    with pytest.raises(ImageFault, match=WHY):
        store_bytes(inspect_image(data), data)
    tidy()
    assert not files_there(image)
    assert not Alert.objects.exists()


def _store_or_refused(data: bytes) -> None:
    with contextlib.suppress(ImageFault):
        store_bytes(inspect_image(data), data)


def test_a_picture_that_was_deleted_before_cannot_come_back_either(public: Submission) -> None:
    image, data = images(public)[0], png(1)
    assert image.stored is not None
    deletion.delete_picture(image.stored, Deletion.AUTHOR)
    take_down_picture(image.pk, ANNA, WHY)
    with pytest.raises(ImageFault):
        store_bytes(inspect_image(data), data)


def test_runs_that_have_the_picture_end(public: Submission) -> None:
    running = running_submission()
    judge_all(running)
    with_pictures(running, 1)
    take_down_picture(images(public)[0].pk, ANNA, WHY)
    assert (reloaded(running).outcome, WHY in reloaded(running).cause) == (Outcome.FAILED, True)


def test_a_submissions_files_go_but_not_those_that_another_one_has(public: Submission) -> None:
    other = with_pictures(scored_submission(), 3)  # its first picture is the third of ``public``
    evidence = Evidence.objects.get(submission=public)
    told = take_down_submission(public.pk, ANNA, WHY)
    assert (told.kept, told.also_in) == (1, (other.pk,))
    assert [files_there(image) for image in images(public)] == [False, False, True]
    assert not default_storage.exists(evidence.path)
    assert SupersededEvidence.objects.get(submission=public).erased_at is not None
    with pytest.raises(EvidenceTakenDown):
        ensure_evidence(public)
    assert not default_storage.exists(evidence.path)
    release = publishing.publish_board(Board.objects.get().pk)
    assert release is not None
    assert not release.rows.exists()
    assert Board.objects.get().releases.get(number=1).rows.get().evidence_sha256 == evidence.sha256
    take_down_submission(other.pk, ANNA, WHY)
    assert not files_there(images(public)[2])


def test_a_running_submission_ends(public: Submission) -> None:
    running = running_submission()
    take_down_submission(running.pk, ANNA, WHY)
    assert reloaded(running).outcome == Outcome.FAILED


def test_earlier_evidence_goes_once_the_picture_is_taken_down_and_excluded(public: Submission) -> None:
    image, before = images(public)[0], Evidence.objects.get(submission=public)
    take_down_picture(image.pk, ANNA, WHY)
    exclude(image.pk, ANNA, WHY)
    assert erasing.erase_evidence(list(erasing.due_evidence().values_list("pk", flat=True))) == 1
    publishing.publish_board(Board.objects.get().pk)
    after = Evidence.objects.get(submission=public)
    assert (default_storage.exists(before.path), default_storage.exists(after.path)) == (False, True)
