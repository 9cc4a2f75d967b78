"""HTTP to URLs from strangers: guarded addresses, capped replies, keys that are sent to their origin only.

Redirects are followed here and not by aiohttp, which turns a redirected POST into a GET, normalises the
address, and follows URLs that ``checked_url`` refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import aiohttp
from yarl import URL

from workers.clients.common.bodies import BodyTooLarge, JsonBody, read_capped, read_start
from workers.clients.common.retry_after import retry_after_s
from workers.clients.endpoint.addresses import Network, guarded_connector
from workers.clients.endpoint.faults import BadReply, BadUrl, EndpointFault, ReplyTooLarge
from workers.clients.endpoint.transcripts import Transcript
from workers.clients.endpoint.transport_faults import place, transport_fault
from workers.clients.endpoint.urls import joined

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_ERROR_BYTES = 65_536  # of an error reply; a person reads 300 characters of it


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call.

    ``connect_s``: seconds for name resolution, TCP and TLS. ``total_s``: seconds for all of ``ImagesClient.generate``.
    ``max_reply_bytes`` counts decompressed bytes: a 32 MiB image is 43 MiB in base64, and the rest is a margin.
    """

    connect_s: float = 10.0
    total_s: float = 180.0
    max_reply_bytes: int = 64 * 2**20
    max_redirects: int = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``key_withheld``: it goes to an origin that does not get the key.

    ``authorization`` is sent in the header ``key_header``. ``headers``: further ones. A redirect to another origin
    removes both. ``transcript``: what was sent and received is written there.
    """

    method: str
    url: URL = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    authorization: str | None = field(default=None, repr=False)
    key_withheld: bool = False
    key_header: str = "Authorization"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    transcript: Transcript | None = field(default=None, repr=False)

    def redirected(self, status: int, location: str) -> Call:
        """The request that follows the redirect. Raises BadUrl or ForbiddenAddress."""
        try:
            url = joined(self.url, location)
        except ValueError as error:
            raise BadUrl(f"the redirect from {place(self.url)} cannot be followed: {error}") from None
        call = replace(self, url=url)
        if status == 303:  # "see other": the only redirect that asks for a GET; the others keep the request as it is
            call = replace(call, method="GET", body=None)
        if url.origin() != self.url.origin():
            call = replace(call, headers={})
            if self.authorization:
                call = replace(call, authorization=None, key_withheld=True)
        return call


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to ``call``: the whole body if the status is 2xx, else its first bytes."""

    call: Call
    status: int
    body: bytes
    retry_after_s: float | None
    content_type: str = ""


class GuardedHttp:
    """One pool of connections to public and ``allowed`` addresses. For one event loop."""

    def __init__(self, allowed: Sequence[Network], limits: Limits) -> None:
        self._allowed = tuple(allowed)
        self._limits = limits
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, call: Call) -> Answer:
        """Sends the request and follows redirects. Raises EndpointFault if there is no reply."""
        for _ in range(self._limits.max_redirects + 1):
            if call.transcript:
                call.transcript.sent(call.method, str(call.url), _headers(call), call.body)
            reply = await self._exchange(call)
            if isinstance(reply, Answer):
                return reply
            call = reply
        raise BadReply(
            f"more than {self._limits.max_redirects} redirects, the last one to {place(call.url)}; "
            "set the base URL to the address that answers"
        )

    async def close(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()

    async def _exchange(self, call: Call) -> Answer | Call:
        """One request: its answer, or the call to which it is redirected."""
        try:
            return await self._send(call)
        except BodyTooLarge:
            fault: EndpointFault = ReplyTooLarge(
                f"the reply from {place(call.url)} is larger than {self._limits.max_reply_bytes} bytes "
                "and was cut; send a smaller image, or one in a compressed format"
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            fault = transport_fault(error, call.url, self._limits.connect_s)
        # Raised outside the except blocks: aiohttp's errors hold the request's headers, and so the key.
        raise fault

    async def _send(self, call: Call) -> Answer | Call:
        async with self._open().request(
            call.method,
            call.url,
            data=None if call.body is None else JsonBody(call.body),
            headers=_headers(call),
            allow_redirects=False,
        ) as response:
            location = response.headers.get("Location")
            if call.transcript:
                call.transcript.answered(response.status, response.content_type, location)
            if response.status in _REDIRECTS and location:
                return call.redirected(response.status, location)
            if 200 <= response.status < 300:
                body = await read_capped(response, self._limits.max_reply_bytes)
            else:
                body = await read_start(response, _MAX_ERROR_BYTES)
            if call.transcript:
                call.transcript.received(body)
            return Answer(
                call,
                response.status,
                body,
                retry_after_s(response.headers.get("Retry-After"), date=response.headers.get("Date")),
                response.content_type.lower(),
            )

    def _open(self) -> aiohttp.ClientSession:
        # Not in __init__: a session belongs to the event loop that is running when it is created.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=guarded_connector(self._allowed),
                cookie_jar=aiohttp.DummyCookieJar(),  # cookies of one endpoint are not sent to another
                timeout=aiohttp.ClientTimeout(total=None, connect=self._limits.connect_s),
                trust_env=False,  # no proxy and no .netrc: both would bypass the guard
            )
        return self._session


def _headers(call: Call) -> dict[str, str]:
    headers = {
        **call.headers,
        "User-Agent": "salon",
        "Accept-Encoding": "identity",  # images do not compress, and decompressing their base64 costs CPU
    }
    if call.authorization:
        headers[call.key_header] = call.authorization
    return headers
