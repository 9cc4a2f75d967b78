"""A page's bytes, plain and compressed, and the answer to a request for it."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.http import parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]

_COMPRESSED_ALREADY = {"image/png", "image/webp", "image/jpeg"}
_REPLACED = {"content-length", "content-encoding", "etag", "vary", "set-cookie"}


@dataclass(frozen=True, slots=True)
class Body:
    """A page, plain and as gzip (None where that saves nothing); ``headers`` are those that fit every request."""

    plain: bytes
    gzipped: bytes | None
    etag: str
    headers: Headers

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return len(self.plain) + len(self.gzipped or b"")


def as_body(headers: Headers, plain: bytes) -> Body:
    """Compress a page; its ETag is computed from the plain bytes."""
    own = [(name, value) for name, value in headers if name.lower() not in _REPLACED]
    etag = hashlib.sha256(plain).hexdigest()[:32]
    is_picture = any(name == "Content-Type" and value in _COMPRESSED_ALREADY for name, value in own)
    gzipped = None if is_picture else gzip.compress(plain, compresslevel=6, mtime=0)
    return Body(plain, gzipped, etag, [*own, ("Vary", "Accept-Encoding")])


def answer(body: Body, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """200, or 304 where If-None-Match names these bytes."""
    gzipped = body.gzipped if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else None
    # A strong ETag names bytes, so each encoding has its own.
    etag = f'"{body.etag}-gzip"' if gzipped else f'"{body.etag}"'
    headers = [*body.headers, ("ETag", etag)]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and _matches(known, etag):
        start_response("304 Not Modified", [(name, value) for name, value in headers if name != "Content-Type"])
        return []
    content = gzipped or body.plain
    encoding = [("Content-Encoding", "gzip")] if gzipped else []
    start_response("200 OK", [*headers, *encoding, ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def _takes_gzip(accepted: str) -> bool:
    # A weight of zero is a refusal (RFC 9110, section 12.4.2).
    return any(re.fullmatch(r"gzip(;q=(1.*|0\.0*[1-9].*))?", coding.replace(" ", "")) for coding in accepted.split(","))


def _matches(known: str, etag: str) -> bool:
    # A proxy may have made it weak, which does not matter for a GET (RFC 9110, section 13.1.2).
    return not {"*", etag}.isdisjoint(known_etag.removeprefix("W/") for known_etag in parse_etags(known))
