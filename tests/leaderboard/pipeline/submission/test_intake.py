"""A bundle is taken in whole or not at all, once, and leaves no zip behind."""

from __future__ import annotations

import errno
import hashlib
import io
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from leaderboard.domain.stages import Stage
from leaderboard.files import condition
from leaderboard.models import (
    Alert,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    Outcome,
    QuotaEntry,
    StoredImage,
    Submission,
    personal_team,
)
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.work import quota, transitions
from leaderboard.queries.submissions import found_metadata, progress
from leaderboard.settings.storage import storage_at
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import demo_pictures, make_due, pass_time, reloaded, upload_bundle

pytestmark = pytest.mark.django_db(transaction=True)
MANIFEST = b'{"seed": 42, "generation_settings": {"steps": 30}}'


def check(submission: Submission) -> bool:
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    return intake.take_in(*claim)


def stored_files(settings: LazySettings) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("languages", [("en",), ("en", "zh")])
def test_a_sound_bundle_becomes_stored_pictures_with_their_judging_planned(
    languages: tuple[str, ...], settings: LazySettings
) -> None:
    files = demo_pictures(languages)
    submission = upload_bundle({**files, "manifest.json": MANIFEST, "._p001.en.png": b"x"}, languages=languages)
    assert submission.stage == Stage.SUBMISSION
    assert check(submission)
    taken = reloaded(submission)
    assert (taken.stage, taken.outcome) == (Stage.JUDGING, Outcome.RUNNING)
    images = list(submission.images.select_related("prompt", "stored").order_by("id"))
    assert len(images) == len(files) == 24 * len(languages)
    for image in images:
        assert image.status == ImageStatus.STORED
        assert image.stored is not None
        with default_storage.open(image.stored.path) as file:
            assert file.read() == files[f"{image.prompt.key}.{image.language}.png"]
    rubric = submission.judge_profile.frozen.protocol.rubric
    planned = {judging.image_id: judging.dimensions for judging in submission.judgings.all()}
    assert planned == {i.pk: list(rubric.active_dimensions(i.prompt.target_facets)) for i in images}
    bundle = taken.bundle
    assert (bundle.manifest, bundle.checked_files) == (json.loads(MANIFEST), len(files))
    assert taken.stated_settings.given() == {"steps": 30}
    assert bundle.report == {
        "expected": len(files),
        "pictures": len(files),
        "counts": {},
        "faults": [],
        "warnings": [],
        "ignored_count": 1,
        "ignored": ["._p001.en.png"],
    }
    # The zip is gone; what is stored are the pictures.
    assert stored_files(settings) == sorted({image.stored.path for image in images if image.stored})


def with_author(data: bytes) -> bytes:
    """The picture in a file that names its author."""
    with Image.open(io.BytesIO(data)) as image:
        exif, buffer = Image.Exif(), io.BytesIO()
        exif[0x013B] = "J. Doe"
        image.save(buffer, "PNG", exif=exif)
        return buffer.getvalue()


@pytest.mark.parametrize("strip", [False, True])
def test_metadata_is_counted_and_removed_where_the_author_chose_that(strip: bool) -> None:
    files = {name: with_author(data) for name, data in demo_pictures().items()}
    submission = upload_bundle(files)
    Submission.objects.filter(pk=submission.pk).update(strip_metadata=strip)
    assert check(reloaded(submission))
    assert found_metadata(submission) == ({} if strip else {"author": 24})
    for image in submission.images.select_related("prompt", "stored"):
        assert image.stored is not None
        with default_storage.open(image.stored.path) as file:
            stored = file.read()
        assert hashlib.sha256(stored).hexdigest() == image.stored.sha256
        assert (b"J. Doe" in stored) is not strip
        original = Image.open(io.BytesIO(files[f"{image.prompt.key}.{image.language}.png"]))
        assert Image.open(io.BytesIO(stored)).tobytes() == original.tobytes()


def test_a_bundle_with_faults_is_rejected_costs_nothing_and_leaves_nothing(settings: LazySettings) -> None:
    files = demo_pictures()
    names = list(files)
    files[names[0]] = png(0, (17, 9))
    files[names[1]] = b"text"
    del files[names[2]]
    submission = upload_bundle({**files, "notes.txt": b"hello"})
    owner = submission.generator.owner
    assert quota.quota_state(personal_team(owner)).left == settings.SALON_QUOTA_SUBMISSIONS - 1
    assert check(submission)
    rejected = reloaded(submission)
    assert (rejected.stage, rejected.outcome) == (Stage.SUBMISSION, Outcome.REJECTED)
    assert "Faults in the bundle: 4." in rejected.cause
    report = rejected.bundle.report
    assert report is not None
    assert (report["expected"], report["pictures"]) == (24, 21)
    assert report["counts"] == {"too_small": 1, "undecodable": 1, "missing": 1, "surplus": 1}
    by_prompt = {fault["prompt_key"]: fault["kind"] for fault in report["faults"] if fault["prompt_key"]}
    assert by_prompt == {"p001": "too_small", "p002": "undecodable", "p003": "missing"}
    assert quota.quota_state(personal_team(owner)).left == settings.SALON_QUOTA_SUBMISSIONS
    assert QuotaEntry.objects.get(submission=submission).refunded_at is not None
    assert GeneratedImage.objects.count() == StoredImage.objects.count() == 0
    assert stored_files(settings) == []
    assert not rejected.bundle.file


def test_what_is_no_zip_at_all_is_rejected_with_one_fault() -> None:
    submission = upload_bundle({})
    with default_storage.open(str(submission.bundle.file.name), "wb") as file:
        submission.bundle.byte_size = file.write(b"<html>not found</html>")
    submission.bundle.save()
    assert check(submission)
    report = reloaded(submission).bundle.report
    assert report is not None
    assert report["counts"] == {"not_a_zip": 1}


@pytest.mark.usefixtures("bucket")
def test_a_bundle_in_a_bucket_that_is_away_waits_and_is_taken_in_afterwards(settings: LazySettings) -> None:
    submission = upload_bundle(demo_pictures())
    assert condition.storage_fault() == ""
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    here = settings.STORAGES
    settings.STORAGES = {**here, "default": storage_at("s3://salon?endpoint=http://127.0.0.1:1")}
    assert not intake.take_in(*claim)
    waiting = reloaded(submission)
    assert (waiting.outcome, waiting.bundle.report, waiting.bundle.waiting_for) == (
        Outcome.RUNNING,
        None,
        intake.STORAGE_FULL,
    )
    settings.STORAGES = here
    make_due(submission)
    assert check(submission)
    assert reloaded(submission).stage == Stage.JUDGING


def test_names_and_manifests_made_to_break_the_database_end_in_a_report() -> None:
    hostile = {
        "\u200b\u202e gnp.png": b"x",
        "x" * 5000 + ".png": b"x",
        "\x01.png": b"x",
        "manifest.json": json.dumps({"a": "\x00", "b": "\ud800"}).encode(),
    }
    submission = upload_bundle({**demo_pictures(), **hostile})
    assert check(submission)
    report = reloaded(submission).bundle.report
    assert report is not None
    assert report["counts"] == {"surplus": 2, "unsafe_name": 1, "bad_manifest": 1}


def test_long_folder_names_do_not_mix_the_pictures_up() -> None:
    folder = "a rather long name/" * 15
    files = {f"{folder}{name}": data for name, data in demo_pictures().items()}
    submission = upload_bundle(files)
    assert check(submission)
    for image in submission.images.select_related("prompt", "stored"):
        assert image.stored is not None
        with default_storage.open(image.stored.path) as file:
            assert file.read() == files[f"{folder}{image.prompt.key}.en.png"]


def test_taking_in_twice_records_nothing_twice(settings: LazySettings) -> None:
    submission = upload_bundle(demo_pictures())
    slow = intake.claim_check(submission.pk)
    assert slow is not None
    pass_time(submission, settings.SALON_LEASE_S + 1)
    quick = intake.claim_check(submission.pk)
    assert quick is not None
    # Both have read the zip; the one whose claim ran out is refused, whoever comes first.
    with io.BytesIO() as kept:
        with submission.bundle.file.open("rb") as file:
            kept.write(file.read())
        path = str(submission.bundle.file.name)
        assert not intake.take_in(*slow)
        assert JudgedImage.objects.count() == GeneratedImage.objects.count() == 0
        assert default_storage.exists(path)
        assert intake.take_in(*quick)
        assert intake.claim_check(submission.pk) is None
        default_storage.save(path, kept)
        assert not intake.take_in(*quick)
    assert GeneratedImage.objects.count() == JudgedImage.objects.count() == 24


def test_a_check_that_ends_after_the_deadline_changes_nothing() -> None:
    submission = upload_bundle(demo_pictures())
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    with claim[0].bundle.file.open("rb"):  # as the running check has it open
        transitions.fail(submission.pk, "not checked in time", our_fault=True)
        assert not intake.take_in(*claim)
    assert reloaded(submission).cause == "not checked in time"
    assert GeneratedImage.objects.count() == 0


def test_two_submissions_of_the_same_pictures_share_the_stored_bytes(settings: LazySettings) -> None:
    for _ in range(2):
        assert check(upload_bundle(demo_pictures()))
    assert GeneratedImage.objects.count() == 48
    assert StoredImage.objects.count() == len(stored_files(settings)) == 24
    with default_storage.open(StoredImage.objects.all()[0].path) as file:
        assert Image.open(file).size == (256, 256)


# --- our storage ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("truncated", [False, True])
def test_a_lost_bundle_ends_as_our_fault_after_a_few_tries(truncated: bool, settings: LazySettings) -> None:
    submission = upload_bundle(demo_pictures())
    path = str(submission.bundle.file.name)
    default_storage.delete(path)
    if truncated:
        default_storage.save(path, ContentFile(b"PK"))
    for tries in range(1, intake.LOST_BUNDLE.max_attempts):
        assert not check(submission)
        waiting = reloaded(submission)
        assert (waiting.outcome, waiting.bundle.unread_tries, waiting.lease_token) == (Outcome.RUNNING, tries, None)
        assert path in waiting.bundle.waiting_for
        make_due(submission)
    assert not check(submission)
    ended = reloaded(submission)
    assert ended.outcome == Outcome.FAILED
    assert "This is a failure on our side and costs no quota. Upload it again." in ended.cause
    assert quota.quota_state(ended.generator.team).left == settings.SALON_QUOTA_SUBMISSIONS
    assert Alert.objects.get().subject == path


def test_a_bundle_waits_while_the_storage_is_full_and_is_taken_in_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = upload_bundle(demo_pictures())
    monkeypatch.setattr(condition, "storage_fault", lambda: "full: 3 MiB are free")
    assert not check(submission)
    waiting = reloaded(submission)
    assert (waiting.outcome, waiting.lease_token) == (Outcome.RUNNING, None)
    assert progress(waiting).on_hold == intake.STORAGE_FULL
    assert "full: 3 MiB are free" in Alert.objects.get().cause
    monkeypatch.setattr(condition, "storage_fault", lambda: "")
    make_due(submission)
    assert check(submission)
    assert reloaded(submission).stage == Stage.JUDGING


def test_a_storage_that_fills_up_while_a_bundle_is_stored_delays_it(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = upload_bundle(demo_pictures())

    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(intake, "store_bytes", no_space)
        assert not check(submission)
    assert "No space left on device" in Alert.objects.get().cause
    make_due(submission)
    assert check(submission)


def test_a_bundle_with_the_same_picture_for_two_prompts_is_taken_with_a_warning() -> None:
    files = demo_pictures()
    files["p002.en.png"] = files["p001.en.png"]
    submission = upload_bundle(files)
    assert check(submission)
    taken = reloaded(submission)
    assert taken.stage == Stage.JUDGING
    assert taken.bundle.report is not None
    (warning,) = taken.bundle.report["warnings"]
    assert (warning["kind"], warning["prompt_key"]) == ("same_picture", "p002")
    assert progress(taken).same_pictures == 2
