"""A file in the storage is whole: writes that break off leave nothing, and writes of the same name replace."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.module_loading import import_string

from leaderboard import settings as site_settings
from leaderboard.files.storage import WholeFileStorage

NAME = "images/ab/abcd"

KILLED_WHILE_WRITING = """
import os, signal, sys
from django.conf import settings
settings.configure()
from django.core.files.base import ContentFile
from leaderboard.files.storage import WholeFileStorage

class Content(ContentFile):
    def chunks(self, chunk_size=None):
        yield bytes(1_000_000)
        os.kill(os.getpid(), signal.SIGKILL)

WholeFileStorage(location=sys.argv[1]).save(sys.argv[2], Content(b""))
"""


class FullDisk(ContentFile[bytes]):
    """Content at whose second half the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def files(folder: str | Path) -> list[str]:
    return sorted(path.name for path in Path(folder).rglob("*") if path.is_file())


def test_it_is_what_the_site_and_the_tests_store_in(settings: LazySettings) -> None:
    for stores in (site_settings.STORAGES, settings.STORAGES):
        assert import_string(stores["default"]["BACKEND"]) is WholeFileStorage


def test_a_writer_that_is_killed_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(tmp_path), NAME]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    storage = WholeFileStorage(location=str(tmp_path))
    assert not storage.exists(NAME)
    assert storage.save(NAME, ContentFile(b"the whole picture")) == NAME
    with storage.open(NAME) as file:
        assert file.read() == b"the whole picture"


def test_a_full_disk_leaves_nothing_behind(settings: LazySettings) -> None:
    with pytest.raises(OSError, match="No space"):
        default_storage.save(NAME, FullDisk(b""))
    assert files(settings.MEDIA_ROOT) == []


def test_a_write_that_fails_keeps_the_file_that_was_there(settings: LazySettings) -> None:
    default_storage.save(NAME, ContentFile(b"first"))
    with pytest.raises(OSError, match="No space"):
        default_storage.save(NAME, FullDisk(b""))
    with default_storage.open(NAME) as file:
        assert file.read() == b"first"
    assert files(settings.MEDIA_ROOT) == ["abcd"]


def test_the_same_name_is_replaced_and_a_reader_keeps_what_it_has_opened(settings: LazySettings) -> None:
    default_storage.save(NAME, ContentFile(b"first"))
    with default_storage.open(NAME) as opened:
        assert default_storage.save(NAME, ContentFile(b"second")) == NAME
        assert opened.read() == b"first"
    with default_storage.open(NAME) as file:
        assert file.read() == b"second"
    assert files(settings.MEDIA_ROOT) == ["abcd"]


def test_an_upload_is_moved_into_place(settings: LazySettings) -> None:
    with TemporaryUploadedFile("bundle.zip", "application/zip", 3, None) as upload:
        upload.write(b"zip")
        upload.flush()
        assert default_storage.save("bundles/1.zip", upload) == "bundles/1.zip"
    with default_storage.open("bundles/1.zip") as file:
        assert file.read() == b"zip"
    assert files(settings.MEDIA_ROOT) == ["1.zip"]


def test_a_name_that_leads_out_of_the_folder_is_refused() -> None:
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("../escaped", ContentFile(b"x"))
