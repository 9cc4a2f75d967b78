"""Housekeeping deletes what killed processes left behind, and nothing that is young or in use."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from leaderboard.domain.stages import Stage
from leaderboard.files.site_storage import Freed
from leaderboard.models import Alert, EndpointRun, Evidence, Generator, Submission
from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.tidying.housekeeping import Tidied
from tests.factories import publish, scored_submission
from tests.leaderboard.pipeline.runs import demo_pictures, endpoint_submission, upload_bundle

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


def test_what_earlier_versions_kept_of_ended_runs_is_forgotten() -> None:
    kept = {"base_url": "https://x.example/v1?code=s3cret", "extra": {"token": "s3cret"}, "sealed_key": b"sealed"}
    running, ended = endpoint_submission(), endpoint_submission()
    EndpointRun.objects.update(**kept)
    Submission.objects.filter(pk=ended.pk).update(stage=Stage.JUDGING)
    housekeeping.tidy()
    values = EndpointRun.objects.values("base_url", "extra", "sealed_key")
    assert values.get(submission=ended) == {
        "base_url": "https://x.example/v1?code=[hidden]",
        "extra": {},
        "sealed_key": None,
    }
    assert values.get(submission=running)["extra"] == kept["extra"]


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
    assert housekeeping.tidy()[0] == Tidied("half-written files and temporary uploads", Freed(2, 22))
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


@pytest.mark.parametrize("cut_short", [False, True])
def test_lost_evidence_is_written_again(cut_short: bool) -> None:
    evidence = published_evidence()
    with default_storage.open(evidence.path) as file:
        data = file.read()
    default_storage.delete(evidence.path)
    if cut_short:
        default_storage.save(evidence.path, ContentFile(data[:100]))
    housekeeping.tidy()
    with default_storage.open(evidence.path) as file:
        assert file.read() == data
    assert not Alert.objects.exists()


def test_evidence_that_cannot_be_written_again_as_it_was_is_shown_to_operators() -> None:
    evidence = published_evidence()
    Generator.objects.update(organisation="Another Lab")
    default_storage.delete(evidence.path)
    housekeeping.tidy()
    assert Alert.objects.get().subject == evidence.path
    assert not default_storage.exists(evidence.path)


def test_a_reader_who_asks_for_lost_evidence_gets_no_page_and_operators_are_told(client: Client) -> None:
    evidence = published_evidence()
    default_storage.delete(evidence.path)
    assert client.get(f"/submissions/{evidence.submission_id}/evidence.jsonl.zst").status_code == 404
    assert Alert.objects.get().subject == evidence.path


def published_evidence() -> Evidence:
    publish(scored_submission())
    return Evidence.objects.get()
