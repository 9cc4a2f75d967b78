"""The fault that one of aiohttp's exceptions stands for, for calls that got no reply."""

from __future__ import annotations

import aiohttp
from yarl import URL

from workers.clients.common.excerpts import excerpt
from workers.clients.endpoint.faults import BadReply, BadUrl, EndpointFault, TimedOut, Unreachable

_MAX_PATH = 200
_MAX_HOST = 300


def place(url: URL) -> str:
    """The URL for use in a message: without its query, which may contain a signature, and never cut in the middle.

    Half a key in a path would not be recognised and so not be redacted.
    """
    path = url.path if len(url.path) <= _MAX_PATH else "/…"
    return excerpt(f"{url.origin()}{path}", limit=2 * _MAX_PATH + _MAX_HOST)


def transport_fault(error: aiohttp.ClientError | TimeoutError, url: URL, connect_s: float) -> EndpointFault:
    """The fault that says what happened on the way to ``url`` and what to do about it."""
    where = place(url)
    match error:
        case aiohttp.ConnectionTimeoutError():
            return TimedOut(
                f"no connection to {where} within {connect_s:g} s; check that the host is up and lets us in"
            )
        case TimeoutError():
            return TimedOut(f"no reply from {where} in time; check that the endpoint is not overloaded")
        case aiohttp.InvalidURL():
            return BadUrl(f"{where} is not a valid URL; expected http://host/… or https://host/…")
        case aiohttp.ClientConnectorDNSError():
            return Unreachable(f"the name of {where} cannot be resolved; check its spelling and its DNS records")
        case aiohttp.ClientConnectorCertificateError():
            reason = excerpt(str(error.certificate_error))
            return Unreachable(f"the certificate of {where} is not accepted ({reason}); renew or replace it")
        case aiohttp.ClientConnectorError():
            reason = excerpt(error.os_error.strerror or str(error.os_error))
            return Unreachable(f"cannot connect to {where} ({reason}); check that the endpoint is up")
        case aiohttp.ClientResponseError():
            return BadReply(f"{where} did not answer in HTTP; check scheme and port of the URL")
        case aiohttp.ClientPayloadError():
            return Unreachable(f"the reply from {where} broke off or cannot be decoded; it may work next time")
        case _:
            return Unreachable(f"the connection to {where} broke off before a reply; it may work next time")
