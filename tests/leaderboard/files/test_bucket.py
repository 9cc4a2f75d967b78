"""Files in a real object store: whole or absent, read in ranges, and their faults told as faults of files."""

from __future__ import annotations

import random
from collections.abc import Iterator

import httpx
import psutil
import pytest
from django.conf import LazySettings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from leaderboard.files import condition
from leaderboard.files.bucket import PART_BYTES, BucketStorage
from leaderboard.files.leftovers import delete_leftovers, old_files
from leaderboard.files.ranged import FIRST_BYTES
from leaderboard.files.reading import LostFile, StorageAway, read_stored
from leaderboard.files.site_storage import Delivered, Freed, site_storage
from leaderboard.files.store import store_once
from leaderboard.settings.storage import Delivery, storage_at
from tests.object_store import KEYS, ObjectStore, Requests

pytestmark = pytest.mark.usefixtures("bucket")

SHA256_OF_TEXT = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
PATH = f"images/98/{SHA256_OF_TEXT}"
SHOWN = Delivered("image/webp", public=True)
PRIVATE = Delivered("image/webp", public=False)


class BreaksOff(ContentFile[bytes]):
    """Content that cannot be read to its end."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield bytes(PART_BYTES)
        raise OSError("the upload's disk is broken")


def content(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())


def at(store: ObjectStore, **options: str) -> BucketStorage:
    return BucketStorage(**{**storage_at(store.url("elsewhere"))["OPTIONS"], **options})


def test_a_file_is_written_and_read_in_one_request_each(requests: Requests) -> None:
    default_storage.save("a/b.webp", ContentFile(b"picture"))
    assert requests.taken() == ["PUT a/b.webp"]
    assert content("a/b.webp") == b"picture"
    assert requests.taken() == ["GET a/b.webp"]
    with default_storage.open("a/b.webp") as file:
        assert file.size == 7


@pytest.mark.parametrize("size", [0, 1, FIRST_BYTES - 1, FIRST_BYTES, FIRST_BYTES + 1, 3 * FIRST_BYTES])
def test_files_of_any_size_are_read(size: int) -> None:
    data = random.Random(size).randbytes(size)
    default_storage.save("file", ContentFile(data))
    assert content("file") == data
    assert default_storage.size("file") == size


def test_a_large_file_is_written_in_parts_and_read_in_constant_memory(requests: Requests) -> None:
    size = 5 * PART_BYTES + 1
    with TemporaryUploadedFile("bundle.zip", "application/zip", size, None) as upload:
        block = random.Random(2).randbytes(PART_BYTES)
        for _ in range(5):
            upload.write(block)
        upload.write(b"!")
        upload.flush()
        default_storage.save("bundles/1.zip", upload)
        assert upload.file is not None
        assert not upload.file.closed
    assert sum(request.startswith("PUT") for request in requests.taken()) == 6
    before = psutil.Process().memory_info().rss
    with default_storage.open("bundles/1.zip") as file:
        file.seek(size - 1)
        assert file.read(1) == b"!"
        file.seek(0)
        read = sum(len(part) for part in iter(lambda: file.read(64 * 1024), b""))
    assert read == size
    assert psutil.Process().memory_info().rss - before < 24 * 2**20
    assert len(requests.taken()) < 55


def test_an_upload_that_breaks_off_leaves_the_file_that_was_there(bucket: BucketStorage) -> None:
    default_storage.save("file", ContentFile(b"first"))
    with pytest.raises(OSError, match="disk is broken"):
        default_storage.save("file", BreaksOff(b""))
    assert content("file") == b"first"
    assert bucket.delete_leftovers(-3600) == Freed()


def test_a_file_that_is_replaced_while_it_is_read_is_not_mixed() -> None:
    default_storage.save("file", ContentFile(bytes(2 * FIRST_BYTES)))
    with default_storage.open("file") as opened:
        default_storage.save("file", ContentFile(b"1" * 2 * FIRST_BYTES))
        opened.seek(FIRST_BYTES)
        with pytest.raises(OSError, match="PreconditionFailed"):
            opened.read(1)


def test_a_file_that_is_missing_is_a_missing_file() -> None:
    for call in (default_storage.open, default_storage.size, default_storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            call("nothing")
    assert not default_storage.exists("nothing")
    default_storage.delete("nothing")


def test_files_are_for_reading_and_stay_under_the_prefix() -> None:
    with pytest.raises(ValueError, match="only be opened for reading"):
        default_storage.open("file", "wb")
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("../escaped", ContentFile(b"x"))


def test_what_is_there_is_not_written_again_and_what_was_cut_short_is(requests: Requests) -> None:
    store_once("file", b"the whole file")
    store_once("file", b"the whole file")
    assert requests.taken() == ["HEAD file", "PUT file", "HEAD file"]
    default_storage.save("file", ContentFile(b"the"))
    store_once("file", b"the whole file")
    assert content("file") == b"the whole file"


def test_files_are_listed_and_an_empty_bucket_is_empty_in_spite_of_the_probe() -> None:
    assert condition.storage_is_empty()
    assert site_storage().fault() == ""
    assert condition.storage_is_empty()
    default_storage.save("a/b/c", ContentFile(b"123"))
    assert not condition.storage_is_empty()
    assert [(entry.name, entry.size) for entry in site_storage().entries()] == [("a/b/c", 3)]
    assert list(site_storage().entries("b")) == []
    assert default_storage.listdir("a") == (["b"], [])
    assert list(old_files("a")) == []


def test_uploads_that_nobody_completes_are_given_up_when_they_are_old(bucket: BucketStorage) -> None:
    bucket.client().create_multipart_upload(Bucket=bucket.bucket, Key=f"{bucket.prefix}bundles/2.zip")
    assert delete_leftovers() == Freed()
    assert bucket.delete_leftovers(-3600, dry_run=True) == Freed(1)
    assert (bucket.delete_leftovers(-3600), bucket.delete_leftovers(-3600)) == (Freed(1), Freed())


def test_a_wrong_key_a_missing_bucket_and_a_store_that_is_away_are_faults(object_store: ObjectStore) -> None:
    for options, told in (
        ({"secret_key": "wrong"}, "SignatureDoesNotMatch"),
        ({"endpoint": "http://127.0.0.1:1"}, "Could not connect"),
    ):
        storage = at(object_store, **options)
        assert told in storage.fault()
        assert storage.fault().startswith("not writable: the object store ")
        with pytest.raises(OSError, match=told):
            storage.open("file")
    with pytest.raises(OSError, match="NoSuchBucket"):
        at(object_store, bucket="nowhere").open("file")


def test_a_sound_bucket_is_looked_at_once_in_a_while(requests: Requests) -> None:
    assert [condition.storage_fault() for _ in range(5)] == [""] * 5
    assert requests.taken() == ["PUT .probe"]


def test_a_lost_or_damaged_file_is_told_from_a_storage_that_is_away(settings: LazySettings) -> None:
    with pytest.raises(StorageAway, match="empty"):
        read_stored(PATH)
    default_storage.save("other", ContentFile(b""))
    with pytest.raises(LostFile, match="it is missing"):
        read_stored(PATH)
    default_storage.save(PATH, ContentFile(b"tex"))
    with pytest.raises(LostFile, match="its 3 bytes"):
        read_stored(PATH)
    default_storage.save(PATH, ContentFile(b"text"))
    assert read_stored(PATH) == b"text"
    settings.STORAGES = {**settings.STORAGES, "default": storage_at("s3://salon?endpoint=http://127.0.0.1:1")}
    with pytest.raises(StorageAway, match="cannot be read: the object store cannot be used"):
        read_stored(PATH)
    assert condition.storage_is_empty()


def test_readers_get_signed_addresses_and_public_pictures_that_of_the_cdn(
    settings: LazySettings, bucket: BucketStorage
) -> None:
    default_storage.save("a b.webp", ContentFile(b"picture"))
    assert site_storage().address("a b.webp", SHOWN) == ""
    settings.SALON_DELIVERY = Delivery(redirect=True)
    for delivered in (SHOWN, PRIVATE):
        address = site_storage().address("a b.webp", delivered)
        reply = httpx.get(address)
        assert (reply.content, reply.headers["content-type"]) == (b"picture", "image/webp")
        assert httpx.get(address.partition("?")[0]).status_code == 403
    settings.SALON_DELIVERY = Delivery(redirect=True, public_url="https://cdn.example.org/")
    assert site_storage().address("a b.webp", SHOWN) == f"https://cdn.example.org/{bucket.prefix}a%20b.webp"
    assert "X-Amz-Signature" in site_storage().address("a b.webp", PRIVATE)
    saved = site_storage().address("a b.webp", Delivered("image/webp", public=True, saved_as="p001.en.webp"))
    assert httpx.get(saved).headers["content-disposition"] == 'attachment; filename="p001.en.webp"'


def test_signed_addresses_are_those_of_the_browsers_endpoint(settings: LazySettings, object_store: ObjectStore) -> None:
    settings.SALON_DELIVERY = Delivery(redirect=True)
    storage = at(object_store, browser_endpoint="https://s3.example.org")
    assert storage.address("file", PRIVATE).startswith("https://s3.example.org/salon/elsewhere/file?")
    assert storage.address("file", PRIVATE).count(KEYS["AWS_SECRET_ACCESS_KEY"]) == 0
