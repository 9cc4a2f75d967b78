"""The guard: which addresses are refused, and that it acts at the moment of connecting."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.workers.clients.endpoint.fixtures_images import IMAGE_B64, LOOPBACK, request_to
from tests.workers.conftest import Serve
from workers.clients.endpoint.addresses import AddressGuard, GuardedResolver, is_public
from workers.clients.endpoint.faults import BadUrl, ForbiddenAddress
from workers.clients.endpoint.images import ImagesClient
from workers.clients.endpoint.urls import checked_url

# Tables, which read better as text than as lists with a line for each address.
PRIVATE = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1
    203.0.113.1 224.0.0.251 239.1.1.1 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1
    100::1 2001::1 2001:db8::1 2001:0:7f00:1:: 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:c0a8:101:: 3fff::1 5f00::1
    fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
""".split()  # noqa: SIM905
PUBLIC = """
    1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.32.0.1 223.255.255.1 2606:4700::1111 2a00:1450:4001::1
    ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1
""".split()  # noqa: SIM905
SELF = """
    127.0.0.1 localhost LOCALHOST 0.0.0.0 [::ffff:127.0.0.1] [64:ff9b::7f00:1] 2130706433 0x7f000001 0177.0.0.1 127.1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(ForbiddenAddress, match=r"host\.example.*is not a public address"):
        AddressGuard().check("host.example", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(ip_address(address))
    AddressGuard().check("host.example", address)


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd00::1"])
def test_the_operator_can_allow_ranges(address: str) -> None:
    AddressGuard([ip_network("10.0.0.0/8"), ip_network("fd00::/16")]).check("host.example", address)


def test_an_allowed_range_opens_nothing_else() -> None:
    with pytest.raises(ForbiddenAddress, match=r"host\.example.*10\.0\.0\.1"):
        AddressGuard([ip_network("192.168.0.0/16")]).check("host.example", "10.0.0.1")


@pytest.mark.parametrize("address", ["2130706433", "127.1", "0x7f000001", "017700000001", "", "::1::"])
def test_only_canonical_addresses_are_understood(address: str) -> None:
    with pytest.raises(ForbiddenAddress, match=r"canonical"):
        AddressGuard(LOOPBACK).check("host.example", address)


@pytest.mark.parametrize("host", SELF)
async def test_no_connection_is_made_to_this_machine(serve: Serve, host: str) -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.json_response({"data": [{"b64_json": IMAGE_B64}]})

    port = (await serve(handle)).rpartition(":")[2]
    async with ImagesClient() as images:
        with pytest.raises(ForbiddenAddress) as caught:
            await images.generate(request_to(f"http://{host}:{port}"))
    assert caught.value.fatal
    assert not caught.value.retry
    assert not seen


class FixedResolver(AbstractResolver):
    """Answers every name with the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""


async def test_one_private_address_spoils_the_name() -> None:
    resolver = GuardedResolver(AddressGuard(), FixedResolver("8.8.8.8", "10.0.0.1", "1.1.1.1"))
    with pytest.raises(ForbiddenAddress, match=r"'mixed\.example'.*10\.0\.0\.1"):
        await resolver.resolve("mixed.example", 80)


async def test_a_public_name_resolves_to_all_its_addresses() -> None:
    resolver = GuardedResolver(AddressGuard(), FixedResolver("8.8.8.8", "1.1.1.1"))
    assert [result["host"] for result in await resolver.resolve("fine.example", 80)] == ["8.8.8.8", "1.1.1.1"]


async def test_the_socket_is_guarded_even_if_the_resolver_is_not() -> None:
    """So a name that changes its address between check and use gains nothing."""
    connector = aiohttp.TCPConnector(resolver=FixedResolver("127.0.0.1"), socket_factory=AddressGuard().make_socket)
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(ForbiddenAddress, match=r"127\.0\.0\.1"):
            await session.get("http://rebound.example/")


@pytest.mark.parametrize("host", [f"{'a' * 64}.example", "a..example"])
async def test_a_malformed_name_is_a_bad_url(host: str) -> None:
    async with ImagesClient() as images:
        with pytest.raises(BadUrl):
            await images.generate(request_to(f"http://{host}"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://host.example/", "another scheme"),
        ("file:///etc/passwd", "another scheme"),
        ("host.example/v1", "another scheme"),
        ("", "another scheme"),
        ("http:///v1", "no host|parsed"),
        ("http://host.example:99999/", "parsed"),
        ("http://[::1/", "parsed"),
        ("https://user@host.example/", "password"),
        ("https://user:pass@host.example/", "password"),
    ],
)
def test_urls_that_are_not_fetched(url: str, reason: str) -> None:
    with pytest.raises(BadUrl, match=reason):
        checked_url(url)


def test_a_plain_url_passes_the_check() -> None:
    assert str(checked_url("https://host.example:8443/v1?version=2")) == "https://host.example:8443/v1?version=2"
