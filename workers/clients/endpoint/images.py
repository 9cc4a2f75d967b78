"""The client of generator endpoints: a prompt in, an image's bytes out.

Without an adapter an endpoint speaks the OpenAI Images API.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from yarl import URL

from leaderboard.domain.submission.adapters import Adapter, AdapterKind
from workers.clients.common.excerpts import redacted
from workers.clients.endpoint.addresses import Network, neighbourhood
from workers.clients.endpoint.faults import BadReply, EndpointFault, TimedOut
from workers.clients.endpoint.guarded_http import Answer, GuardedHttp, Limits
from workers.clients.endpoint.jobs import Reply, finished
from workers.clients.endpoint.replies import document_in, image_at, image_in
from workers.clients.endpoint.requests import ImageRequest, first_call, link_call
from workers.clients.endpoint.status_faults import raise_for_image_status, raise_for_status
from workers.clients.endpoint.transport_faults import place
from workers.clients.endpoint.urls import checked_url, joined

__all__ = ["ImageRequest", "ImagesClient", "Limits"]

_ABOUT_LINKS = "a link is fetched as it was given and without the API key; let the endpoint send b64_json instead"


class ImagesClient:
    """Calls the generator endpoints of all submitters over one pool of connections.

    ``allowed``: ranges of private addresses that the operator permits, by default none.
    """

    def __init__(self, *, allowed: Sequence[Network] = (), limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._http = GuardedHttp(allowed, self._limits)

    async def generate(self, request: ImageRequest) -> bytes:
        """The image's bytes as received, in any format. Raises EndpointFault (see ``faults.py``)."""
        limit_s = request.timeout_s or self._limits.total_s
        try:
            async with asyncio.timeout(limit_s):
                return await self._generate(request)
        except TimeoutError:
            fault: EndpointFault = TimedOut(f"no image within {limit_s:g} s; check the endpoint's load")
        except EndpointFault as endpoint_fault:
            fault = endpoint_fault
        # A redirect or a link may lead to a URL that contains the key, and messages name the URL.
        fault.args = (redacted(str(fault), request.hidden),)
        raise fault

    async def address(self, base_url: str) -> str:
        """A name for the address of an endpoint's host, the same for all its host names; "unresolved" if unknown."""
        try:
            url = checked_url(base_url)
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(self._limits.connect_s):
                found = await loop.getaddrinfo(url.raw_host or "", url.port, type=socket.SOCK_STREAM)
            # Of several addresses the first in order, so that all calls to a host count together.
            return min(neighbourhood(str(sockaddr[0])) for *_, sockaddr in found)
        except (EndpointFault, OSError, ValueError):  # TimeoutError is an OSError
            return "unresolved"

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _generate(self, request: ImageRequest) -> bytes:
        answer = await self._http.fetch(first_call(request))
        raise_for_status(answer, secrets=request.hidden)
        if request.adapter is None or answer.content_type.startswith("image/"):
            source = await image_in(answer, secrets=request.hidden)
        else:
            answer, source = await self._adapted(request.adapter, answer, request)
        if isinstance(source, bytes):
            return source
        try:
            return await self._download(answer.call.url, source, request)
        except EndpointFault as link_fault:
            link_fault.args = (f"{link_fault}; {_ABOUT_LINKS}",)
            raise

    async def _adapted(self, adapter: Adapter, answer: Answer, request: ImageRequest) -> tuple[Answer, bytes | str]:
        """The reply with the result, and the image in it or its URL."""
        reply = Reply(answer, await document_in(answer, secrets=request.hidden))
        if adapter.kind is AdapterKind.JOB:
            reply = await finished(self._http, request, reply)
        source = await asyncio.to_thread(
            image_at, adapter.picture, reply.document, reply.answer.body, secrets=request.hidden
        )
        return reply.answer, source

    async def _download(self, base: URL, link: str, request: ImageRequest) -> bytes:
        """The image behind a link in a reply. Only hosts that the author named get the key: it may lead anywhere."""
        try:
            url = joined(base, link)
        except ValueError as error:
            raise BadReply(f"the reply's url cannot be followed: {error}") from None
        answer = await self._http.fetch(link_call(request, url))
        raise_for_image_status(answer, secrets=request.hidden)
        if not answer.body:
            raise BadReply(f"the image at {place(url)} is empty; expected the bytes of an image")
        return answer.body
