"""Files of a known length, sent whole or in part (RFC 9110, sections 13 and 14), in constant memory.

A request for one range gets 206. A request for several gets the whole file, as the standard allows: resuming a download
never needs more than one. A request for an unchanged file gets 304.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import BinaryIO, Protocol, cast

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from leaderboard.files.site_storage import SIGNED_FOR_S, Delivered, site_storage
from leaderboard.models.connection import give_back_connection

_BLOCK = 64 * 1024
# At most 18 digits: Python refuses to parse very long integers.
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Openable(Protocol):
    """A file of ``size`` bytes. Equal ``etag`` means equal bytes."""

    @property
    def size(self) -> int: ...

    @property
    def etag(self) -> str: ...

    def open(self) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the storage."""

    etag: str
    size: int
    opener: Callable[[], File[bytes]]

    def open(self) -> BinaryIO:
        """A seekable stream of its bytes; once."""
        return cast("BinaryIO", self.opener())


@dataclass(frozen=True, slots=True)
class Sent:
    """How a file is sent. With ``saved_as`` the browser saves it under that name, with "" it shows it."""

    content_type: str
    saved_as: str = ""
    changed_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether shared caches may keep it, and so anybody may have it."""
        return self.headers.get("Cache-Control", "").startswith("public")


def send_stored(request: HttpRequest, path: str, etag: str, how: Sent) -> HttpResponseBase:
    """The reply to GET or HEAD with a file of the storage. Equal ``etag`` means equal bytes.

    The storage is asked once, and not at all when the reader has the file or is sent to the bucket for it.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    early = _early(request, etag, how)
    if early is not None:
        return early
    storage = site_storage()
    if request.method == "HEAD":
        # Never sent to the bucket: a signed address is for GET.
        return send(request, StoredFile(etag, storage.size(path), partial(storage.open, path)), how)
    address = storage.address(path, Delivered(how.content_type, how.is_public, how.saved_as))
    if address:
        return _redirect(address, how)
    return send(request, StoredFile(etag, *storage.sized(path)), how)


def send(request: HttpRequest, file: Openable, how: Sent) -> HttpResponseBase:
    """The reply to GET or HEAD."""
    early = _early(request, file.etag, how)
    if early is not None:
        return early
    headers, changed = _headers(file.etag, how)
    disposition = content_disposition_header(as_attachment=bool(how.saved_as), filename=how.saved_as)
    headers |= {"Content-Type": how.content_type} | ({"Content-Disposition": disposition} if disposition else {})
    return _with(_content(request, file, changed), headers)


def _early(request: HttpRequest, etag: str, how: Sent) -> HttpResponseBase | None:
    """304 or 412, if the request has a condition that says so."""
    headers, changed = _headers(etag, how)
    early = get_conditional_response(request, etag=etag, last_modified=changed)
    return None if early is None else _with(early, headers)


def _headers(etag: str, how: Sent) -> tuple[dict[str, str], int | None]:
    changed = int(how.changed_at.timestamp()) if how.changed_at else None
    headers = {**how.headers, "ETag": etag, "Accept-Ranges": "bytes"}
    return headers | ({} if changed is None else {"Last-Modified": http_date(changed)}), changed


def _redirect(address: str, how: Sent) -> HttpResponseBase:
    """Caches keep it for half as long as a signature lasts; a private one is for this reader and this moment."""
    cache = f"public, max-age={SIGNED_FOR_S // 2}" if how.is_public else "private, no-store"
    return _with(HttpResponseRedirect(address), {**how.headers, "Cache-Control": cache})


def _content(request: HttpRequest, file: Openable, changed: int | None) -> HttpResponseBase:
    wanted = _wanted(request, file, changed)
    if wanted is not None and not wanted:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        return _with(refused, {"Content-Range": f"bytes */{file.size}"})
    part = wanted or range(file.size)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        # Sending takes as long as the reader does, and needs no database.
        give_back_connection()
        response = sending = FileResponse(_Bytes(file, part))
        sending.block_size = _BLOCK
    if wanted is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    response["Content-Length"] = str(len(part))
    return response


def _wanted(request: HttpRequest, file: Openable, changed: int | None) -> range | None:
    """The requested bytes; None means the whole file, an empty range that the file has no such bytes."""
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.method != "GET" or not _still_the_same(request, file.etag, changed):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, file.size - int(last)), file.size) if last else None
    if last and int(last) < int(first):
        return None
    return range(min(int(first), file.size), min(int(last) + 1, file.size) if last else file.size)


def _still_the_same(request: HttpRequest, etag: str, changed: int | None) -> bool:
    """If-Range: a part is useful only to a reader whose other parts are of the same version."""
    condition = request.headers.get("If-Range", "")
    if not condition:
        return True
    return condition == etag or (changed is not None and parse_http_date_safe(condition) == changed)


def _with(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response


class _Bytes:
    """Part of a file, as a file.

    It is opened with the first read, so a reply that nobody reads opens nothing, and closed with the response.
    Each read may be in another thread (leaderboard/front/replies.py): it needs no database.
    """

    def __init__(self, file: Openable, part: range) -> None:
        self._file, self._left, self._start = file, len(part), part.start
        self._opened: BinaryIO | None = None

    def read(self, size: int = _BLOCK) -> bytes:
        """At most so many bytes; b"" at the end of the part."""
        if not self._left:
            return b""
        if self._opened is None:
            self._opened = self._file.open()
            self._opened.seek(self._start)
        block = self._opened.read(min(size, self._left))
        if not block:
            raise OSError(f"the file ended {self._left} bytes too early")
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Called by Django when the response ends."""
        if self._opened is not None:
            self._opened.close()
