"""Housekeeping deletes what killed processes left behind, and nothing that is young or in use."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from leaderboard.pipeline.submission import housekeeping
from tests.leaderboard.pipeline.runs import demo_pictures, upload_bundle

pytestmark = pytest.mark.django_db
TWO_DAYS_S = 2 * 24 * 3600.0


def leftover(folder: Path, name: str, *, old: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"half a file")
    if old:
        make_old(path)
    return path


def make_old(path: Path) -> None:
    then = time.time() - TWO_DAYS_S
    os.utime(path, (then, then))


def test_what_is_half_written_and_a_day_old_is_deleted(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    media, uploads = Path(settings.MEDIA_ROOT), tmp_path / "uploads"
    deleted = [leftover(media / "images" / "00", ".0123.part"), leftover(uploads, "tmpabcd.upload.zip")]
    left = [
        leftover(media / "images" / "00", ".4567.part", old=False),
        leftover(media / "images" / "00", "0123abcd"),
        leftover(uploads, "tmpefgh.upload.zip", old=False),
        leftover(uploads, "notes.txt"),
    ]
    assert housekeeping.tidy() == 2
    assert not any(path.exists() for path in deleted)
    assert all(path.exists() for path in left)


def test_a_bundle_without_a_submission_is_deleted_and_one_that_waits_is_not(settings: LazySettings) -> None:
    submission = upload_bundle(demo_pictures())
    waiting = Path(settings.MEDIA_ROOT, str(submission.bundle.file.name))
    make_old(waiting)
    unused = leftover(waiting.parent, "unused.zip")
    call_command("tidy")
    assert waiting.exists()
    assert not unused.exists()
