"""URLs from strangers: checked, and otherwise sent exactly as they were given.

yarl by itself decodes ``%2F`` in a query and ``%7E`` in a path, and aiohttp sends what yarl made of a URL. A signature
over the URL no longer fits then. So only what HTTP cannot carry is escaped here: spaces and characters beyond ASCII.
"""

from __future__ import annotations

import string
from urllib.parse import quote, urljoin, urlsplit

from yarl import URL

from workers.clients.endpoint.addresses import check_written_address
from workers.clients.endpoint.faults import BadUrl

MOST_CHARACTERS = 8192
"""Of a URL. Signed links have up to 2,000; parsing takes time that grows with the square of the length."""

_SENT_AS_GIVEN = string.digits + string.ascii_letters + string.punctuation
_EXPECTED = "expected http://… or https://… with a host"


def checked_url(text: str) -> URL:
    """The parsed URL, with path and query as given and without a fragment.

    Raises:
        BadUrl: for another scheme, a user name or password, a host that is no name, or no host at all.
        ForbiddenAddress: for a disguised IPv4 address. The guard of the connection checks all others.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadUrl(f"the URL has {len(text)} characters; at most {MOST_CHARACTERS} are accepted")
    try:
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise BadUrl(f"the URL has another scheme, or no host; {_EXPECTED}")
        if "@" in parts.netloc:
            raise BadUrl("the URL carries a user name or password; give the key as the API key instead")
        host = _host(parts.hostname)
        check_written_address(host)
        origin = URL.build(scheme=parts.scheme, host=host, port=parts.port)
        return URL(f"{origin}{_path(parts.path, parts.query)}", encoded=True)
    except (ValueError, IndexError):  # yarl raises both, and UnicodeError, a ValueError, for hosts
        raise BadUrl(f"the URL cannot be parsed; {_EXPECTED}") from None


def joined(base: URL, link: str) -> URL:
    """The URL that a link in a reply from ``base`` leads to.

    Raises:
        ValueError: if it is too long or cannot be parsed.
        BadUrl, ForbiddenAddress: if it is a URL that may not be fetched.
    """
    if len(link) > MOST_CHARACTERS:
        raise ValueError(f"it has {len(link)} characters; at most {MOST_CHARACTERS} are accepted")
    try:
        text = urljoin(str(base), link.strip())
    except ValueError:
        raise ValueError("it cannot be parsed; expected an http or https URL") from None
    return checked_url(text)


def _host(host: str | None) -> str:
    """The host as yarl can read it back: ``xn--a`` is a name by its letters only."""
    encoded = URL.build(scheme="http", host=host or "")
    if not encoded.host:
        raise ValueError("no host")
    return encoded.raw_host or ""


def _path(path: str, query: str) -> str:
    return _escaped(path or "/") + (f"?{_escaped(query)}" if query else "")


def _escaped(text: str) -> str:
    """Without spaces and characters beyond ASCII; a header's undecodable bytes are the bytes they were."""
    return quote(text, safe=_SENT_AS_GIVEN, errors="surrogateescape")
