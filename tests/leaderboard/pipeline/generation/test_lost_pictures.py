"""Lost pictures are noticed within a day, although nobody asks for them."""

from __future__ import annotations

import shutil

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage

from leaderboard.domain.images.check import inspect_image
from leaderboard.models import Alert, StoredImage
from leaderboard.pipeline.generation.lost_pictures import ALL_FOLDERS, folders_of_hour, look_for_lost_pictures
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.generation.renditions import render
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import pass_time
from tests.object_store import Requests

pytestmark = pytest.mark.django_db


def stored(number: int) -> StoredImage:
    """A picture of two hours ago, with its renditions."""
    data = png(number)
    image = store_bytes(inspect_image(data), data)
    render(image.sha256)
    row = StoredImage.objects.get(pk=image.pk)
    pass_time(row, 7200)
    return row


def test_every_folder_is_looked_at_once_a_day() -> None:
    assert sorted(folder for hour in range(24) for folder in folders_of_hour(hour)) == list(ALL_FOLDERS)


def test_a_lost_original_is_told_and_a_lost_rendition_made_again() -> None:
    kept, original, rendition = stored(1), stored(2), stored(3)
    assert look_for_lost_pictures(ALL_FOLDERS) == 0
    default_storage.delete(original.path)
    default_storage.delete(rendition.rendition_path(1280))
    assert look_for_lost_pictures(ALL_FOLDERS) == 2
    assert Alert.objects.get().subject == original.path
    assert list(StoredImage.objects.filter(rendered_at__isnull=True)) == [rendition]
    render(rendition.sha256)
    assert default_storage.exists(rendition.rendition_path(1280))
    assert StoredImage.objects.get(pk=kept.pk).rendered_at is not None


def test_one_that_was_stored_just_now_is_left_for_later() -> None:
    stored(1)
    young = stored(2)
    pass_time(young, -7200)
    default_storage.delete(young.path)
    assert look_for_lost_pictures(ALL_FOLDERS) == 0


def test_while_the_whole_storage_is_away_nothing_is_told_one_by_one(settings: LazySettings) -> None:
    stored(1)
    shutil.rmtree(settings.MEDIA_ROOT)
    assert look_for_lost_pictures(ALL_FOLDERS) == 0
    assert not Alert.objects.exists()


def test_in_a_bucket_a_folder_costs_two_requests(requests: Requests) -> None:
    image = stored(1)
    requests.taken()
    assert look_for_lost_pictures([int(image.sha256[:2], 16)]) == 0
    assert len(requests.taken()) == 3  # with that whether it is empty
