"""Deleting a picture's files: nothing else is lost, and bytes that are submitted again meanwhile stay."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from leaderboard.domain.images.check import inspect_image
from leaderboard.files.store import store_once
from leaderboard.models import Alert, Deletion, GeneratedImage, StoredImage
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation import deletion, pictures
from leaderboard.pipeline.generation.lost_pictures import ALL_FOLDERS, look_for_lost_pictures
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.generation.renditions import render
from leaderboard.pipeline.work import storage_watch
from tests.factories import scored_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import pass_time
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db(transaction=True)


def stored(number: int) -> StoredImage:
    data = png(number)
    image = store_bytes(inspect_image(data), data)
    render(image.sha256)
    row = StoredImage.objects.get(pk=image.pk)
    pass_time(row, 2 * 24 * 3600)
    return row


def files(image: StoredImage) -> list[bool]:
    return [default_storage.exists(path) for path in deletion.paths(image)]


def test_the_files_go_and_the_row_stays_without_an_alert() -> None:
    image = stored(1)
    storage_watch.file_missed(image.path)
    assert image.rendition_bytes == sum(default_storage.size(path) for path in deletion.paths(image)[1:])
    assert deletion.delete_picture(image, Deletion.AUTHOR) == image.byte_size + image.rendition_bytes
    assert files(image) == [False, False, False]
    assert deletion.delete_picture(image, Deletion.TAKEDOWN) == 0
    storage_watch.file_missed(image.path)
    assert look_for_lost_pictures(ALL_FOLDERS) == 0
    assert not Alert.objects.exists()


def test_nothing_is_deleted_if_the_callers_transaction_fails() -> None:
    image = stored(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        deletion.delete_picture(image, Deletion.RETENTION)
        raise RuntimeError
    assert files(image) == [True, True, True]


def test_the_same_bytes_can_be_stored_again() -> None:
    image = stored(1)
    deletion.delete_picture(image, Deletion.RETENTION)
    data = png(1)
    store_bytes(inspect_image(data), data)
    render(image.sha256)
    assert files(image) == [True, True, True]
    assert StoredImage.objects.get().deleted_at is None


def test_bytes_that_are_stored_between_mark_and_deletion_stay() -> None:
    image = stored(1)
    with transaction.atomic():
        deletion.delete_picture(image, Deletion.RETENTION)
        deletion.restore_row(image.sha256)
    assert files(image) == [True, True, True]


def test_whoever_stores_the_bytes_waits_for_a_deletion_in_progress() -> None:
    image, data = stored(1), png(1)
    StoredImage.objects.filter(pk=image.pk).update(deleted_at=Now(), deleted_because=Deletion.RETENTION)
    overlapping(lambda: deletion.delete_files(image.sha256), lambda: store_bytes(inspect_image(data), data))
    assert default_storage.exists(image.path)
    assert StoredImage.objects.get().deleted_at is None


def test_a_file_without_a_row_is_written_again_if_it_goes_while_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    data = png(1)
    facts = inspect_image(data)
    path = StoredImage(sha256=facts.sha256).path
    store_once(path, data)
    # The file goes at the last moment at which tidying may delete it: before it gets the lock.
    monkeypatch.setattr(pictures, "lock_name", default_storage.delete)
    store_bytes(facts, data)
    assert default_storage.exists(path)


def test_pages_say_why_a_picture_is_gone(client: Client) -> None:
    submission = scored_submission()
    client.force_login(submission.generator.owner)
    image = GeneratedImage.objects.filter(submission=submission).select_related("stored")[0]
    assert image.stored is not None
    deletion.delete_picture(image.stored, Deletion.TAKEDOWN)
    for file in ("thumb", "display", "original"):
        reply = client.get(f"/images/{image.pk}/{file}{'' if file == 'original' else '.webp'}")
        assert reply.status_code == 410, file
    assert "operators took this picture down" in client.get(f"/images/{image.pk}/").content.decode()
