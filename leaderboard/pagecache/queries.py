"""Which part of an address's query a page depends on."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode


class PageAddress(NamedTuple):
    """What is known about a path whose pages may be cached.

    ``reads``: the query's parameters that its page depends on; all others are ignored. ``always``: its page is the same
    for everyone.
    """

    reads: frozenset[str]
    always: bool


def canonical_query(query: str, reads: frozenset[str]) -> str:
    """The part of a query string (WSGI's, whose characters are bytes) that a page depends on, in ASCII."""
    if not query or not reads:
        return ""
    pairs = parse_qsl(query.encode("latin-1", "replace").decode(errors="replace"), keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] in reads])
