"""The mark of the storage, and when a storage is made the site's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from leaderboard.models import MarkName, SiteMark
from leaderboard.pipeline.site import storage_mark
from tests.factories import stored_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Any:
    """Uses the folder of this name from now on."""

    def use(name: str) -> Path:
        settings.MEDIA_ROOT = str(tmp_path / name)
        return tmp_path / name

    return use


def test_an_empty_storage_of_a_new_site_is_marked_once(places: Any) -> None:
    folder = places("first")
    assert "run manage.py prepare_database" in storage_mark.difference()
    storage_mark.mark()
    mark = (folder / storage_mark.FILE).read_text()
    storage_mark.mark()
    assert (folder / storage_mark.FILE).read_text() == mark
    assert storage_mark.difference() == ""


def test_another_folder_differs_and_is_marked_only_while_nothing_is_stored(places: Any) -> None:
    places("first")
    storage_mark.mark()
    places("second")
    assert storage_mark.difference().startswith("is not the site's")
    stored_image("a picture")
    with pytest.raises(storage_mark.WrongStorage, match="none of the site's newest pictures: mount it"):
        storage_mark.mark()
    storage_mark.mark(new_storage=True)
    assert storage_mark.difference() == ""


def test_a_folder_with_the_sites_pictures_is_the_sites(places: Any) -> None:
    picture = stored_image("a picture")
    path = places("of an earlier version") / picture.path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a picture")
    storage_mark.mark()
    assert storage_mark.difference() == ""


def test_the_storage_of_another_site_is_refused(places: Any) -> None:
    folder = places("shared")
    storage_mark.mark()
    SiteMark.objects.filter(name=MarkName.STORAGE).update(value="of the second site")
    assert storage_mark.difference() == "is another site's"
    with pytest.raises(storage_mark.WrongStorage, match="give each site its own folder"):
        storage_mark.mark()
    storage_mark.mark(new_storage=True)
    assert (folder / storage_mark.FILE).read_text() == "of the second site"


def test_a_new_database_takes_over_the_mark_of_its_storage(places: Any) -> None:
    folder = places("kept")
    storage_mark.mark()
    mark = (folder / storage_mark.FILE).read_text()
    SiteMark.objects.all().delete()
    storage_mark.mark()
    assert (folder / storage_mark.FILE).read_text() == mark
