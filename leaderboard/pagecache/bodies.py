"""A page's bytes in the encodings in which it is sent, and the answer to one request for it."""

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

_PACKED = {"image/png", "image/webp", "image/jpeg"}
_OURS = {"content-length", "content-encoding", "etag", "vary", "set-cookie"}


@dataclass(frozen=True, slots=True)
class Body:
    """A page as it is and packed (None: packing would save nothing); ``headers`` depend on no request."""

    plain: bytes
    packed: bytes | None
    etag: str
    headers: Headers

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return len(self.plain) + len(self.packed or b"")


def as_body(headers: Headers, plain: bytes) -> Body:
    """Pack a page; the ETag follows from its bytes."""
    kept = [(name, value) for name, value in headers if name.lower() not in _OURS]
    etag = hashlib.sha256(plain).hexdigest()[:32]
    # Pictures are packed already.
    is_picture = any(name == "Content-Type" and value in _PACKED for name, value in kept)
    packed = None if is_picture else gzip.compress(plain, compresslevel=6, mtime=0)
    return Body(plain, packed, etag, [*kept, ("Vary", "Accept-Encoding")])


def answer(body: Body, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """200, or 304 where the reader has these bytes already."""
    packed = body.packed if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else None
    # Two encodings are two sequences of bytes, and so have two ETags.
    etag = f'"{body.etag}-gzip"' if packed else f'"{body.etag}"'
    headers = [*body.headers, ("ETag", etag)]
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and _matches(asked, etag):
        start_response("304 Not Modified", [one for one in headers if one[0] != "Content-Type"])
        return []
    content = packed or body.plain
    encoding = [("Content-Encoding", "gzip")] if packed else []
    start_response("200 OK", [*headers, *encoding, ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def _takes_gzip(accepted: str) -> bool:
    # A weight of zero is a refusal (RFC 9110, section 12.4.2).
    return any(re.fullmatch(r"gzip(;q=(1.*|0\.0*[1-9].*))?", one.replace(" ", "")) for one in accepted.split(","))


def _matches(asked: str, etag: str) -> bool:
    # Proxies may have weakened it; for a GET that does not matter (RFC 9110, section 13.1.2).
    return any(one in ("*", etag) for one in (known.removeprefix("W/") for known in parse_etags(asked)))
