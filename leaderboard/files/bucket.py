"""The storage of pictures and files in a bucket of an object store (docs/decisions/0020-object-storage.md)."""

from __future__ import annotations

import contextlib
import errno
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.http import content_disposition_header

from leaderboard.files.bucket_client import error_code, file_errors, new_client
from leaderboard.files.ranged import FIRST_BYTES, RangedFile
from leaderboard.files.site_storage import SIGNED_FOR_S, Delivered, Entry, Freed

PART_BYTES = 16 * 1024 * 1024
"""Larger files are sent in parts of this size. A store takes at most 10,000 parts of a file: 156 GiB."""

_PROBE = ".probe"
_READS = 3
_CONTENT_TYPES = {".webp": "image/webp", ".zip": "application/zip", ".json": "application/json", ".csv": "text/csv"}


class BucketStorage(Storage):
    """A bucket in which a file is whole or absent by the store's nature: an object appears when its upload is complete.

    One request writes, and one reads a file of up to ``FIRST_BYTES``. Larger ones are read in ranges and written in
    parts, so that no file is ever in memory as a whole.
    """

    sound_for_s = 5.0

    def __init__(
        self,
        *,
        bucket: str,
        prefix: str = "",
        endpoint: str = "",
        region: str = "",
        browser_endpoint: str = "",
        addressing: str = "",
        access_key: str = "",
        secret_key: str = "",
        session_token: str = "",
        patient: bool = True,
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix
        self.location = f"s3://{bucket}/{prefix}@{endpoint}"
        self._options: dict[str, Any] = {
            "endpoint": endpoint,
            "region": region,
            "addressing": addressing,
            "access_key": access_key,
            "secret_key": secret_key,
            "session_token": session_token,
            "patient": patient,
        }
        self.browser_endpoint = browser_endpoint or endpoint
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def key(self, name: str) -> dict[str, str]:
        """A file's place, as the library's calls take it."""
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}

    def client(self, endpoint: str | None = None) -> Any:
        """The client for an endpoint, by default the one that the site uses itself; made when it is first needed."""
        chosen = self._options["endpoint"] if endpoint is None else endpoint
        with self._lock:
            if chosen not in self._clients:
                self._clients[chosen] = new_client(**{**self._options, "endpoint": chosen})
            return self._clients[chosen]

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the same name means the same file."""
        return name

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """In bytes.

        Raises:
            FileNotFoundError: when the bucket has no such file.
        """
        return int(self._head(name)["ContentLength"])

    def sized(self, name: str) -> tuple[int, Callable[[], File[bytes]]]:
        """A file's size, and how to open it: its beginning is in memory already, and no connection is open."""
        file = self.open(name)
        return file.size, lambda: file

    def get_modified_time(self, name: str) -> datetime:
        """When it was written, by the store's clock."""
        written: datetime = self._head(name)["LastModified"]
        return written if settings.USE_TZ else written.astimezone().replace(tzinfo=None)

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        with file_errors(name):
            self.client().delete_object(**self.key(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The names of the folders and of the files in a folder."""
        base = f"{self.prefix}{path.strip('/')}/" if path.strip("/") else self.prefix
        folders: list[str] = []
        files: list[str] = []
        for page in self._pages("list_objects_v2", Prefix=base, Delimiter="/"):
            folders += [found["Prefix"][len(base) :].rstrip("/") for found in page.get("CommonPrefixes", ())]
            files += [found["Key"][len(base) :] for found in page.get("Contents", ())]
        return folders, files

    def entries(self, folder: str = "") -> Iterator[Entry]:
        """The files whose names begin with the folder's; a thousand per request."""
        base = f"{self.prefix}{folder.strip('/')}/" if folder else self.prefix
        for page in self._pages("list_objects_v2", Prefix=base):
            for found in page.get("Contents", ()):
                name = found["Key"][len(self.prefix) :]
                # Some stores list folders as empty objects.
                if name != _PROBE and not name.endswith("/"):
                    yield Entry(name, int(found["Size"]), _age_s(found["LastModified"]))

    def is_empty(self) -> bool:
        """Whether the bucket has no files under the prefix, or is not there itself."""
        return next(self.entries(), None) is None

    def make_bucket(self) -> bool:
        """Create the bucket unless it exists; returns whether it was created.

        Raises:
            OSError: if the store does not allow it or cannot be reached.
        """
        client = self.client()
        try:
            with file_errors(self.bucket):
                client.head_bucket(Bucket=self.bucket)
        except FileNotFoundError:
            region = client.meta.region_name
            # AWS takes its first region only by not being told.
            where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            with file_errors(self.bucket):
                client.create_bucket(Bucket=self.bucket, **where)
            return True
        return False

    def fault(self) -> str:
        """Why files cannot be stored now, in words; "" if they can. Writing an empty object shows that."""
        try:
            with file_errors(_PROBE):
                self.client().put_object(**self.key(_PROBE), Body=b"")
        except OSError as error:
            return f"not writable: {error.strerror}"
        return ""

    def delete_leftovers(self, older_than_s: float, *, dry_run: bool = False) -> Freed:
        """Give up uploads in parts that nobody completes; stores keep, and charge for, their parts.

        An upload counts as a file; its bytes are not known.
        """
        deleted = 0
        for page in self._pages("list_multipart_uploads", Prefix=self.prefix):
            for upload in page.get("Uploads", ()):
                if _age_s(upload["Initiated"]) > older_than_s:
                    with contextlib.suppress(FileNotFoundError):  # completed or given up meanwhile
                        if not dry_run:
                            self._abort({"Bucket": self.bucket, "Key": upload["Key"]}, upload["UploadId"])
                        deleted += 1
        return Freed(deleted)

    def address(self, name: str, delivered: Delivered) -> str:
        """The CDN's address for public files that pages show, a signed one for others; "" without STORAGE_REDIRECT."""
        how = settings.SALON_DELIVERY
        if not how.redirect:
            return ""
        if how.public_url and delivered.public and not delivered.saved_as:
            return f"{how.public_url}{quote(self.prefix + name)}"
        disposition = content_disposition_header(as_attachment=bool(delivered.saved_as), filename=delivered.saved_as)
        asked = {
            "ResponseContentType": delivered.content_type,
            "ResponseCacheControl": f"private, max-age={SIGNED_FOR_S}",
        }
        if disposition:
            asked["ResponseContentDisposition"] = disposition
        return str(
            self.client(self.browser_endpoint).generate_presigned_url(
                "get_object", Params={**self.key(name), **asked}, ExpiresIn=SIGNED_FOR_S
            )
        )

    def url(self, name: str | None) -> str:
        """A signed address."""
        return self.address(name or "", Delivered(_content_type(name or ""), public=False))

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode not in {"r", "rb"}:
            raise ValueError(f"a file in a bucket can only be opened for reading, not with {mode!r}")
        opened = self._get(name, 0, FIRST_BYTES)
        if opened is None:
            return ContentFile(b"", name)
        first, size, version = opened

        def fetch(start: int, length: int) -> bytes:
            part = self._get(name, start, length, version)
            data = part[0] if part else b""
            if len(data) != length:
                raise OSError(
                    errno.EIO, f"the object store returned {len(data)} bytes instead of the requested {length}", name
                )
            return data

        return File(RangedFile(first, size, fetch), name)  # type: ignore[arg-type]  # IO is wanted; RawIOBase reads and seeks

    def _get(self, name: str, start: int, length: int, version: str = "") -> tuple[bytes, int, str] | None:
        """Bytes of a file, the size of the whole, and its ETag; None if it has no byte at ``start``.

        With ``version``, bytes of a file that was replaced meanwhile are refused: they would not fit the others.
        """
        condition = {"IfMatch": version} if version else {}
        asked = f"bytes={start}-{start + length - 1}"
        with file_errors(name):
            for last_try in (*[False] * (_READS - 1), True):
                try:
                    reply = self.client().get_object(**self.key(name), Range=asked, **condition)
                    with contextlib.closing(reply["Body"]) as body:
                        size = _whole_size(reply)
                        if "ContentRange" not in reply and size > length:
                            raise OSError(
                                errno.EIO, "the object store does not support range requests, which are needed", name
                            )
                        return body.read(), size, reply["ETag"]
                except ClientError as error:
                    if error_code(error) in {"InvalidRange", "416"}:
                        return None
                    raise
                except BotoCoreError:
                    # The library repeats requests, but not the reading of a reply that breaks off.
                    if last_try:
                        raise
        raise AssertionError

    def _save(self, name: str, content: File[Any]) -> str:
        parts = content.chunks(PART_BYTES)
        first = next(parts, b"")
        with file_errors(name):
            target = {**self.key(name), "ContentType": _content_type(name)}
            if len(first) < PART_BYTES:
                self.client().put_object(**target, Body=_bytes(first))
            else:
                self._save_parts(target, first, parts)
        return name

    def _save_parts(self, target: dict[str, str], first: Any, rest: Iterator[Any]) -> None:
        client = self.client()
        upload = client.create_multipart_upload(**target)["UploadId"]
        key = {"Bucket": target["Bucket"], "Key": target["Key"]}
        sent: list[dict[str, Any]] = []
        try:
            part = first
            while part:
                number = len(sent) + 1
                reply = client.upload_part(**key, UploadId=upload, PartNumber=number, Body=_bytes(part))
                sent.append({"ETag": reply["ETag"], "PartNumber": number})
                part = next(rest, b"")
            client.complete_multipart_upload(**key, UploadId=upload, MultipartUpload={"Parts": sent})
        except BaseException:
            with contextlib.suppress(OSError):
                self._abort(key, upload)
            raise

    def _abort(self, key: dict[str, str], upload: str) -> None:
        with file_errors(key["Key"]):
            self.client().abort_multipart_upload(**key, UploadId=upload)

    def _head(self, name: str) -> dict[str, Any]:
        with file_errors(name):
            reply: dict[str, Any] = self.client().head_object(**self.key(name))
            return reply

    def _pages(self, call: str, **arguments: str) -> Iterator[dict[str, Any]]:
        with file_errors(arguments["Prefix"] or self.bucket):
            yield from self.client().get_paginator(call).paginate(Bucket=self.bucket, **arguments)


def _whole_size(reply: dict[str, Any]) -> int:
    """From "bytes 0-99/1234"; a reply without a range has the whole file."""
    stated = str(reply.get("ContentRange", "")).rpartition("/")[2]
    return int(stated or reply["ContentLength"])


def _content_type(name: str) -> str:
    suffix = name[name.rfind(".") :] if "." in name else ""
    return _CONTENT_TYPES.get(suffix, "application/octet-stream")


def _bytes(part: Any) -> bytes:
    return part.encode() if isinstance(part, str) else bytes(part)


def _age_s(written: datetime) -> float:
    # Only for what is older than a day: the store's clock and this machine's may differ by minutes.
    return (datetime.now(UTC) - written).total_seconds()  # noqa: TID251  # the database is not asked about a file's age
