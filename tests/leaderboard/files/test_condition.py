"""Whether the storage takes files: looked at before each call that somebody pays for."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from leaderboard.files import condition
from leaderboard.files.reading import LostFile, StorageAway, read_stored
from leaderboard.files.storage import WholeFileStorage

SHA256_OF_TEXT = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
PATH = f"images/98/{SHA256_OF_TEXT}"
Usage = namedtuple("Usage", ["total", "used", "free"])


def with_free(monkeypatch: pytest.MonkeyPatch, free: int, total: int = 2**40) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, total - free, free))


def test_a_sound_storage_has_no_fault_and_is_left_as_it_was(settings: LazySettings) -> None:
    assert WholeFileStorage().fault() == ""
    assert list(Path(settings.MEDIA_ROOT).iterdir()) == []


def test_too_little_space_is_a_fault(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SALON_STORAGE_RESERVE_BYTES = 256 * 2**20
    with_free(monkeypatch, 255 * 2**20)
    assert WholeFileStorage().fault() == "full: 255 MiB are free, and 256 MiB are kept free"
    with_free(monkeypatch, 257 * 2**20)
    assert WholeFileStorage().fault() == ""
    # Of a small disk no more than a twentieth is kept free.
    with_free(monkeypatch, 10 * 2**20, total=100 * 2**20)
    assert WholeFileStorage().fault() == ""


def test_a_folder_that_cannot_be_written_is_a_fault(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    assert WholeFileStorage().fault() == "not writable: Not a directory"


def test_calls_in_quick_succession_share_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter(["", "full", "full"])
    monkeypatch.setattr(WholeFileStorage, "fault", lambda _: next(looks))
    assert [condition.storage_fault(), condition.storage_fault()] == ["", ""]
    monkeypatch.setattr(condition, "LOOKED_AT_FOR_S", 0.0)
    assert condition.storage_fault() == "full"


def test_a_file_is_read_if_it_is_what_was_stored() -> None:
    default_storage.save(PATH, ContentFile(b"text"))
    assert read_stored(PATH) == b"text"
    default_storage.save(PATH, ContentFile(b"tex"))
    with pytest.raises(LostFile, match="its 3 bytes are not those that were stored"):
        read_stored(PATH)
    default_storage.delete(PATH)
    with pytest.raises(LostFile, match="it is missing"):
        read_stored(PATH)


def test_a_storage_without_any_file_is_away(settings: LazySettings) -> None:
    with pytest.raises(StorageAway, match="its disk may not be mounted"):
        read_stored(PATH)
    Path(settings.MEDIA_ROOT).mkdir()
    with pytest.raises(StorageAway, match="its disk may not be mounted"):
        read_stored(PATH)
