"""A backup holds every file that its database names, although the site goes on; what it has it does not copy again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection

from leaderboard.backup import postgres_tools, taking
from leaderboard.backup.place import object_name, place_at
from leaderboard.backup.snapshot import Snapshot, take_snapshot
from leaderboard.models import BundleRun, StoredImage, Tally, TallyName
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.work import transitions
from leaderboard.pipeline.work.deleting import BACKUP_LOCK
from tests.factories import publish, scored_submission
from tests.leaderboard.backup.conftest import run
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures, new_facts, upload_bundle
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def new_picture(number: int) -> StoredImage:
    """A stored picture that a row names."""
    data = png(number)
    return store_bytes(replace(new_facts(data), sha256=hashlib.sha256(data).hexdigest()), data)


def names_in(target: object) -> list[str]:
    """The files of the newest backup."""
    place = place_at(str(target))
    return [line.name for line in place.read(place.newest())[1]]


def test_a_backup_copies_only_what_no_earlier_one_has(target: Path) -> None:
    first = new_picture(1)
    default_storage.save("renditions/aa/some-320.webp", ContentFile(b"small"))
    assert "2 files (0.0 MiB), 2 of them copied" in run("backup", target)
    second = new_picture(2)
    assert "3 files (0.0 MiB), 1 of them copied" in run("backup", target)
    assert names_in(target) == sorted([first.path, second.path, "renditions/aa/some-320.webp"])
    assert "the database and 3 of 3 files" in run("backup", target, check=True)
    assert Tally.objects.get(name=TallyName.BACKUPS).value == 2


def test_only_its_owner_may_read_a_backup(target: Path) -> None:
    new_picture(1)
    run("backup", target)
    files = [path for path in target.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {path.stat().st_mode & 0o077 for path in target.rglob("*")} == {0}


def test_what_is_forgotten_after_the_snapshot_is_in_the_backup(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = BundleRun.objects.get(submission=upload_bundle(demo_pictures()))
    zip_name = str(bundle.file.name)

    def snapshot_then_changes(*arguments: object) -> Snapshot:
        snapshot = take_snapshot(*arguments)  # type: ignore[arg-type]  # passed on
        together([lambda: transitions.reject(bundle.submission_id, "It has a fault.")])
        return snapshot

    monkeypatch.setattr(taking, "take_snapshot", snapshot_then_changes)
    run("backup", target)
    assert not BundleRun.objects.exclude(file="").exists()
    assert zip_name in names_in(target)
    assert default_storage.exists(zip_name), "it stays until it is tidied"


def test_a_file_that_is_lost_is_named_and_taken_from_an_earlier_backup(target: Path) -> None:
    lost, damaged, never_had = new_picture(1), new_picture(2), new_picture(3)
    default_storage.delete(never_had.path)
    with pytest.raises(CommandError, match="complete except for 1 files that are missing or damaged in the storage"):
        run("backup", target)
    default_storage.delete(lost.path)
    Path(default_storage.path(damaged.path)).write_bytes(b"\0" * damaged.byte_size)
    with pytest.raises(CommandError, match="complete except for 1 files"):
        run("backup", target)
    assert names_in(target) == sorted([lost.path, damaged.path])
    assert place_at(str(target)).read(place_at(str(target)).newest())[0].missing == (never_had.path,)


def test_a_damaged_file_that_no_backup_has_is_not_copied(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = new_picture(1)
    Path(default_storage.path(damaged.path)).write_bytes(b"other bytes")
    with pytest.raises(CommandError, match="except for 1 files"):
        run("backup", target)
    assert names_in(target) == []


def test_the_check_reads_every_byte(target: Path) -> None:
    damaged, missing = new_picture(1), new_picture(2)
    run("backup", target)
    (target / object_name(damaged.sha256)).write_bytes(b"\0")
    (target / object_name(missing.sha256)).unlink()
    with pytest.raises(CommandError, match=r"2 files of backup .* are missing or damaged"):
        run("backup", target, check=True)
    dump = next(target.glob("backups/*/database.dump"))
    dump.write_bytes(dump.read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"the dump of backup .* is damaged"):
        run("backup", target, check=True)


def test_older_backups_go_with_the_files_that_only_they_had(target: Path) -> None:
    old, kept = new_picture(1), new_picture(2)
    run("backup", target)
    default_storage.delete(old.path)
    StoredImage.objects.filter(pk=old.pk).delete()
    run("backup", target)
    begun = target / "backups" / "2026-01-01T00-00-00.000Z" / "database.dump"
    begun.parent.mkdir()
    begun.write_bytes(b"a backup that was killed")
    assert "2 older backups were deleted, with 1 files that no other backup uses" in run("backup", target, keep=2)
    assert not begun.exists()
    assert not (target / object_name(old.sha256)).exists()
    assert (target / object_name(kept.sha256)).exists()
    assert "the database and 1 of 1 files" in run("backup", target, check=True)


def test_one_backup_at_a_time(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leaderboard.backup.snapshot._WAIT_FOR_DELETIONS", "50ms")
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [BACKUP_LOCK])
        with pytest.raises(CommandError, match="another backup of this site is being made"):
            run("backup", target)


def test_a_backup_whose_connection_was_lost_is_none(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot_then_lost(*arguments: object) -> Snapshot:
        snapshot = take_snapshot(*arguments)  # type: ignore[arg-type]  # passed on
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        return snapshot

    monkeypatch.setattr(taking, "take_snapshot", snapshot_then_lost)
    with pytest.raises(CommandError, match="the connection to PostgreSQL was lost meanwhile"):
        run("backup", target)
    connection.close()
    assert place_at(str(target)).backups() == []


def fake_tool(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_pg_dump_that_does_not_fit_is_named(target: Path, tmp_path: Path, settings: LazySettings) -> None:
    settings.SALON_POSTGRES_BIN = str(tmp_path / "bin")
    needed = postgres_tools.server_major()
    with pytest.raises(CommandError, match=rf"pg_dump of PostgreSQL {needed} or later is needed \(none was found\)"):
        run("backup", target)
    fake_tool(tmp_path / "bin", "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")
    with pytest.raises(CommandError, match="bin/pg_dump is version 9"):
        run("backup", target)


def test_a_dump_that_fails_leaves_no_backup(target: Path, tmp_path: Path, settings: LazySettings) -> None:
    settings.SALON_POSTGRES_BIN = str(tmp_path / "other")
    fake_tool(
        tmp_path / "other",
        "pg_dump",
        'case $1 in --version) echo "pg_dump (PostgreSQL) 99";; *) echo half; echo "no space" >&2; exit 1;; esac',
    )
    with pytest.raises(CommandError, match="pg_dump failed: no space"):
        run("backup", target)
    assert [name for _, _, files in os.walk(target) for name in files] == []


def test_places_that_cannot_be_used_are_named(target: Path, settings: LazySettings) -> None:
    new_picture(1)
    for place, told in (
        (Path(settings.MEDIA_ROOT, "backups"), "inside the site's own storage"),
        ("gs://salon", "gs://salon begins with gs://"),
        (
            "s3://salon?endpoint=http://127.0.0.1:1",
            "no files can be written to the place of the backup: not writable: the object store",
        ),
    ):
        with pytest.raises(CommandError, match=told):
            run("backup", place)
    with pytest.raises(CommandError, match="this place has no complete backup"):
        run("backup", target, check=True)


def test_published_evidence_is_in_the_backup(target: Path) -> None:
    release = publish(scored_submission())
    evidence = release.rows.get().submission.evidence
    # The pictures of this submission are rows without bytes.
    with pytest.raises(CommandError, match="complete except for 24 files"):
        run("backup", target)
    assert evidence.path in names_in(target)
