"""Files move between a folder and an object store and back: each is verified, and a repeated run copies the rest."""

from __future__ import annotations

import hashlib
import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from leaderboard.files.bucket import BucketStorage
from leaderboard.files.moving import storage_of
from leaderboard.files.site_storage import SiteStorage
from leaderboard.files.storage import WholeFileStorage
from tests.object_store import ObjectStore

FILES = {f"images/{n}/{hashlib.sha256(bytes([n])).hexdigest()}": bytes([n]) for n in range(20)}
FILES |= {"releases/demo/1/board.csv": b"a,b\n", "empty": b"", "bundles/2026/11/large.zip": bytes(20 * 2**20)}


@pytest.fixture
def place(object_store: ObjectStore, bucket: BucketStorage) -> str:
    """The address of an empty bucket."""
    return object_store.url(uuid.uuid4().hex)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    storage = WholeFileStorage(location=str(tmp_path / "from"))
    for name, data in FILES.items():
        storage.save(name, ContentFile(data))
    return tmp_path / "from"


def move(source: object, target: object, **options: bool) -> str:
    out = StringIO()
    call_command("move_files", str(source), str(target), stdout=out, stderr=out, **options)
    return out.getvalue()


def content(storage: SiteStorage) -> dict[str, bytes]:
    found = {}
    for entry in storage.entries():
        with storage.open(entry.name) as file:
            found[entry.name] = file.read()
    return found


def test_files_go_into_a_bucket_and_back(folder: Path, place: str, tmp_path: Path) -> None:
    assert "23 of 23 files done, 23 of them copied" in move(folder, place)
    assert content(storage_of(place)) == FILES
    assert "23 of 23 files compared" in move(folder, place, check=True)
    assert "23 of them copied" in move(place, tmp_path / "back")
    assert content(storage_of(str(tmp_path / "back"))) == FILES


def test_a_repeated_run_copies_what_is_missing_or_cut_short(folder: Path, place: str) -> None:
    move(folder, place)
    target = storage_of(place)
    target.delete("empty")
    target.save("releases/demo/1/board.csv", ContentFile(b"a"))
    assert "23 of 23 files done, 2 of them copied" in move(folder, place)
    assert content(target) == FILES


def test_a_damaged_file_is_named_and_not_copied(folder: Path, place: str) -> None:
    name = next(iter(FILES))
    (folder / name).write_bytes(b"not what was stored")
    with pytest.raises(CommandError, match="1 files are missing, damaged or different"):
        move(folder, place)
    assert set(content(storage_of(place))) == FILES.keys() - {name}


def test_the_check_finds_what_differs_or_is_missing(
    folder: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    move(folder, place)
    target = storage_of(place)
    target.save("releases/demo/1/board.csv", ContentFile(b"a;b\n"))
    target.delete("empty")
    with pytest.raises(CommandError, match="2 files are missing, damaged or different"):
        call_command("move_files", str(folder), place, check=True)
    told = capsys.readouterr().err
    assert "releases/demo/1/board.csv: its SHA-256 differs between the source and the target" in told
    assert "empty: the target does not have it" in told


def test_half_written_files_stay_behind(folder: Path, place: str) -> None:
    (folder / ".0123.part").write_bytes(b"half")
    move(folder, place)
    assert content(storage_of(place)) == FILES


def test_places_that_cannot_be_used_are_named(folder: Path, place: str, tmp_path: Path) -> None:
    for source, target, told in (
        (tmp_path / "nowhere", place, "there is no folder"),
        (folder, folder, "the same place"),
        (
            folder,
            "s3://salon?endpoint=http://127.0.0.1:1",
            "no files can be written to the target: not writable: the object store",
        ),
        (folder, "gs://salon", "begins with gs://"),
        ("s3://nowhere?" + place.partition("?")[2], tmp_path / "to", "NoSuchBucket"),
    ):
        with pytest.raises(CommandError, match=told):
            move(source, target)
