"""The guard against private addresses: a submitted URL must not reach into the operator's network.

Checking the URL alone is not enough: a name can resolve differently a second later, a redirect can lead elsewhere, an
address can be written in decimal or hexadecimal. So the guard works where the connection is made. aiohttp calls the
``socket_factory`` of a connector with the address of every attempt to connect, including IP literals and redirects. The
resolver adds what the factory cannot know: the name, and all the addresses behind it.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from workers.clients.endpoint.faults import BadUrl, ForbiddenAddress

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052; the last 32 bits are the IPv4 address

# Ranges that Python's is_global accepts, at least in some versions.
_NOT_PUBLIC: tuple[Network, ...] = (
    ip_network("192.0.0.0/24"),  # IETF assignments; one cloud has its metadata service here
    ip_network("192.88.99.0/24"),  # the retired relays of 6to4
    ip_network("168.63.129.16/32"),  # a public address that is the host's own agent on one cloud
    ip_network("3fff::/20"),  # documentation
)


def embedded_ipv4(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, 6to4 or NAT64), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """Whether the address, or the IPv4 address embedded in it, is unicast and globally reachable."""
    target = embedded_ipv4(address)
    if isinstance(target, IPv6Address) and target not in _GLOBAL_UNICAST_V6:
        return False
    if any(target in network for network in _NOT_PUBLIC):
        return False
    return target.is_global and not target.is_multicast


def neighbourhood(address: str) -> str:
    """What counts as one address in a limit: an IPv4 address, or a network of 64 bits, which IPv6 customers get."""
    target = embedded_ipv4(ip_address(address.partition("%")[0]))
    return str(target if isinstance(target, IPv4Address) else IPv6Network((target, 64), strict=False))


class AddressGuard:
    """Permits connections to public addresses, and to those that the operator allows."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def check(self, host: str, address: str) -> None:
        """Raises ForbiddenAddress, naming the host and the address, unless the connection is permitted."""
        parsed = _canonical(host, address)
        candidates = (parsed, embedded_ipv4(parsed))
        if any(candidate in network for candidate in candidates for network in self._allowed):
            return
        if not is_public(parsed):
            raise _forbidden(host, address, "is not a public address")

    def make_socket(self, addr_info: aiohttp.AddrInfoType) -> socket.socket:
        """aiohttp's ``socket_factory``: a socket for one attempt to connect. Raises ForbiddenAddress."""
        family, kind, proto, _, sockaddr = addr_info
        address = str(sockaddr[0])
        self.check(address, address)
        return socket.socket(family, kind, proto)


class GuardedResolver(AbstractResolver):
    """Resolves names, and refuses a name if any of its addresses is refused.

    Honest hosts do not mix public and private addresses; a host that does is probing us.
    """

    def __init__(self, guard: AddressGuard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of ``host``. Raises ForbiddenAddress, BadUrl, or OSError if there are none."""
        try:
            results = await self._resolver.resolve(host, port, family)
        except UnicodeError:
            # From the socket module's IDNA encoding; as it is no OSError, aiohttp would pass it on unchanged.
            raise BadUrl("the URL's host is not a valid name: a part of it is empty or too long") from None
        for result in results:
            self._guard.check(host, result["host"])
        return results

    async def close(self) -> None:
        """Closes the wrapped resolver."""
        await self._resolver.close()


def guarded_connector(allowed: Sequence[Network] = (), *, limit: int = 0) -> aiohttp.TCPConnector:
    """A connector that reaches only public addresses and those in ``allowed``. ``limit`` 0 means no limit."""
    guard = AddressGuard(allowed)
    return aiohttp.TCPConnector(resolver=GuardedResolver(guard), socket_factory=guard.make_socket, limit=limit)


def check_written_address(host: str) -> None:
    """Refuse an IPv4 address in disguise, which can be known without a connection. Raises ForbiddenAddress."""
    if host.replace(".", "").isdigit():
        _canonical(host, host)


def _canonical(host: str, address: str) -> Address:
    try:
        return ip_address(address)
    except ValueError:
        # The socket layer reads "2130706433" and "127.1" as 127.0.0.1; nobody honest writes that.
        raise _forbidden(host, address, "is not a canonical IP address") from None


def _forbidden(host: str, address: str, why: str) -> ForbiddenAddress:
    return ForbiddenAddress(
        f"refused to connect to {host!r}: {address} {why}; "
        "use an address that the public internet can reach, or ask the operator to allow its range"
    )
