"""Uploads from a browser or program straight into the bucket, in parts, at addresses that the site signs.

An address takes one part of one upload in exactly its size, for ``SIGNED_FOR_S``. The client chooses no name. What it
sent is visible as a file only after ``complete``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from leaderboard.files.bucket import PART_BYTES, BucketStorage
from leaderboard.files.bucket_client import file_errors
from leaderboard.files.site_storage import SIGNED_FOR_S

_MOST_PARTS = 10_000  # of one upload, in every store


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the store has it: its number from 1 on, its size in bytes, and what the store calls its content."""

    number: int
    size: int
    etag: str


def part_bytes(size: int) -> int:
    """The size of each part but the last of an upload of ``size`` bytes."""
    return max(PART_BYTES, -(-size // _MOST_PARTS))


def part_count(size: int, of_bytes: int) -> int:
    """How many parts an upload of ``size`` bytes has."""
    return -(-size // of_bytes)


def part_size(number: int, size: int, of_bytes: int) -> int:
    """The bytes of one part; the last may be smaller than the others."""
    return min(of_bytes, size - (number - 1) * of_bytes)


class DirectUploads:
    """A bucket's uploads in parts.

    All methods but ``address``, which asks nobody, raise OSError when the store cannot be used, and FileNotFoundError
    when it does not have the upload.
    """

    def __init__(self, storage: BucketStorage) -> None:
        self._storage = storage

    def begin(self, name: str) -> str:
        """Begin to upload the file ``name``; returns what the store calls the upload."""
        with file_errors(name):
            reply = self._storage.client().create_multipart_upload(
                **self._storage.key(name), ContentType="application/octet-stream"
            )
        return str(reply["UploadId"])

    def address(self, name: str, upload: str, number: int, size: int) -> str:
        """Where to PUT one part of ``size`` bytes."""
        part = {**self._storage.key(name), "UploadId": upload, "PartNumber": number, "ContentLength": size}
        client = self._storage.client(self._storage.browser_endpoint)
        return str(client.generate_presigned_url("upload_part", Params=part, ExpiresIn=SIGNED_FOR_S))

    def parts(self, name: str, upload: str) -> list[Part]:
        """The parts that have arrived, by number. Of a part that was sent twice it is the later one."""
        newest: dict[int, dict[str, Any]] = {}
        with file_errors(name):
            pages = self._storage.client().get_paginator("list_parts")
            for page in pages.paginate(**self._storage.key(name), UploadId=upload):
                for part in page.get("Parts", ()):
                    other = newest.get(part["PartNumber"])
                    if other is None or other["LastModified"] <= part["LastModified"]:
                        newest[part["PartNumber"]] = part
        return [Part(number, int(part["Size"]), str(part["ETag"])) for number, part in sorted(newest.items())]

    def complete(self, name: str, upload: str, parts: Sequence[Part]) -> None:
        """Join the parts, which makes the file appear."""
        listed = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        with file_errors(name):
            self._storage.client().complete_multipart_upload(
                **self._storage.key(name), UploadId=upload, MultipartUpload={"Parts": listed}
            )

    def give_up(self, name: str, upload: str) -> None:
        """Delete the parts, and the file if they have been joined."""
        with contextlib.suppress(FileNotFoundError), file_errors(name):
            self._storage.client().abort_multipart_upload(**self._storage.key(name), UploadId=upload)
        self._storage.delete(name)


def bucket_uploads() -> DirectUploads | None:
    """The uploads into the site's bucket, whether they are offered or not; None if its files are in a folder."""
    storage = storages["default"]
    return DirectUploads(storage) if isinstance(storage, BucketStorage) else None


def direct_uploads() -> DirectUploads | None:
    """The uploads into the site's bucket; None if it has none, or STORAGE_DIRECT_UPLOADS is not set."""
    return bucket_uploads() if settings.SALON_DELIVERY.direct_uploads else None
