"""Bundles that are sent straight to a real object store: admitted, resumed, checked, and deleted when abandoned."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation

from leaderboard.files import direct_uploads as files
from leaderboard.files.bucket import BucketStorage
from leaderboard.files.direct_uploads import bucket_uploads
from leaderboard.models import GeneratedImage, Generator, Submission, UploadSession
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.submission.direct import admission, completion, ending, parts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.uploads import NotYours, TooLarge
from leaderboard.pipeline.tidying import housekeeping
from leaderboard.pipeline.work.quota import ChecksExhausted, QuotaExhausted
from leaderboard.settings.storage import Delivery
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import demo_pictures, new_generator, upload_bundle
from tests.leaderboard.pipeline.submission.zips import make_zip
from tests.leaderboard.pipeline.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bucket")]
MIB = 2**20


@pytest.fixture(autouse=True)
def _offered(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SALON_DELIVERY = Delivery(direct_uploads=True)
    monkeypatch.setattr(files, "PART_BYTES", 5 * MIB)  # the least that stores take
    load_pixel_profile()


def announced(generator: Generator, size: int, **changes: Any) -> admission.Announced:
    facts: dict[str, Any] = {
        "generator": generator,
        "suite": load_demo_suite(),
        "languages": ["en"],
        "strip_metadata": False,
        "file_name": "my bundle.zip",
        "byte_size": size,
    }
    return admission.Announced(**(facts | changes))


def begun(size: int, generator: Generator | None = None) -> UploadSession:
    generator = generator or new_generator()
    return admission.begin(generator.owner, announced(generator, size))


def send(upload: UploadSession, data: bytes, numbers: Iterable[int] | None = None) -> None:
    count = files.part_count(upload.byte_size, upload.part_bytes)
    for part in parts.addresses(upload, numbers or range(1, count + 1)):
        start = (part.number - 1) * upload.part_bytes
        assert httpx.put(part.url, content=data[start : start + part.size]).status_code == 200


def no_parts_left(upload: UploadSession) -> bool:
    store = bucket_uploads()
    assert store is not None
    with pytest.raises(FileNotFoundError):
        store.parts(upload.name, upload.store_id)
    return not default_storage.exists(upload.name)


def ended(upload: UploadSession) -> str:
    return UploadSession.objects.get(pk=upload.pk, ended_at__isnull=False, submission=None).cause


def test_a_bundle_in_parts_becomes_a_submission_like_every_other() -> None:
    data = make_zip(demo_pictures() | {"__MACOSX/notes": random.Random(1).randbytes(6 * MIB)})
    upload = begun(len(data))
    send(upload, data, [2])
    assert parts.received(upload) == [2]
    with pytest.raises(SubmissionRefused, match=r"1 part is missing \(1\)"):
        completion.complete(upload)
    assert begun(len(data), upload.generator) == upload, "the same again continues it"
    send(upload, data, [1])
    submission = completion.complete(upload)
    assert submission.bundle.byte_size == len(data)
    assert submission.bundle.file_name == "my bundle.zip"
    assert completion.complete(UploadSession.objects.get(pk=upload.pk)) == submission, "safe to repeat"
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    assert GeneratedImage.objects.filter(submission=submission, status="stored").count() == 24
    assert not default_storage.exists(upload.name)
    assert Submission.objects.count() == 1


def test_an_upload_is_admitted_by_the_rules_of_every_other(settings: LazySettings) -> None:
    generator, owner = new_generator(), new_generator().owner
    with pytest.raises(NotYours):
        admission.begin(owner, announced(generator, 100))
    settings.SALON_BUNDLE_MAX_BYTES = 99
    with pytest.raises(TooLarge):
        begun(100)
    with pytest.raises(SubmissionRefused, match="en, zh are expected"):
        admission.begin(generator.owner, announced(generator, 9, languages=["fr"]))
    settings.SALON_BUNDLE_MAX_BYTES = 10**6
    upload_bundle({}, generator=generator)
    settings.SALON_QUOTA_SUBMISSIONS = 1
    with pytest.raises(QuotaExhausted, match="1 submission in 7 days"):
        begun(9, generator)
    settings.SALON_QUOTA_SUBMISSIONS, settings.SALON_BUNDLE_CHECKS_A_DAY = 9, 1
    with pytest.raises(ChecksExhausted):
        begun(9, generator)
    ending.discard(begun(9, other := new_generator()))
    with pytest.raises(ChecksExhausted):
        begun(9, other)
    settings.SALON_DELIVERY = Delivery()
    with pytest.raises(SubmissionRefused, match="in one piece"):
        begun(9)
    assert UploadSession.objects.count() == 1


def test_an_author_has_one_upload_at_a_time_also_when_two_begin_together() -> None:
    generator = new_generator()

    def try_to_begin(size: int) -> bool:
        try:
            return bool(begun(size, generator))
        except SubmissionRefused as refusal:
            assert "is in progress" in str(refusal)
            return False

    assert sorted(together([lambda: try_to_begin(100), lambda: try_to_begin(200)])) == [False, True]
    upload = UploadSession.objects.get()
    assert upload.store_id
    ending.discard(upload)
    assert ended(upload) == "you discarded this upload"
    assert no_parts_left(upload)
    assert begun(300, generator).pk != upload.pk


def test_an_address_takes_its_own_part_in_its_own_size_and_nothing_else() -> None:
    upload = begun(6 * MIB)
    (first,) = parts.addresses(upload, [1])
    for url, size in (
        (first.url, first.size + 1),
        (first.url, first.size - 1),
        (first.url.replace("partNumber=1", "partNumber=2"), first.size),
        (first.url.replace("bundles/direct", "images"), first.size),
        (first.url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000"), first.size),
        (first.url.partition("?")[0], first.size),
    ):
        assert httpx.put(url, content=bytes(size)).status_code == 403, (url, size)
    assert httpx.get(first.url).status_code == 403
    assert parts.received(upload) == []
    with pytest.raises(SubmissionRefused, match="parts from 1 to 2 are expected"):
        parts.addresses(upload, [3])


def test_a_store_that_does_not_hold_to_sizes_costs_the_upload(bucket: BucketStorage) -> None:
    upload = begun(6 * MIB)
    send(upload, bytes(6 * MIB), [1])
    bucket.client().upload_part(**bucket.key(upload.name), UploadId=upload.store_id, PartNumber=2, Body=bytes(2 * MIB))
    with pytest.raises(SubmissionRefused, match="7340032 bytes were sent instead of the announced 6291456"):
        completion.complete(upload)
    assert no_parts_left(upload)
    assert "instead of the announced" in ended(upload)


def test_two_that_complete_together_make_one_submission() -> None:
    data = make_zip(demo_pictures())
    upload = begun(len(data))
    send(upload, data)
    first, second = together([lambda: completion.complete(upload)] * 2)
    assert first == second == Submission.objects.get()


def test_a_submission_that_is_refused_at_the_end_leaves_no_file(settings: LazySettings) -> None:
    upload = begun(100)
    send(upload, bytes(100))
    upload_bundle({}, generator=upload.generator)
    settings.SALON_QUOTA_SUBMISSIONS = 1
    with translation.override("zh-hans"), pytest.raises(QuotaExhausted) as refusal:
        completion.complete(upload)
    assert no_parts_left(upload)
    assert ended(upload) == str(refusal.value), "recorded in English, whatever the author reads"
    assert ended(upload).startswith("1 submission in 7 days is used; the next is possible on ")


def test_an_abandoned_upload_expires_and_leaves_nothing() -> None:
    upload = begun(6 * MIB)
    send(upload, bytes(6 * MIB), [1])
    (address,) = parts.addresses(upload, [2])
    housekeeping.tidy()
    assert parts.received(upload) == [1]
    UploadSession.objects.update(expires_at=Now() - timedelta(seconds=1))
    housekeeping.tidy()
    assert "not complete after 24 hours" in ended(upload)
    assert no_parts_left(upload)
    assert httpx.put(address.url, content=bytes(address.size)).status_code == 404
    with pytest.raises(SubmissionRefused, match="not complete after 24 hours"):
        completion.complete(UploadSession.objects.get())
    UploadSession.objects.update(ended_at=Now() - timedelta(days=31))
    housekeeping.tidy()
    assert not UploadSession.objects.exists()


def test_an_upload_whose_parts_were_joined_before_the_answer_was_lost_goes_on() -> None:
    data = make_zip(demo_pictures())
    upload = begun(len(data))
    send(upload, data)
    store = bucket_uploads()
    assert store is not None
    store.complete(upload.name, upload.store_id, store.parts(upload.name, upload.store_id))
    assert parts.received(upload) == [1]
    with transaction.atomic():
        assert completion.complete(upload).bundle.file.name == upload.name
