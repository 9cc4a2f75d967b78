"""The ASGI application in front of the site: cached pages from the event loop, all else in the site's threads.

A request passes here in this order: a cached page is answered at once; a body is read completely (a large one only
after the site has admitted it); the site answers in one of its threads; the reply is sent. Only the third step occupies
a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from leaderboard.front.admission import ADMISSION, Admission, uploading
from leaderboard.front.bodies import Body, ClientGone, Receive
from leaderboard.front.environ import Scope, environ_of, header
from leaderboard.front.patience import Patience
from leaderboard.front.refusals import Refused, refusal
from leaderboard.front.replies import BLOCK, Reply, ask
from leaderboard.front.stalled import give_up_stalled_connections
from leaderboard.front.transfers import Transfers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_SITE_THREADS = 64
_DOWNLOAD_THREADS = 8  # each holds for one block of a file at a time
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger(__name__)


class ReadyPages(Protocol):
    """Pages that can be answered without asking the site."""

    def ready(self, scope: Scope) -> Reply | None:
        """The page for a request; None if the site has to be asked. It never waits."""


class Front:
    """The ASGI application.

    Args:
        site: the WSGI application, with the page cache in front of Django.
        pages: the same page cache, asked from the event loop; None to always ask the site.
        behind_proxy: whether to trust a proxy's X-Forwarded-For.
    """

    def __init__(
        self,
        site: WSGIApplication,
        *,
        pages: ReadyPages | None,
        behind_proxy: bool,
        patience: Patience,
    ) -> None:
        self._site, self._pages, self._behind_proxy = site, pages, behind_proxy
        self._patience = patience
        self._threads = ThreadPoolExecutor(_SITE_THREADS, "site")
        self._downloads = ThreadPoolExecutor(_DOWNLOAD_THREADS, "download")
        self._transfers = Transfers(patience.per_address)
        self._is_first = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if self._is_first:  # now the server listens
            self._is_first = False
            give_up_stalled_connections(self._patience.reading_s)
        page = self._pages.ready(scope) if self._pages else None
        if page is not None:
            await _send_whole(page, send)
            return
        with contextlib.suppress(ClientGone):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _has_body(scope):
            reply = await self._ask(environ_of(scope, io.BytesIO(), 0))
            await self._send(scope, reply, receive, send)
            return
        try:
            with self._transfers.one(self._address(scope)):
                reply = await self._answer_with_body(scope, receive)
        except Refused as refused:
            reply = refusal(scope, refused)
        await self._send(scope, reply, receive, send)

    async def _answer_with_body(self, scope: Scope, receive: Receive) -> Reply:
        announced = header(scope, b"content-length")
        size = int(announced) if announced.isdecimal() else None
        if size is not None and size > self._patience.small_body:
            return await self._upload(scope, receive, size)
        most = self._patience.small_body if size is None else size
        body = Body(receive, self._patience, most=most)
        try:
            await body.read()
            return await self._ask_with(scope, body)
        finally:
            await body.close()

    async def _upload(self, scope: Scope, receive: Receive, size: int) -> Reply:
        """A large body: its beginning and its announced size are shown to the site before the rest is read."""
        body = Body(receive, self._patience, most=min(size, self._patience.largest_body))
        try:
            await body.read(self._patience.shown_first)
            admission = Admission(body.head())
            environ = environ_of(scope, io.BytesIO(), 0) | {"CONTENT_LENGTH": str(size), ADMISSION: admission}
            reply = await self._ask(environ)
            if admission.account is None:
                return _closing(reply)
            async with uploading(admission, self._threads):
                await body.read()
                return await self._ask_with(scope, body)
        finally:
            await body.close()

    async def _ask_with(self, scope: Scope, body: Body) -> Reply:
        body.file.seek(0)
        return await self._ask(environ_of(scope, body.file, body.size))

    async def _ask(self, environ: WSGIEnvironment) -> Reply:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, ask, self._site, environ)

    async def _send(self, scope: Scope, reply: Reply, receive: Receive, send: Send) -> None:
        if reply.rest is None:
            await _send_whole(reply, send)
            return
        loop = asyncio.get_running_loop()
        leaving = loop.create_task(_until_gone(receive))
        try:
            with self._transfers.one(self._address(scope)):
                await self._send_file(reply, reply.rest.read, send, leaving)
        except Refused as refused:
            await _send_whole(refusal(scope, refused), send)
        except TimeoutError:
            log.info("a download was given up: its reader took too long")
        finally:
            leaving.cancel()
            await loop.run_in_executor(self._downloads, reply.rest.close)

    async def _send_file(
        self, reply: Reply, read: Callable[[int], bytes], send: Send, leaving: asyncio.Task[None]
    ) -> None:
        """Send blocks as the reader takes them, until they are all sent or the reader has gone.

        Raises:
            TimeoutError: when the reader takes none for too long, or too few on average.
        """
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        loop, begun, sent, block = asyncio.get_running_loop(), time.monotonic(), 0, reply.first
        while block and not leaving.done():
            wait = min(self._patience.reading_s, self._patience.due(begun, sent) - time.monotonic())
            await asyncio.wait_for(_as_coroutine(send, block), max(wait, 0.0))
            sent += len(block)
            block = await loop.run_in_executor(self._downloads, read, BLOCK)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _address(self, scope: Scope) -> str:
        if self._behind_proxy and (forwarded := header(scope, b"x-forwarded-for")):
            return forwarded.rpartition(",")[2].strip()
        return str((scope.get("client") or ("",))[0])


async def _until_gone(receive: Receive) -> None:
    """Return when the client has closed the connection: sending to it raises no error."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _as_coroutine(send: Send, block: bytes) -> None:
    await send({"type": "http.response.body", "body": block, "more_body": True})


async def _send_whole(reply: Reply, send: Send) -> None:
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.first, "more_body": False})


def _has_body(scope: Scope) -> bool:
    if header(scope, b"transfer-encoding"):
        return True
    return header(scope, b"content-length") not in ("", "0")


def _closing(reply: Reply) -> Reply:
    """The connection ends with the reply: the rest of the body is not read."""
    return Reply(reply.status, [*reply.headers, (b"connection", b"close")], reply.first, reply.rest)
