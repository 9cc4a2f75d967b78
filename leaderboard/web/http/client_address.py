"""The address of the client that sent a request."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_IPV6_PREFIX = 64  # one customer of a provider has at least so many addresses


def client_address(request: HttpRequest) -> str:
    """Of the connection, or as the proxy gives it if the site is behind one."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """The address; of an IPv6 one only the first half, because its client can choose the second."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
    return address
