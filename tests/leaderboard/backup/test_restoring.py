"""An empty site becomes the one that was backed up, and its work goes on; any other is refused and stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from leaderboard.backup.place import object_name, place_at
from leaderboard.files.bucket import BucketStorage
from leaderboard.files.site_storage import site_storage
from leaderboard.models import EndpointRun, JudgedImage, StoredImage, Submission, User, Worker, clock
from leaderboard.pipeline.generation.pictures import claim_image, record_image, store_bytes
from leaderboard.pipeline.judging.judging import claim_judging
from leaderboard.pipeline.site import storage_mark
from leaderboard.pipeline.submission.keys import Configuration, seal
from leaderboard.pipeline.work.workers import report_worker
from tests.leaderboard.backup.conftest import run
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import endpoint_submission, new_facts, record_all

pytestmark = pytest.mark.django_db(transaction=True)


def new_picture(number: int) -> StoredImage:
    data = png(number)
    return store_bytes(replace(new_facts(data), sha256=hashlib.sha256(data).hexdigest()), data)


def half_done() -> Submission:
    """A run whose first picture is judged, whose second a worker is judging, and whose third is being generated."""
    storage_mark.mark()
    submission = endpoint_submission(pictures=3)
    EndpointRun.objects.update(sealed_key=None, sealed_configuration=seal(Configuration("https://x.example", "k", {})))
    first, second, third = submission.images.order_by("id")
    for number, image in enumerate((first, second)):
        claim = claim_image(image.pk)
        assert claim is not None
        assert record_image(*claim, new_picture(number))
    judged = claim_judging(JudgedImage.objects.get(image=first).pk)
    assert judged is not None
    assert record_all(judged)
    assert claim_judging(JudgedImage.objects.get(image=second).pk)
    assert claim_image(third.pk)
    report_worker("judging@gpu-1")
    return submission


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def all_files() -> dict[str, bytes]:
    found = {}
    for entry in site_storage().entries():
        with default_storage.open(entry.name) as file:
            found[entry.name] = file.read()
    return found


CHANGED = {f"leaderboard.{name}" for name in ("Submission", "GeneratedImage", "StoredImage", "JudgedImage", "Worker")}
"""What a restore changes: leases, messages, deadlines, and which workers there are."""


@pytest.mark.parametrize("prepared", [False, True])
def test_an_empty_site_becomes_the_one_that_was_backed_up(
    target: Path, destroy_site: Callable[[], None], *, prepared: bool
) -> None:
    submission = half_done()
    before, files = all_rows(), all_files()
    run("backup", target)
    destroy_site()
    if prepared:  # as the composition does it before anybody can restore
        call_command("prepare_database", verbosity=0)
    told = run("restore", target)
    assert "3 of 3 files" in told
    assert storage_mark.difference() == ""
    assert "1 submissions go on when the workers start" in told
    assert all_files() == files
    after = all_rows()
    assert {name for name in before if before[name] != after[name]} <= CHANGED
    assert {name: len(rows) for name, rows in before.items() if name != "leaderboard.Worker"} == {
        name: len(rows) for name, rows in after.items() if name != "leaderboard.Worker"
    }
    assert not Worker.objects.exists()
    check_work_goes_on(submission)


def check_work_goes_on(submission: Submission) -> None:
    """What the lost workers held can be claimed at once, and what was recorded is owed no more."""
    first, second, third = submission.images.order_by("id")
    assert claim_judging(JudgedImage.objects.get(image=first).pk) is None
    again = claim_judging(JudgedImage.objects.get(image=second).pk)
    assert again is not None
    assert record_all(again)
    assert claim_image(third.pk)


def test_the_time_between_does_not_count(target: Path, destroy_site: Callable[[], None]) -> None:
    submission = half_done()
    Submission.objects.update(deadline_at=clock.read() + timedelta(hours=1))
    run("backup", target)
    place = place_at(str(target))
    head, lines = place.read(place.newest())
    three_days_ago = replace(head, made_at=head.made_at - timedelta(days=3))
    place.complete(place.newest(), three_days_ago, lines)
    destroy_site()
    run("restore", target)
    left = Submission.objects.get(pk=submission.pk).deadline_at - clock.read()  # type: ignore[operator]  # it runs
    assert timedelta(days=3) < left < timedelta(days=3, hours=1)


def test_from_bucket_to_bucket(
    bucket: BucketStorage, bucket_target: str, destroy_site: Callable[[], None], settings: LazySettings
) -> None:
    half_done()
    files = all_files()
    run("backup", bucket_target)
    run("backup", bucket_target, check=True)
    for name in files:
        bucket.delete(name)
    destroy_site()
    assert "3 of 3 files" in run("restore", bucket_target)
    assert all_files() == files


def test_a_site_that_is_not_empty_is_refused(target: Path) -> None:
    submission = half_done()
    run("backup", target)
    with pytest.raises(CommandError, match=r"this site is not empty \(leaderboard_user has 1 rows\)"):
        run("restore", target)
    assert Submission.objects.get() == submission


def test_programs_that_use_the_database_are_named(target: Path, destroy_site: Callable[[], None]) -> None:
    half_done()
    run("backup", target)
    destroy_site()
    with (
        psycopg.connect(**{**connection.get_connection_params(), "application_name": "a worker"}),
        pytest.raises(CommandError, match=r"other programs use the database \(a worker\): stop"),
    ):
        run("restore", target)
    run("restore", target)


def test_a_backup_of_a_later_version_is_refused(target: Path, destroy_site: Callable[[], None]) -> None:
    half_done()
    run("backup", target)
    place = place_at(str(target))
    head, lines = place.read(place.newest())
    place.complete(place.newest(), replace(head, migrations=(*head.migrations, "leaderboard.9999_later")), lines)
    destroy_site()
    with pytest.raises(CommandError, match=r"made by a later version of Salon .* leaderboard\.9999_later"):
        run("restore", target)
    place.complete(place.newest(), replace(head, postgres=99), lines)
    with pytest.raises(CommandError, match="the backup is of PostgreSQL 99, and this server is version"):
        run("restore", target)
    assert connection.introspection.table_names() == []


def test_files_that_the_backup_lost_are_named_and_the_rest_is_restored(
    target: Path, destroy_site: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    half_done()
    run("backup", target)
    damaged, missing = StoredImage.objects.order_by("sha256")
    (target / object_name(damaged.sha256)).write_bytes(b"\0")
    (target / object_name(missing.sha256)).unlink()
    destroy_site()
    with pytest.raises(CommandError, match="the site is restored, but 2 files are missing"):
        call_command("restore", str(target))
    told = capsys.readouterr().err
    assert f"{damaged.path}: its bytes in the backup are damaged" in told
    assert f"{missing.path}: it is missing in the backup" in told
    assert User.objects.count() == 1


def test_a_damaged_dump_changes_nothing(target: Path, destroy_site: Callable[[], None]) -> None:
    half_done()
    run("backup", target)
    dump = next(target.glob("backups/*/database.dump"))
    dump.write_bytes(dump.read_bytes()[:-1])
    destroy_site()
    with pytest.raises(CommandError, match=r"the dump of backup .* is damaged: restore an earlier backup"):
        run("restore", target)
    assert all_files() == {}
    assert connection.introspection.table_names() == []


def test_a_restore_that_broke_off_is_repeated(
    target: Path, destroy_site: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    half_done()
    files = all_files()
    run("backup", target)
    destroy_site()

    def broken(*arguments: object) -> None:
        raise OSError("the machine went away")

    with monkeypatch.context() as patch, pytest.raises(CommandError, match="the machine went away"):
        patch.setattr("leaderboard.backup.restoring._restore_database", broken)
        run("restore", target)
    assert "3 of 3 files" in run("restore", target)
    assert all_files() == files


def test_the_operator_is_warned_of_another_key_secret(
    target: Path, destroy_site: Callable[[], None], settings: LazySettings
) -> None:
    half_done()
    run("backup", target)
    destroy_site()
    settings.SALON_KEY_SECRET = "another"
    assert "KEY_SECRET does not open the sealed configurations of 1 endpoints: before you start" in run(
        "restore", target
    )


def test_backups_are_listed_and_chosen(target: Path, destroy_site: Callable[[], None]) -> None:
    assert "this place has no complete backup" in run("restore", target, list=True)
    run("backup", target)
    half_done()
    run("backup", target)
    empty, full = run("restore", target, list=True).split()
    destroy_site()
    with pytest.raises(
        CommandError, match=rf"this place has no complete backup nothing \(its backups are:.*{empty}, {full}"
    ):
        run("restore", target, backup="nothing")
    assert empty in run("restore", target, backup=empty)
    assert full in run("restore", target)
