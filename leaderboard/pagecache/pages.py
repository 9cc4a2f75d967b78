"""WSGI middleware that caches public pages in memory and answers from there, without Django and the database.

Only pages of views that ``marking.same_for_all`` marked are cached. A page is valid for one edition of the site
(``invalidation``), and for MAX_AGE_S at most. While the database is away, the last edition counts as current and its
pages do not age; requests for other pages occupy only some of the server's threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from leaderboard.pagecache.bodies import Answer, Headers, answer, as_body
from leaderboard.pagecache.invalidation import CurrentEdition
from leaderboard.pagecache.queries import PageAddress, canonical_query
from leaderboard.pagecache.shelves import CachedPage, Key, Shelves

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CACHEABLE = "salon.cacheable"
"""Set in a request's environment by the view: its page may be cached and shown to anyone."""

MAX_AGE_S = 60.0
"""Seconds after which a page is made again in any case: an author's edit of a model makes no new edition."""

STALE_ON_ERROR_S = 5.0
"""Seconds for which a page that is too old is served when it could not be made again."""

MOST_WHILE_AWAY = 16
"""Requests that Django handles at a time while the database is away: each waits for it, and occupies a thread."""

_AWAY = "Salon cannot reach its database. Please try again in a minute.\n暂时无法连接数据库，请稍后再试。\n".encode()
_LONGEST_QUERY = 2000
_ANY_PAGE = PageAddress(frozenset(), always=True)


class Asked(NamedTuple):
    """The parts of a request that say which page it wants; ``path`` is decoded as in WSGI's PATH_INFO."""

    method: str
    host: str
    scheme: str
    forwarded_proto: str
    path: str
    query: str


class _Reply(NamedTuple):
    """What Django answered. Whoever reads or discards the chunks has to close them."""

    status: str
    headers: Headers
    chunks: Iterable[bytes]
    is_cacheable: bool


class CachedPages:
    """Wraps the site's WSGI application.

    Args:
        edition: changes whenever a public page may have changed; may raise while the database is away.
        address: what is known about a path whose pages may be cached, None for other paths.
        max_bytes: memory for pages; the least recently used ones leave first.
        own_hosts: the names under which the site is meant to be read.
        behind_proxy: whether to trust a proxy's X-Forwarded-Proto.
        static_url: below it are files, for which Django needs no database.
    """

    def __init__(
        self,
        site: WSGIApplication,
        *,
        edition: Callable[[], Hashable],
        address: Callable[[str], PageAddress | None],
        max_bytes: int,
        own_hosts: Collection[str] = (),
        behind_proxy: bool = False,
        static_url: str = "/static/",
    ) -> None:
        self._django = site
        self._static_url = static_url
        self._asked = 0
        self._address = address
        self._edition = CurrentEdition(edition)
        self._pages = Shelves(max_bytes, own_hosts)
        self._behind_proxy = behind_proxy
        self._lock = threading.Lock()
        self._in_progress: dict[Key, threading.Lock] = {}
        self._ready_hits = 0  # of the event loop's thread alone
        self._hits = self._misses = 0

    @property
    def hits(self) -> int:
        """How many requests were answered from memory."""
        return self._ready_hits + self._hits

    @property
    def misses(self) -> int:
        """How many requests Django had to answer although their page may be cached."""
        return self._misses

    @property
    def size(self) -> int:
        """Bytes of memory of all cached pages."""
        return self._pages.size

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where possible."""
        address = self._address(environ.get("PATH_INFO", ""))
        key = self._key(address, _asked(environ)) if address else None
        if address is None or key is None:
            return self._site(environ, start_response)
        page = self._pages.get(key)
        is_hit = page is not None and self._is_valid(page)
        self._count(is_hit=is_hit)
        if page is not None and is_hit:
            reply: CachedPage | _Reply = page
        elif page is not None or address.always:
            reply = self._make_once(key, page, environ)
        else:
            reply = self._make(key, environ)
        if isinstance(reply, CachedPage):
            return answer(reply.body, environ, start_response)
        start_response(reply.status, reply.headers)
        return reply.chunks

    def ready(self, asked: Asked, *, accepted: str, known: str) -> Answer | None:
        """The answer to a request if its page is cached and known to be valid. It never waits.

        Args:
            accepted, known: the request's Accept-Encoding and If-None-Match, "" where it has none.
        """
        if not asked.query:
            key = self._key(_ANY_PAGE, asked)
        else:
            address = self._address(asked.path)
            key = self._key(address, asked) if address else None
        page = self._pages.get(key) if key else None
        if page is None or page.edition != self._edition.known() or not self._is_young(page):
            return None
        self._ready_hits += 1
        return page.body.answer(method=asked.method, accepted=accepted, known=known)

    def _count(self, *, is_hit: bool) -> None:
        with self._lock:
            self._hits += is_hit
            self._misses += not is_hit

    def _key(self, address: PageAddress, asked: Asked) -> Key | None:
        """None for a request whose answer is never cached."""
        if asked.method not in ("GET", "HEAD") or len(asked.query) > _LONGEST_QUERY:
            return None
        forwarded = asked.forwarded_proto if self._behind_proxy else ""
        scheme = "https" if "https" in (forwarded, asked.scheme) else "http"
        return Key(asked.host, scheme, asked.path, canonical_query(asked.query, address.reads))

    def _site(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Django's answer, or 503 while the database is away and too many requests wait for it already."""
        if self._is_overrun(environ):
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5")]
            start_response("503 Service Unavailable", headers)
            return [_AWAY]
        with self._lock:
            self._asked += 1
        try:
            return self._django(environ, start_response)
        finally:
            with self._lock:
                self._asked -= 1

    def _is_overrun(self, environ: WSGIEnvironment) -> bool:
        if self._asked < MOST_WHILE_AWAY or environ.get("PATH_INFO", "").startswith(self._static_url):
            return False
        self._edition.get()  # only who asks for it learns that the database is back
        return self._edition.is_away

    def _make_once(self, key: Key, old: CachedPage | None, environ: WSGIEnvironment) -> CachedPage | _Reply:
        """The page, made by one thread for all that ask for it.

        The others wait, or get the old page if it is of the current edition. That one is also served for a while when
        Django fails. A page of an earlier edition never is: it may show what is hidden now.
        """
        with self._lock:
            in_progress = self._in_progress.setdefault(key, threading.Lock())
        is_current = old is not None and old.edition == self._edition.get()
        if not in_progress.acquire(blocking=not is_current):
            return cast("CachedPage", old)
        try:
            page = self._pages.get(key)
            if page is not None and self._is_valid(page):
                return page
            reply = self._make(key, environ)
        finally:
            with self._lock:
                self._in_progress.pop(key, None)
            in_progress.release()
        if old is not None and is_current and isinstance(reply, _Reply) and reply.status[0] == "5":
            _close(reply.chunks)
            return self._extend(key, old)
        return reply

    def _extend(self, key: Key, old: CachedPage) -> CachedPage:
        """Make the old page valid for a little longer, so that not every reader has to wait for the same error."""
        page = old._replace(made_at=time.monotonic() - MAX_AGE_S + STALE_ON_ERROR_S)
        self._pages.put(key, page)
        return page

    def _make(self, key: Key, environ: WSGIEnvironment) -> CachedPage | _Reply:
        """Django's answer, cached if it may be. A cached page that it replaces is dropped, except after an error."""
        edition = self._edition.get()
        reply = _reply(self._site, environ)
        if not reply.is_cacheable:
            if reply.status[0] != "5":
                self._pages.drop(key)
            return reply
        page = CachedPage(as_body(reply.headers, _read(reply.chunks)), edition, time.monotonic())
        self._pages.put(key, page)
        return page

    def _is_valid(self, page: CachedPage) -> bool:
        return page.edition == self._edition.get() and self._is_young(page)

    def _is_young(self, page: CachedPage) -> bool:
        return time.monotonic() - page.made_at < MAX_AGE_S or self._edition.is_away


def _asked(environ: WSGIEnvironment) -> Asked:
    return Asked(
        method=environ["REQUEST_METHOD"],
        host=environ.get("HTTP_HOST", ""),
        scheme=environ["wsgi.url_scheme"],
        forwarded_proto=environ.get("HTTP_X_FORWARDED_PROTO", ""),
        path=environ.get("PATH_INFO", ""),
        query=environ.get("QUERY_STRING", ""),
    )


def _reply(site: WSGIApplication, environ: WSGIEnvironment) -> _Reply:
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda chunk: None

    chunks = site(environ, start_response)
    return _Reply(*started[-1], chunks, bool(environ.get(CACHEABLE)))


def _read(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        _close(chunks)


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
