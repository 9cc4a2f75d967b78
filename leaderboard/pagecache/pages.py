"""WSGI middleware that keeps pages in memory and answers from there, without Django and the database.

What is kept are the pages that ``marking.same_for_all`` marked. They are good for one edition of the site. While the
database is away, the pages of the last edition stay.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from cachetools import LRUCache

from leaderboard.pagecache.bodies import Body, Headers, answer, as_body
from leaderboard.pagecache.editions import Editions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEEP = "salon.keep"
"""In a request's environment: its page may be kept and shown to anyone."""

KEPT_S = 60.0
"""Seconds after which a page is made again in any case: what an author edits about a model makes no new edition."""

TROUBLE_S = 5.0
"""Seconds for which an old page is good where it could not be made anew."""

_LONGEST_QUERY = 2000


class _Key(NamedTuple):
    """All of a request that a kept page depends on."""

    host: str
    scheme: str
    path: str
    query: str


class _Kept(NamedTuple):
    body: Body
    edition: Hashable
    at: float


class _Reply(NamedTuple):
    """What Django answered. Its chunks have to be closed by whoever reads or discards them."""

    status: str
    headers: Headers
    chunks: Iterable[bytes]
    may_be_kept: bool


class KeptPages:
    """Wraps the site's WSGI application.

    Args:
        edition: changes whenever a public page may; may raise when the database is away.
        may_keep: whether a path is that of a view whose pages may be kept.
        max_bytes: of memory for bodies; the pages that were not asked for longest leave first.
        behind_proxy: whether X-Forwarded-Proto is a proxy's and says how the reader came.
    """

    def __init__(
        self,
        site: WSGIApplication,
        *,
        edition: Callable[[], Hashable],
        may_keep: Callable[[str], bool],
        max_bytes: int,
        behind_proxy: bool = False,
    ) -> None:
        self._site = site
        self._may_keep = may_keep
        self._editions = Editions(edition)
        self._pages: LRUCache[_Key, _Kept] = LRUCache(max_bytes, getsizeof=lambda kept: kept.body.size)
        self._behind_proxy = behind_proxy
        self._lock = threading.Lock()
        self._making: dict[_Key, threading.Lock] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that can be done."""
        key = _key(environ, behind_proxy=self._behind_proxy)
        if key is None:
            return self._site(environ, start_response)
        kept = self._get(key)
        if kept is not None and self._is_good(kept):
            found: _Kept | _Reply = kept
        elif kept is not None or self._may_keep(key.path):
            found = self._made(key, kept, environ)
        else:
            found = self._ask(key, environ)
        if isinstance(found, _Kept):
            return answer(found.body, environ, start_response)
        start_response(found.status, found.headers)
        return found.chunks

    def _made(self, key: _Key, old: _Kept | None, environ: WSGIEnvironment) -> _Kept | _Reply:
        """The page made anew, by one thread for all that ask for it.

        Others wait for it, unless the old one has only grown old. Where the site is in trouble that one goes on for a
        while; one of an earlier edition does not, because that may have held what is hidden now.
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        is_current = old is not None and old.edition == self._editions.current()
        if not making.acquire(blocking=not is_current):
            return cast("_Kept", old)
        try:
            kept = self._get(key)
            if kept is not None and self._is_good(kept):
                return kept
            found = self._ask(key, environ)
        finally:
            with self._lock:
                self._making.pop(key, None)
            making.release()
        if old is not None and is_current and isinstance(found, _Reply) and found.status[0] == "5":
            _close(found.chunks)
            return self._prolonged(key, old)
        return found

    def _prolonged(self, key: _Key, old: _Kept) -> _Kept:
        """The old page, good for a little longer, so that not everybody has to find out about the trouble."""
        kept = old._replace(at=time.monotonic() - KEPT_S + TROUBLE_S)
        with self._lock:
            self._pages[key] = kept
        return kept

    def _ask(self, key: _Key, environ: WSGIEnvironment) -> _Kept | _Reply:
        """Django's answer, kept if it may be; what was kept before is gone in any case."""
        edition = self._editions.current()
        reply = _reply(self._site, environ)
        if not reply.may_be_kept:
            if reply.status[0] != "5":
                with self._lock:
                    self._pages.pop(key, None)
            return reply
        body = as_body(reply.headers, _read(reply.chunks))
        kept = _Kept(body, edition, time.monotonic())
        with self._lock:
            if body.size <= self._pages.maxsize:
                self._pages[key] = kept
        return kept

    def _get(self, key: _Key) -> _Kept | None:
        with self._lock:
            return self._pages.get(key)

    def _is_good(self, kept: _Kept) -> bool:
        return kept.edition == self._editions.current() and time.monotonic() - kept.at < KEPT_S


def _key(environ: WSGIEnvironment, *, behind_proxy: bool) -> _Key | None:
    """None for what is never kept."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(query) > _LONGEST_QUERY:
        return None
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "") if behind_proxy else ""
    scheme = "https" if "https" in (forwarded, environ["wsgi.url_scheme"]) else "http"
    return _Key(environ.get("HTTP_HOST", ""), scheme, environ.get("PATH_INFO", ""), query)


def _reply(site: WSGIApplication, environ: WSGIEnvironment) -> _Reply:
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return lambda chunk: None

    chunks = site(environ, start_response)
    return _Reply(*begun[-1], chunks, bool(environ.get(KEEP)))


def _read(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        _close(chunks)


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
