"""Requests to people's webhooks: signed as the Standard Webhooks specification says, to public addresses only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import aiohttp
from standardwebhooks.webhooks import Webhook as Signer

from workers.clients.common.bodies import JsonBody, read_start
from workers.clients.common.excerpts import excerpt
from workers.clients.common.retry_after import retry_after_s
from workers.clients.endpoint.addresses import Network, guarded_connector
from workers.clients.endpoint.faults import EndpointFault
from workers.clients.endpoint.transport_faults import transport_fault
from workers.clients.endpoint.urls import checked_url

TIMEOUT_S: Final = 15.0
"""Seconds for a whole request. The specification advises receivers to answer first and to work afterwards."""

_CONNECT_S = 5.0
_MAX_REPLY_BYTES = 4096
_MAX_REPLY_CHARS = 1000
_LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. ``secrets``: each signs it once. ``hidden``: texts that no message may repeat."""

    message_id: str
    payload: str
    url: str = field(repr=False)
    secrets: Sequence[str] = field(repr=False)
    hidden: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``status``: None without a reply. ``cause``: why the message counts as not accepted, or "".

    ``excerpt``: the start of the reply's body. ``retry_after_s``: seconds that the receiver asks to wait.
    """

    status: int | None
    seconds: float
    cause: str = ""
    excerpt: str = ""
    retry_after_s: float | None = None


def signed_headers(message: Message, sent_at: datetime) -> dict[str, str]:
    """The headers of the specification; ``sent_at`` is in UTC."""
    signatures = [Signer(secret).sign(message.message_id, sent_at, message.payload) for secret in message.secrets]
    return {
        "User-Agent": "salon",
        "webhook-id": message.message_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class WebhookClient:
    """One pool of connections to public and ``allowed`` addresses. For one event loop."""

    def __init__(self, *, allowed: Sequence[Network] = (), timeout_s: float = TIMEOUT_S) -> None:
        self._allowed = tuple(allowed)
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def send(self, message: Message) -> Reply:
        """Send a message once. Never raises for what the receiver does."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout_s):
                reply = await self._send(message, begun)
        except EndpointFault as fault:
            cause = str(fault)
        except TimeoutError:
            cause = f"no reply within {self._timeout_s:g} s; answer first, and do the work afterwards"
        else:
            return reply
        return Reply(None, time.monotonic() - begun, excerpt(cause, secrets=message.hidden))

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _send(self, message: Message, begun: float) -> Reply:
        url = checked_url(message.url)
        # The receiver compares it with its own clock, so it is this machine's, not the database's.
        sent_at = datetime.now(UTC)  # noqa: TID251
        try:
            async with self._open().post(
                url,
                data=JsonBody(message.payload.encode()),
                headers=signed_headers(message, sent_at),
                allow_redirects=False,
            ) as response:
                body = await read_start(response, _MAX_REPLY_BYTES)
                return Reply(
                    response.status,
                    time.monotonic() - begun,
                    _cause(response.status),
                    excerpt(body.decode(errors="replace"), secrets=message.hidden, limit=_MAX_REPLY_CHARS),
                    _wait_s(response),
                )
        except aiohttp.ClientError as error:
            fault = transport_fault(error, url, _CONNECT_S)
        raise fault  # outside of the block: aiohttp's errors contain the request's headers

    def _open(self) -> aiohttp.ClientSession:
        # Not in __init__: a session belongs to the event loop that is running when it is created.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=guarded_connector(self._allowed),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=_CONNECT_S),
                trust_env=False,  # no proxy and no .netrc: both would bypass the guard
            )
        return self._session


def _cause(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"the receiver replied {status}, a redirect; enter the address that it leads to"
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return f"the receiver replied {status}{phrase}; a status from 200 to 299 is expected"


def _wait_s(response: aiohttp.ClientResponse) -> float | None:
    if response.status not in _LATER:
        return None
    return retry_after_s(response.headers.get("Retry-After"), date=response.headers.get("Date"))
