"""Files of a known length, sent whole or in part (RFC 9110, sections 13 and 14), in constant memory.

A request for one range gets 206. A request for several gets the whole file, as the standard allows: resuming a download
never needs more than one. A request for an unchanged file gets 304.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import BinaryIO, Protocol, cast

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

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
    """A file of ``size`` bytes at ``path`` in the storage."""

    path: str
    etag: str
    size: int

    def open(self) -> BinaryIO:
        """A seekable stream of its bytes."""
        return cast("BinaryIO", default_storage.open(self.path))


def stored_file(path: str, etag: str) -> StoredFile:
    """The file at a path of the storage.

    Raises:
        FileNotFoundError: if there is none.
    """
    return StoredFile(path, etag, default_storage.size(path))


@dataclass(frozen=True, slots=True)
class Sent:
    """How a file is sent. With ``saved_as`` the browser saves it under that name, with "" it shows it."""

    content_type: str
    saved_as: str = ""
    changed_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def send(request: HttpRequest, file: Openable, how: Sent) -> HttpResponseBase:
    """The reply to GET or HEAD."""
    changed = int(how.changed_at.timestamp()) if how.changed_at else None
    headers = {**how.headers, "ETag": file.etag, "Accept-Ranges": "bytes"}
    if changed is not None:
        headers["Last-Modified"] = http_date(changed)
    early = get_conditional_response(request, etag=file.etag, last_modified=changed)
    if early is not None:
        return _with(early, headers)
    disposition = content_disposition_header(as_attachment=bool(how.saved_as), filename=how.saved_as)
    headers |= {"Content-Type": how.content_type} | ({"Content-Disposition": disposition} if disposition else {})
    return _with(_content(request, file, changed), headers)


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
