"""Submitting: all or nothing, at once, and whether the queue can be reached or not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from leaderboard.domain.stages import Stage
from leaderboard.embedded.processes import free_port
from leaderboard.files.storage import WholeFileStorage
from leaderboard.models import Alert, GeneratedImage, Outcome, Submission
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import origin_of, submit_bundle, submit_endpoint
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.quota import QuotaExhausted
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import SPEC, demo_pictures, new_generator, reloaded, upload_bundle

pytestmark = pytest.mark.django_db


def test_an_endpoint_submission_plans_every_picture_in_the_suites_order_and_offers_a_window(
    settings: LazySettings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    load_pixel_profile()
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit_endpoint(new_generator(), load_demo_suite(), ["zh", "en", "zh"], SPEC)
    assert submission.languages == ["en", "zh"]
    assert (submission.stage, submission.outcome) == (Stage.GENERATION, Outcome.RUNNING)
    planned = submission.images.order_by("id").values_list("language", "prompt__position")
    assert list(planned) == [(language, n) for language in ("en", "zh") for n in range(1, 25)]
    # The endpoint has not delivered yet: half of what its origin takes.
    assert submission.images.filter(queued_at__isnull=False).count() == settings.SALON_ENDPOINT_IN_FLIGHT / 2


@pytest.mark.parametrize("languages", [[], ["fr"], ["en", "fr"]])
def test_a_language_that_the_suite_lacks_is_refused_and_nothing_is_stored(languages: list[str]) -> None:
    load_pixel_profile()
    with pytest.raises(SubmissionRefused, match="en, zh are expected"):
        submit_endpoint(new_generator(), load_demo_suite(), languages, SPEC)
    assert Submission.objects.count() == 0


def test_without_the_sites_judge_profile_nothing_can_be_submitted() -> None:
    with pytest.raises(SubmissionRefused, match="load_suites"):
        submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
    assert Submission.objects.count() == 0


def test_a_bundle_above_the_limit_is_refused_before_it_is_stored(settings: LazySettings) -> None:
    settings.SALON_BUNDLE_MAX_BYTES = 100
    load_pixel_profile()
    upload = SimpleUploadedFile("big.zip", b"x" * 101)
    with pytest.raises(SubmissionRefused, match="at most"):
        submit_bundle(new_generator(), load_demo_suite(), ["en"], upload)
    assert Submission.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_bundle_is_copied_while_no_transaction_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copying gigabytes takes longer than a transaction may be idle."""
    load_pixel_profile()
    in_transaction = []
    save = WholeFileStorage.save

    def watched(*args: Any, **options: Any) -> str:
        in_transaction.append(connection.in_atomic_block)
        return save(*args, **options)

    monkeypatch.setattr(WholeFileStorage, "save", watched)
    upload_bundle(demo_pictures())
    assert in_transaction == [False]


def test_a_bundle_that_the_storage_does_not_take_is_refused_and_operators_are_told(
    settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    with pytest.raises(SubmissionRefused, match="our storage cannot store files at the moment"):
        upload_bundle(demo_pictures())
    assert Submission.objects.count() == 0
    assert "not writable" in Alert.objects.get().cause


def test_the_file_of_a_bundle_that_is_refused_is_deleted(settings: LazySettings) -> None:
    load_pixel_profile()
    upload = SimpleUploadedFile("mine.zip", b"x")
    with pytest.raises(SubmissionRefused):
        submit_bundle(new_generator(), load_demo_suite(), ["fr"], upload)
    assert _bundles(settings) == []


def test_the_file_of_a_bundle_stays_if_the_database_may_have_stored_its_submission(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load_pixel_profile()

    def lose_connection(*args: Any, **options: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("leaderboard.pipeline.submission.submit.BundleRun.save", lose_connection)
    with pytest.raises(OperationalError):
        upload_bundle(demo_pictures())
    (kept,) = _bundles(settings)
    assert kept.name in caplog.text


def _bundles(settings: LazySettings) -> list[Path]:
    return list(Path(settings.MEDIA_ROOT).rglob("*.zip"))


def test_without_quota_no_bundle_is_copied(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = new_generator()
    upload_bundle(demo_pictures(), generator=generator)
    settings.SALON_QUOTA_SUBMISSIONS = 1
    monkeypatch.setattr(WholeFileStorage, "save", None)
    with pytest.raises(QuotaExhausted):
        upload_bundle(demo_pictures(), generator=generator)


def test_what_a_person_calls_the_zip_is_kept_and_is_no_path() -> None:
    load_pixel_profile()
    upload = SimpleUploadedFile("../../evil name.zip", b"x")
    bundle = submit_bundle(new_generator(), load_demo_suite(), ["en"], upload).bundle
    assert "evil" not in str(bundle.file.name)
    assert str(bundle.file.name).startswith("bundles/")
    assert bundle.file_name.endswith("evil name.zip")


@pytest.mark.django_db(transaction=True)
def test_with_redis_away_a_submission_is_stored_and_nobody_waits(settings: LazySettings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    queue._client.cache_clear()
    try:
        load_pixel_profile()
        begun = time.monotonic()
        endpoint = submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
        bundle = upload_bundle(demo_pictures())
        assert time.monotonic() - begun < 4  # two calls with all their database work; one alone once took six seconds
    finally:
        queue._client.cache_clear()
    assert reloaded(endpoint).outcome == reloaded(bundle).outcome == Outcome.RUNNING
    assert GeneratedImage.objects.filter(submission=endpoint).count() == 24


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Images.Example.org/v1", "https://images.example.org:443"),
        ("https://images.example.org:443/other?x", "https://images.example.org:443"),
        ("http://images.example.org", "http://images.example.org:80"),
        ("http://127.0.0.1:8001/v1", "http://127.0.0.1:8001"),
    ],
)
def test_the_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin
