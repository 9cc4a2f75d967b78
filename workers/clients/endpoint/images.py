"""The client of generator endpoints that speak the OpenAI images API: a prompt in, an image's bytes out."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from yarl import URL

from workers.clients.common.excerpts import redacted
from workers.clients.endpoint.addresses import Network, neighbourhood
from workers.clients.endpoint.faults import BadReply, EndpointFault, TimedOut, Unauthorised
from workers.clients.endpoint.guarded_http import Call, GuardedHttp, Limits
from workers.clients.endpoint.replies import image_in
from workers.clients.endpoint.status_faults import raise_for_image_status, raise_for_status
from workers.clients.endpoint.transport_faults import place
from workers.clients.endpoint.urls import checked_url, joined

__all__ = ["ImageRequest", "ImagesClient", "Limits"]

_PATH = "/images/generations"
_ABOUT_LINKS = "a link is fetched as it was given and without the API key; let the endpoint send b64_json instead"


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One prompt for one endpoint. ``base_url`` ends before ``/images/generations``, usually in ``/v1``.

    ``size`` is "1024x1024" or any text that the endpoint accepts. ``extra``: further JSON fields of the request
    (seed, quality, response_format …), which cannot replace model, prompt, n or a given size. ``secrets``: texts that
    messages must not repeat, in addition to the API key. ``timeout_s``: for the whole call, in seconds, instead of
    the client's own.
    """

    base_url: str = field(repr=False)
    model: str
    prompt: str
    api_key: str | None = field(default=None, repr=False)
    size: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    timeout_s: float | None = None

    @property
    def hidden(self) -> list[str]:
        """What no message may repeat."""
        return [*self.secrets, *([self.api_key] if self.api_key else [])]


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
        url = _endpoint(request.base_url)
        answer = await self._http.fetch(Call("POST", url, _body(request), _authorization(request.api_key)))
        raise_for_status(answer, secrets=request.hidden)
        source = await image_in(answer, secrets=request.hidden)
        if isinstance(source, bytes):
            return source
        try:
            return await self._download(answer.call.url, source, request)
        except EndpointFault as link_fault:
            link_fault.args = (f"{link_fault}; {_ABOUT_LINKS}",)
            raise

    async def _download(self, base: URL, link: str, request: ImageRequest) -> bytes:
        """The image behind a link in a reply. The key is not sent: the link may lead anywhere."""
        try:
            url = joined(base, link)
        except ValueError as error:
            raise BadReply(f"the reply's url cannot be followed: {error}") from None
        answer = await self._http.fetch(Call("GET", url))
        raise_for_image_status(answer, secrets=request.hidden)
        if not answer.body:
            raise BadReply(f"the image at {place(url)} is empty; expected the bytes of an image")
        return answer.body


def _endpoint(base_url: str) -> URL:
    """The full URL, even if ``base_url`` contains the path already. A query stays: some hosts need one."""
    base = checked_url(base_url)
    path = base.raw_path.rstrip("/").removesuffix(_PATH)
    return base.with_path(path + _PATH, encoded=True, keep_query=True)


def _body(request: ImageRequest) -> bytes:
    fields = {**request.extra, "model": request.model, "prompt": request.prompt, "n": 1}
    if request.size is not None:
        fields["size"] = request.size
    return json.dumps(fields).encode()


def _authorization(api_key: str | None) -> str | None:
    if not api_key:
        return None
    if not (api_key.isascii() and api_key.isprintable()):
        raise Unauthorised("the API key holds line breaks or characters beyond ASCII; enter it again")
    return f"Bearer {api_key}"
