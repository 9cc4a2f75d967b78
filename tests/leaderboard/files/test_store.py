"""What is stored under the name of its content is right in the end, whatever was there and whoever writes too."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.images.redraw import rendition
from leaderboard.files.store import store_once
from leaderboard.models import StoredImage
from leaderboard.pipeline.generation import pictures, renditions
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import new_facts
from tests.leaderboard.pipeline.threads import together

PATH = "images/ab/abcd"
DATA = b"the bytes of a picture" * 100_000


def files(settings: LazySettings) -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def content(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())


def test_what_is_there_is_not_written_again() -> None:
    store_once(PATH, DATA)
    first = default_storage.get_modified_time(PATH)
    store_once(PATH, DATA)
    assert default_storage.get_modified_time(PATH) == first
    assert content(PATH) == DATA


@pytest.mark.parametrize("torn", [b"", DATA[:100]], ids=["empty", "a part"])
def test_a_file_that_was_cut_short_is_replaced(torn: bytes, settings: LazySettings) -> None:
    default_storage.save(PATH, ContentFile(torn))
    store_once(PATH, DATA)
    assert content(PATH) == DATA
    assert files(settings) == ["abcd"]


def test_racing_writers_leave_one_right_file(settings: LazySettings) -> None:
    paths = [f"images/{number}" for number in range(20)]
    for path in paths:
        together([partial(store_once, path, DATA)] * 4)
        assert content(path) == DATA
    assert len(files(settings)) == len(paths)


def test_racing_with_a_torn_file_in_place_leaves_one_right_file(settings: LazySettings) -> None:
    default_storage.save(PATH, ContentFile(DATA[:100]))
    together([partial(store_once, PATH, DATA)] * 4)
    assert content(PATH) == DATA
    assert files(settings) == ["abcd"]


@pytest.mark.django_db
def test_a_torn_picture_is_put_right_when_it_comes_again() -> None:
    facts = new_facts(DATA)
    path = StoredImage(sha256=facts.sha256).path
    default_storage.save(path, ContentFile(DATA[:100]))
    assert pictures.store_bytes(facts, DATA).path == path
    assert content(path) == DATA


@pytest.mark.django_db
def test_a_torn_copy_for_the_pages_is_put_right() -> None:
    stored = pictures.store_bytes(inspect_image(png()), png())
    default_storage.save(stored.rendition_path(320), ContentFile(b"RIFF, and no more"))
    renditions.render(stored.sha256)
    assert content(stored.rendition_path(320)) == rendition(png(), max_side=320)
