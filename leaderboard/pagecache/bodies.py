"""A page's bytes, plain and compressed, and the answer to a request for it."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from django.utils.http import parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]
RawHeaders = list[tuple[bytes, bytes]]
"""With names in lower case, as ASGI wants them."""

_COMPRESSED_ALREADY = {"image/png", "image/webp", "image/jpeg"}
_REPLACED = {"content-length", "content-encoding", "etag", "vary", "set-cookie"}
_LONGEST_LIST = 2000
"""Characters of Accept-Encoding or If-None-Match; longer ones are ignored, because reading them takes a while."""

_PER_HEADER = 200
"""Bytes of a header's tuple and of its two texts, without their characters."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoding of a page: its bytes, its ETag, and the headers of a complete reply and of a 304."""

    content: bytes
    etag: str
    headers: RawHeaders
    unchanged: RawHeaders


@dataclass(frozen=True, slots=True)
class Body:
    """A page, plain and as gzip (None where that saves nothing)."""

    plain: Encoded
    gzipped: Encoded | None

    @property
    def size(self) -> int:
        """Bytes of memory, roughly."""
        return sum(_size(encoded) for encoded in (self.plain, self.gzipped) if encoded)

    def answer(self, *, method: str, accepted: str, known: str) -> Answer:
        """200, or 304 where ``known`` (If-None-Match) names these bytes; ``accepted`` is Accept-Encoding."""
        encoded = (
            self.gzipped if self.gzipped and len(accepted) <= _LONGEST_LIST and _takes_gzip(accepted) else self.plain
        )
        if known and len(known) <= _LONGEST_LIST and _matches(known, encoded.etag):
            return Answer(304, encoded.unchanged, b"")
        return Answer(200, encoded.headers, b"" if method == "HEAD" else encoded.content)


class Answer(NamedTuple):
    """Status, headers and content of a reply."""

    status: int
    headers: RawHeaders
    content: bytes


def as_body(headers: Headers, plain: bytes) -> Body:
    """Compress a page; its ETag is computed from the plain bytes."""
    own = [(name, value) for name, value in headers if name.lower() not in _REPLACED]
    own.append(("Vary", "Accept-Encoding"))
    etag = hashlib.sha256(plain).hexdigest()[:32]
    is_picture = any(name == "Content-Type" and value in _COMPRESSED_ALREADY for name, value in own)
    # A strong ETag names bytes, so each encoding has its own.
    encoded = _encoded(plain, f'"{etag}"', own)
    if is_picture:
        return Body(encoded, None)
    gzipped = gzip.compress(plain, compresslevel=6, mtime=0)
    return Body(encoded, _encoded(gzipped, f'"{etag}-gzip"', own, ("Content-Encoding", "gzip")))


def answer(body: Body, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The answer to a request, as WSGI wants it."""
    reply = body.answer(
        method=environ["REQUEST_METHOD"],
        accepted=environ.get("HTTP_ACCEPT_ENCODING", ""),
        known=environ.get("HTTP_IF_NONE_MATCH", ""),
    )
    headers = [(name.decode("latin-1").title(), value.decode("latin-1")) for name, value in reply.headers]
    start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
    return [reply.content] if reply.content else []


def _encoded(content: bytes, etag: str, own: Headers, *more: tuple[str, str]) -> Encoded:
    headers = [*own, ("ETag", etag)]
    unchanged = [(name, value) for name, value in headers if name.lower() != "content-type"]
    return Encoded(content, etag, _raw([*headers, *more, ("Content-Length", str(len(content)))]), _raw(unchanged))


def _raw(headers: Headers) -> RawHeaders:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _size(encoded: Encoded) -> int:
    lines = (*encoded.headers, *encoded.unchanged)
    return len(encoded.content) + sum(len(name) + len(value) + _PER_HEADER for name, value in lines)


def _takes_gzip(accepted: str) -> bool:
    # A weight of zero is a refusal (RFC 9110, section 12.4.2).
    return any(re.fullmatch(r"gzip(;q=(1.*|0\.0*[1-9].*))?", coding.replace(" ", "")) for coding in accepted.split(","))


def _matches(known: str, etag: str) -> bool:
    # A proxy may have made it weak, which does not matter for a GET (RFC 9110, section 13.1.2).
    return not {"*", etag}.isdisjoint(known_etag.removeprefix("W/") for known_etag in parse_etags(known))
